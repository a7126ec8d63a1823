// What a console of officers does to sign somebody in, in as few lines as it takes. The gateway is where the simulator
// sends its webhooks, or what ?gateway=… says; the verifier stays in this tab.

const shown = (id) => document.getElementById(id);
const given = new URLSearchParams(location.search);
const gateway = given.get("gateway") ?? sessionStorage.getItem("gateway") ?? document.body.dataset.gateway;
const returnTo = location.origin + location.pathname;
const failures = {
  "login-expired": "Lượt đăng nhập đã hết hạn. Vui lòng đăng nhập lại.",
  "login-declined": "Bạn chưa đồng ý đăng nhập bằng Zalo.",
  "zalo-unavailable": "Zalo không xác nhận được lượt đăng nhập này. Vui lòng thử lại.",
};

const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

async function signIn() {
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
  const challenge = base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))));
  const state = base64url(crypto.getRandomValues(new Uint8Array(16)));
  sessionStorage.setItem("verifier", verifier);
  sessionStorage.setItem("state", state);
  location.assign(`${gateway}/v1/staff/auth/login?${new URLSearchParams({ return_to: returnTo, code_challenge: challenge, state })}`);
}

async function exchange(code) {
  if (given.get("state") !== sessionStorage.getItem("state")) return failed(failures["login-expired"]);
  const body = JSON.stringify({ code, code_verifier: sessionStorage.getItem("verifier") });
  const answer = await fetch(`${gateway}/v1/staff/auth/session`, { method: "POST", headers: { "Content-Type": "application/json" }, body });
  const content = await answer.json();
  if (!answer.ok) return failed(content.detail);
  shown("status").textContent = `Xin chào ${content.staff.name ?? "cán bộ chưa có tên"} (${content.staff.id}).`;
  shown("roles").replaceChildren(...content.staff.roles.map((held) => {
    const row = document.createElement("li");
    row.append(Object.assign(document.createElement("b"), { textContent: held.role_label }), held.unit_name);
    return row;
  }));
  shown("token").hidden = false;
  shown("sign-in").textContent = "Đăng nhập người khác";
  shown("token").querySelector("textarea").value = content.access_token;
}

function failed(why) {
  shown("status").textContent = why;
}

if (gateway) sessionStorage.setItem("gateway", gateway);
history.replaceState(null, "", returnTo); // the code does not stay in the history
shown("sign-in").addEventListener("click", signIn);
shown("sign-in").disabled = !gateway;
if (!gateway) failed("Chưa biết cổng ở đâu. Mở trang này kèm ?gateway=<địa chỉ của cổng>.");
else if (given.has("error")) failed(failures[given.get("error")] ?? given.get("error"));
else if (given.has("code")) await exchange(given.get("code")).catch(() => failed("Không kết nối được với cổng."));
