/** Asks the gateway. One function for every operation of its OpenAPI document, with the types of that operation. */
import { offline, Problem, problemOf } from "./problem.ts";
import type { Operations } from "./schema.ts";
import { accessToken, renew } from "./session.ts";

export type Operation = keyof Operations;
export type Answer<K extends Operation> = Operations[K]["answer"];

type Sent<K extends Operation> = (Operations[K] extends { query: infer Q } ? { query?: Q } : { query?: never }) &
  (Operations[K] extends { body: infer B } ? { body: B } : { body?: FormData });

export type Request<K extends Operation> = Sent<K> & {
  path?: Record<string, string | number>;
  /** The same tap has the same key, however often it is sent. */
  key?: string;
  /** The version that was seen. */
  version?: number;
};

const TIMEOUT_MS = 20_000;
const UPLOAD_TIMEOUT_MS = 90_000;
const TRIES = 4;
const LONGEST_WAIT_MS = 20_000;
const UNREADABLE: [string, string] = ["Hệ thống đang bận", "Câu trả lời bị đứt quãng. Xin thử lại."];

/** What anybody may read; everything else waits for the sign-in. */
const PUBLIC =
  /^(GET \/v1\/(agencies|communes|dossier-progress|faq|feedback-categories|guides|home|hotlines|links|media|news|offices|organisation|payment-methods|procedures|public-|schools|search|shop-categories|shops|tv\/channels|working-calendar)|POST \/v1\/(auth|communes))/;

let base = "";
export const setGateway = (address: string): void => void (base = address);

export async function ask<K extends Operation>(operation: K, request?: Request<K>): Promise<Answer<K>> {
  const { path, query, body, key, version } = (request ?? {}) as Request<K> & { query?: Record<string, unknown>; body?: unknown };
  const [method = "GET", template = ""] = operation.split(" ");
  const headers: Record<string, string> = {};
  if (key) headers["Idempotency-Key"] = key;
  if (version !== undefined) headers["If-Match"] = `"${version}"`;
  const form = body instanceof FormData;
  if (body !== undefined && !form) headers["Content-Type"] = "application/json";
  const address = base + addressOf(template, path, query);
  const send = (): Promise<Response> =>
    fetchInTime(address, { method, headers, body: form ? (body as FormData) : body === undefined ? undefined : JSON.stringify(body) });
  // Without a key a change could be made twice, so only reading and keyed requests are sent again.
  const response = await answered(operation, headers, send, method === "GET" || Boolean(key) ? TRIES : 1);
  return (await read(response)) as Answer<K>;
}

/** A new key for one tap. */
export const newKey = (): string => `tap-${crypto.getRandomValues(new Uint32Array(4)).join("-")}`;

async function answered(operation: string, headers: Record<string, string>, send: () => Promise<Response>, tries: number): Promise<Response> {
  const open = PUBLIC.test(operation);
  let renewed = false;
  for (let tried = 1; ; tried++) {
    let problem: Problem;
    try {
      if (!open) headers.Authorization = `Bearer ${await accessToken()}`;
      const response = await send();
      if (response.ok) return response;
      problem = await problemOf(response);
      if (problem.status === 401 && !open && !renewed) {
        renewed = true;
        await renew();
        continue;
      }
    } catch (error) {
      problem = error instanceof Problem ? error : offline();
    }
    const wait = Math.max(problem.waitSeconds * 1000, 400 * 2 ** tried);
    if (!problem.passing || tried >= tries || wait > LONGEST_WAIT_MS || !navigator.onLine) throw problem;
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

async function fetchInTime(address: string, init: RequestInit): Promise<Response> {
  const ended = new AbortController();
  const timer = setTimeout(() => ended.abort(), init.body instanceof FormData ? UPLOAD_TIMEOUT_MS : TIMEOUT_MS);
  try {
    return await fetch(address, { ...init, signal: ended.signal });
  } finally {
    clearTimeout(timer);
  }
}

async function read(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined;
  try {
    return /json/.test(response.headers.get("content-type") ?? "") ? await response.json() : await response.blob();
  } catch {
    throw new Problem(502, "unreadable", ...UNREADABLE);
  }
}

/** The path with its members, and the query without what was left out. */
export function addressOf(template: string, path: Record<string, string | number> = {}, query: Record<string, unknown> = {}): string {
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(path[name])));
  const asked = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return asked.length ? `${filled}?${new URLSearchParams(asked.map(([name, value]) => [name, String(value)]))}` : filled;
}

/** A file by the address that an answer gave for it. */
export async function askPath(href: string): Promise<Blob> {
  const headers: Record<string, string> = {};
  const response = await answered(`GET ${href}`, headers, () => fetchInTime(base + href, { headers }), TRIES);
  return response.blob();
}
