// Asks every second for the phones and swaps those that changed. The server answers 304 while nothing has.
const main = document.getElementById("phones");
const search = document.querySelector(".bar input");
const chats = () => [...main.querySelectorAll(".chat")];
let etag = "";
let asked = 0;

async function refresh() {
  const mine = ++asked;
  const headers = { "If-None-Match": etag };
  const answer = await fetch(`/phones?q=${encodeURIComponent(search.value)}`, { headers, cache: "no-store" });
  const text = await answer.text();
  if (answer.status !== 200 || mine !== asked) return; // nothing new, or a later question is under way
  etag = answer.headers.get("etag");
  show(text);
}

function show(text) {
  const places = new Map(chats().map((chat) => [chat, chat.scrollTop]));
  const writing = document.activeElement?.closest(".phone")?.id;
  const fresh = document.createElement("main");
  fresh.innerHTML = text;
  for (const phone of fresh.querySelectorAll(".phone")) {
    const shown = document.getElementById(phone.id);
    if (!shown) continue;
    if (shown.dataset.version === phone.dataset.version) {
      shown.querySelector(".status b").textContent = phone.querySelector(".status b").textContent;
      phone.replaceWith(shown);
    } else {
      phone.querySelector("input").value = shown.querySelector("input").value;
    }
  }
  main.replaceChildren(...fresh.childNodes);
  for (const chat of chats()) chat.scrollTop = places.get(chat) ?? chat.scrollHeight;
  if (writing) document.getElementById(writing)?.querySelector("input").focus();
}

async function act(phone, path, body) {
  await fetch(`/control/people/${phone.dataset.person}/${path}`, { method: "POST", body: JSON.stringify(body) });
  await refresh();
}

main.addEventListener("click", (event) => {
  const action = event.target.dataset.action;
  if (action) act(event.target.closest(".phone"), action, {});
});

main.addEventListener("submit", (event) => {
  event.preventDefault();
  const input = event.target.elements.text;
  const text = input.value.trim();
  input.value = "";
  if (text) act(event.target.closest(".phone"), "interactions", { text });
});

search.form.addEventListener("submit", (event) => event.preventDefault());
search.addEventListener("input", refresh);

async function follow() {
  if (!document.hidden) await refresh().catch(() => {});
  setTimeout(follow, 1000);
}

for (const chat of chats()) chat.scrollTop = chat.scrollHeight;
follow();
