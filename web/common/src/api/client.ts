/** Asks the gateway. One function for every operation of its OpenAPI document, with the types of that operation. */
import { learnTime } from "../device/clock.ts";
import { owner, sameHands, watchOwner } from "../device/keep.ts";
import { foreign, late, offline, Problem, problemOf, signedOut } from "./problem.ts";
import type { CitizenView, Operations } from "./schema.ts";
import { accessToken, learnProfile, renew } from "./session.ts";

export type Operation = keyof Operations;
export type Answer<K extends Operation> = Operations[K]["answer"];

type Sent<K extends Operation> = (Operations[K] extends { query: infer Q } ? { query?: Q } : { query?: never }) &
  (Operations[K] extends { body: infer B } ? { body: B } : { body?: FormData });

/** The same tap has the same key, however often it is sent. */
type Keyed<K extends Operation> = Operations[K] extends { key: string } ? { key: string } : { key?: string };

export type Request<K extends Operation> = Sent<K> & Keyed<K> & {
  path?: Record<string, string | number>;
  /** The version that was seen. */
  version?: number;
  /** The answer is a file, and anything but JSON is welcome. */
  file?: boolean;
  /** Sent only as this citizen, whoever has signed in meanwhile. */
  by?: string;
  /** Hears how much of a form has been carried, from 0 to 1. */
  progress?: (part: number) => void;
};

const TIMEOUT_MS = 20_000;
const UPLOAD_TIMEOUT_MS = 90_000;
const TRIES = 4;
const LONGEST_WAIT_MS = 20_000;
const unreadable = (): Problem => new Problem(502, "unreadable", "Hệ thống đang bận", "Câu trả lời bị đứt quãng. Xin thử lại.");

/** What anybody may read; everything else waits for the sign-in. */
export const PUBLIC =
  /^(GET \/v1\/(agencies|communes|dossier-progress|faq|feedback-categories|guides|home|hotlines|links|media|news|offices|organisation|payment-methods|procedures|public-|schools|search|shop-categories|shops|tv\/channels|working-calendar)|POST \/v1\/(auth|communes))/;

/** Their answer is the citizen's profile as it is now. */
const PROFILES = new Set<string>(["GET /v1/me", "PATCH /v1/me", "POST /v1/me/phone", "POST /v1/me/location"] satisfies Operation[]);

/** All others answer with a body: one that is empty says nothing of what was done. */
const WITHOUT_BODY = /^(DELETE |POST \/v1\/auth\/logout$)/;

const REPLACES = new Set(["PUT", "PATCH"]);
/** By address: the version that was read there last, with which it is replaced. */
const versions = new Map<string, string>();
watchOwner(() => versions.clear());

let base = "";
export const setGateway = (address: string): void => void (base = address);
/** Where what everybody may see is got by an element of the page, such as a picture. */
export const addressAt = (path: string): string => base + path;

export async function ask<K extends Operation>(operation: K, request?: Request<K>): Promise<Answer<K>> {
  const { path, query, body, key, version, file = false, by, progress } = (request ?? {}) as Request<K> & { query?: Record<string, unknown>; body?: unknown };
  const [method = "GET", template = ""] = operation.split(" ");
  const headers: Record<string, string> = {};
  if (key) headers["Idempotency-Key"] = key;
  const form = body instanceof FormData;
  if (body !== undefined && !form) headers["Content-Type"] = "application/json";
  const address = base + addressOf(template, path, query);
  const known = version === undefined ? (REPLACES.has(method) ? versions.get(address) : undefined) : `"${version}"`;
  if (known) headers["If-Match"] = known;
  const send = (): Promise<Response> =>
    form && progress
      ? carried(address, method, headers, body as FormData, progress)
      : fetchInTime(address, { method, headers, body: form ? (body as FormData) : body === undefined ? undefined : JSON.stringify(body) });
  // Without a key a change could be made twice, so only reading and keyed requests are sent again.
  const response = await answered(operation, headers, send, method === "GET" || Boolean(key) ? TRIES : 1, by);
  if (method !== "GET") learnTime(response.headers.get("Date")); // what was read may have lain in a cache
  const tag = response.headers.get("ETag");
  if (tag && !PUBLIC.test(operation)) versions.set(address, tag);
  const answer = (response.status === 204 && WITHOUT_BODY.test(operation) ? undefined : await read(response, file)) as Answer<K>;
  if (method !== "GET" && answer && !Object.keys(answer).length) throw unreadable(); // it says nothing of what was done
  if (PROFILES.has(operation)) learnProfile(answer as CitizenView);
  if (/^110\b/.test(response.headers.get("Warning") ?? "")) stale.set(answer as object, secondsAgo(Number(response.headers.get("Age"))));
  return answer;
}

/** Answers of a service that is away, as the gateway had them last, and from when they are. */
const stale = new WeakMap<object, string>();
export const staleFrom = (answer: unknown): string | null => stale.get(answer as object) ?? null;
const secondsAgo = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();

/** A new key for one tap. */
export const newKey = (): string => `tap-${crypto.getRandomValues(new Uint32Array(4)).join("-")}`;

async function answered(operation: string, headers: Record<string, string>, send: () => Promise<Response>, tries: number, by?: string): Promise<Response> {
  const open = PUBLIC.test(operation);
  const same = sameHands();
  let renewed = false;
  for (let tried = 1; ; tried++) {
    let problem: Problem;
    try {
      if (!open) headers.Authorization = `Bearer ${await accessToken()}`;
      if ((by && by !== (await owner())) || (!open && !same())) throw signedOut();
      const response = await send();
      if (response.ok) return response;
      problem = await problemOf(response);
      if (problem.status === 401 && !open && !renewed) {
        renewed = true;
        await renew();
        continue;
      }
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") throw late(); // it has waited long enough
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

/** As ``fetchInTime``, which cannot tell how much of a large file has been carried. */
function carried(address: string, method: string, headers: Record<string, string>, form: FormData, progress: (part: number) => void): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, address);
    const begun = performance.now();
    request.timeout = UPLOAD_TIMEOUT_MS;
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => {
      request.timeout = performance.now() - begun + UPLOAD_TIMEOUT_MS; // as long as it moves, it is waited for
      if (total) progress(loaded / total);
    };
    request.onerror = () => reject(offline());
    request.ontimeout = () => reject(new DOMException("", "AbortError")); // as fetch says it
    request.onload = () => {
      const given = new Headers();
      for (const line of request.getAllResponseHeaders().split("\r\n")) {
        const [name = "", value = ""] = line.split(/: (.*)/);
        if (name) given.append(name, value);
      }
      resolve(new Response(request.responseText, { status: request.status, headers: given }));
    };
    request.send(form);
  });
}

/** A hotel's or a café's network answers every question with a page of its own: that is no answer. */
async function read(response: Response, file: boolean): Promise<unknown> {
  const type = response.headers.get("content-type") ?? "";
  const isJson = /json/.test(type);
  if (/html/.test(type)) throw foreign();
  try {
    const answer: unknown = isJson && !file ? await response.json() : null;
    if (typeof answer === "object" && answer) return answer;
    if (file) return await response.blob();
  } catch {
    // The answer was cut off, or is not what it says.
  }
  throw unreadable();
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
  return (await read(await answered(`GET ${href}`, headers, () => fetchInTime(base + href, { headers }), TRIES), true)) as Blob;
}
