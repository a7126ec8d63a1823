/** A phone without a page: a network whose answers a test decides, and a clock that does not make it wait. */
import { memoryKeep, setKeep } from "../common/src/device/keep.ts";
import { forgetSession, whoSignsIn } from "../common/src/api/session.ts";

export const JSON_TYPE = { "content-type": "application/json" };

export function answer(status, body = {}, headers = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return new Response(status === 204 ? null : text, { status, headers: { ...JSON_TYPE, ...headers } });
}

/** ``handler`` answers what is asked; "cut" is a network that fails. Returns what was asked, as it comes. */
export function network(handler, { online = true } = {}) {
  const asked = [];
  Object.defineProperty(globalThis, "navigator", { value: { onLine: online }, configurable: true });
  globalThis.fetch = async (address, { method = "GET", headers = {}, body } = {}) => {
    const request = { method, address, headers: { ...headers }, body: typeof body === "string" ? JSON.parse(body) : body };
    asked.push(request);
    const given = await handler(request, asked.length);
    if (given === "cut") throw new TypeError("Failed to fetch");
    return given;
  };
  globalThis.XMLHttpRequest = requestOver(globalThis.fetch);
  return asked;
}

/** What tells how much of a file was carried, over the same network: all of it at once. */
const requestOver = (fetch) => class {
  upload = {};
  headers = {};
  open(method, address) { Object.assign(this, { method, address }); }
  setRequestHeader(name, value) { this.headers[name] = value; }
  async send(body) {
    try {
      const given = await fetch(this.address, { method: this.method, headers: this.headers, body });
      this.upload.onprogress({ loaded: 1, total: 1 });
      this.status = given.status;
      this.responseText = await given.text();
      this.getAllResponseHeaders = () => [...given.headers].map(([name, value]) => `${name}: ${value}`).join("\r\n");
      this.onload();
    } catch {
      this.onerror();
    }
  }
};

/** Waits are over at once; returns how long they would have been. */
export function hurry(t) {
  const waits = [];
  const real = globalThis.setTimeout;
  t.mock.method(globalThis, "setTimeout", (act, milliseconds, ...more) => {
    // The time-out of an answer is no wait between two tries, and must not come at once.
    if (milliseconds >= 20_000) return real(() => undefined, 0);
    waits.push(milliseconds);
    return real(act, 0, ...more);
  });
  return waits;
}

export function newPhone() {
  setKeep(memoryKeep());
  forgetSession();
  let signIns = 0;
  whoSignsIn(
    async () => ({ access_token: `signed-in-${++signIns}`, refresh_token: "r", citizen: { id: "cit_1" } }),
    async () => ({ access_token: "refreshed", refresh_token: "r2" }),
  );
}
