/** In a plain browser the Zalo simulator gives what Zalo's SDK gives on a phone. Production has no such address. */
import { offline, Problem, problemOf, signedOut } from "@quangngai/common/api/problem.ts";

export interface Someone {
  user_id: string;
  name: string;
}

/** Of a person without a phone number, or without a place. */
const HAS_NONE = 409;
const CHOSEN = "simulated-person"; // an id of the simulator, nobody's personal data
const address = document.querySelector<HTMLMetaElement>('meta[name="zalo-simulator"]')?.content ?? "";

export const isThere = address !== "";
export const chosen = (): string | null => sessionStorage.getItem(CHOSEN);

export function choose(id: string | null): void {
  if (id) sessionStorage.setItem(CHOSEN, id);
  else sessionStorage.removeItem(CHOSEN);
}

export async function people(): Promise<Someone[]> {
  return (await (await asked("?limit=30")).json()).items as Someone[];
}

export const accessToken = async (): Promise<string> => (await made("access-tokens")).access_token ?? "";
export const code = async (kind: "phone" | "location"): Promise<string> => (await made(`${kind}-codes`)).code ?? "";

const asked = (of: string, request?: RequestInit): Promise<Response> => fetch(`${address}/control/people${of}`, request).catch(() => Promise.reject(offline()));

async function made(what: string): Promise<Record<string, string>> {
  const id = chosen();
  if (!address || !id) throw new Problem(401, "unauthenticated", "Ông/Bà chưa đăng nhập", "Mục này cần biết Ông/Bà là ai.");
  const answer = await asked(`/${id}/${what}`, { method: "POST", headers: { "content-type": "application/json" }, body: "{}" });
  if (answer.status === 404) {
    choose(null);
    throw signedOut();
  }
  if (answer.status === HAS_NONE) throw new Problem(403, "denied", "Chưa lấy được thông tin này từ Zalo", "Ông/Bà có thể tự nhập.");
  if (!answer.ok) throw await problemOf(answer);
  return answer.json() as Promise<Record<string, string>>;
}
