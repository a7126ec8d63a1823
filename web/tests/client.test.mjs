import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { addressOf, ask, staleFrom } from "../common/src/api/client.ts";
import { Problem } from "../common/src/api/problem.ts";
import { accessToken, currentCitizen, forgetSession, watchProfile, whoSignsIn } from "../common/src/api/session.ts";
import { now } from "../common/src/device/clock.ts";
import { answer, hurry, network, newPhone } from "./phone.mjs";

beforeEach(newPhone);

const refused = (status) => (error) => error instanceof Problem && error.status === status;

test("a path has its members, and a query nothing that was left out", () => {
  assert.equal(addressOf("GET /v1/news/{id}", { id: "a/b" }, { q: "khai sinh", limit: 5, after: null, empty: "" }), "GET /v1/news/a%2Fb?q=khai+sinh&limit=5");
});

test("what everybody may read is asked without a sign-in", async () => {
  const asked = network(() => answer(200, { items: [] }));
  await ask("GET /v1/hotlines");
  assert.equal(asked[0].headers.Authorization, undefined);
});

test("an expired token is renewed once, and the question asked again", async () => {
  const asked = network((_, turn) => (turn === 1 ? answer(401, { title: "Hết phiên" }) : answer(200, { items: [] })));
  await ask("GET /v1/bills");
  assert.deepEqual(asked.map(({ headers }) => headers.Authorization), ["Bearer signed-in-1", "Bearer refreshed"]);
});

test("a session that is over is told, not asked for again and again", async () => {
  whoSignsIn(async () => ({ access_token: "never-right", refresh_token: "r", citizen: {} }), async () => { throw new Problem(401, "", "", ""); });
  const asked = network(() => answer(401, {}));
  await assert.rejects(ask("GET /v1/bills"), refused(401));
  assert.equal(asked.length, 2);
});

test("429 is waited out for as long as it says", async (t) => {
  const waits = hurry(t);
  network((_, turn) => (turn === 1 ? answer(429, {}, { "retry-after": "7" }) : answer(200, { items: [] })));
  await ask("GET /v1/hotlines");
  assert.deepEqual(waits, [7000]);
});

test("a wait of minutes is left to the citizen", async () => {
  const asked = network(() => answer(429, {}, { "retry-after": "300" }));
  await assert.rejects(ask("GET /v1/hotlines"), refused(429));
  assert.equal(asked.length, 1);
});

test("503 is tried again, and a change always under the same key", async (t) => {
  hurry(t);
  const asked = network((_, turn) => (turn < 3 ? answer(503, "") : answer(201, { id: "apt_1" })));
  await ask("POST /v1/appointments", { body: {}, key: "tap-1" });
  assert.deepEqual(asked.map(({ headers }) => headers["Idempotency-Key"]), ["tap-1", "tap-1", "tap-1"]);
});

test("a change without a key is sent once", async () => {
  const asked = network(() => answer(503, ""));
  await assert.rejects(ask("PATCH /v1/me", { body: {} }), refused(503));
  assert.equal(asked.length, 1);
});

test("a phone that says it is offline is not kept waiting", async () => {
  const asked = network(() => "cut", { online: false });
  await assert.rejects(ask("GET /v1/hotlines"), refused(0));
  assert.equal(asked.length, 1);
});

for (const [name, handler] of [
  ["cut off in the middle", () => answer(200, '{"items": [')],
  ["empty", () => answer(200, "")],
  ["null", () => answer(200, "null")],
  ["a mere word", () => answer(200, '"ok"')],
  ["without a type", () => new Response(new Uint8Array([1, 2]), { status: 200 })],
])
  test(`an answer that is ${name} is no answer`, async (t) => {
    hurry(t);
    network(handler);
    await assert.rejects(ask("GET /v1/hotlines"), (error) => error instanceof Problem && error.kind === "unreadable" && error.passing);
  });

test("the page of a café's network says that one must sign in there first", async (t) => {
  hurry(t);
  network(() => new Response("<html>Chấp nhận điều khoản</html>", { status: 200, headers: { "content-type": "text/html" } }));
  await assert.rejects(ask("GET /v1/hotlines"), (error) => error instanceof Problem && error.kind === "foreign" && error.passing && /đăng nhập Wi-Fi/.test(error.detail));
});

test("what was read is replaced as the version that was read", async () => {
  const asked = network(({ method }, turn) => answer(200, { purposes: [] }, method === "GET" || turn === 2 ? { ETag: `"${turn}"` } : {}));
  await ask("GET /v1/me/notification-preferences");
  await ask("PUT /v1/me/notification-preferences", { body: {} });
  await ask("PUT /v1/me/notification-preferences", { body: {} });
  assert.deepEqual(asked.map(({ headers }) => headers["If-Match"]), [undefined, '"1"', '"2"']);
});

test("a version that the caller names is the one that is sent", async () => {
  const asked = network(() => answer(200, { id: "drf_1" }, { ETag: '"7"' }));
  await ask("GET /v1/drafts/{draft_id}", { path: { draft_id: "drf_1" } });
  await ask("PUT /v1/drafts/{draft_id}", { path: { draft_id: "drf_1" }, body: {}, version: 5 });
  assert.equal(asked[1].headers["If-Match"], '"5"');
});

test("a file is a file", async () => {
  network(() => new Response("%PDF-", { status: 200, headers: { "content-type": "application/pdf" } }));
  const file = await ask("GET /v1/payments/{payment_id}/receipt.pdf", { path: { payment_id: "pay_1" }, file: true });
  assert.equal(await file.text(), "%PDF-");
});

test("what must answer with a body and has none is not done yet, however well it ended", async () => {
  for (const [status, body] of [[200, ""], [201, ""], [204, ""], [201, {}], [201, []]]) {
    network(() => answer(status, body));
    await assert.rejects(ask("POST /v1/questions", { body: {}, key: "tap-1" }), (error) => error.passing && error.kind === "unreadable");
  }
});

test("what was asked for one person is not asked again for another, who has the phone now", async (t) => {
  hurry(t);
  let who = "cit_a";
  whoSignsIn(async () => ({ access_token: `of ${who}`, refresh_token: "r", citizen: { id: who } }), async () => null);
  await accessToken();
  const asked = network(async (_, turn) => {
    if (turn > 1) return answer(201, { id: "vis_1" });
    forgetSession();
    who = "cit_b";
    await accessToken();
    return answer(503, "", { "retry-after": "8" });
  });
  await assert.rejects(ask("POST /v1/appointments", { body: {}, key: "k" }), { status: 401 });
  assert.deepEqual(asked.map(({ headers }) => headers.Authorization), ["Bearer of cit_a"]);
});

test("nothing to say is nothing", async () => {
  network(() => answer(204));
  assert.equal(await ask("DELETE /v1/tv/reminders/{reminder_id}", { path: { reminder_id: "rem_1" } }), undefined);
});

for (const status of [400, 401, 403, 404, 405, 408, 409, 410, 412, 413, 415, 422, 428, 429, 500, 502, 503, 504])
  for (const body of ["", "<html>", "{}", "[]", "null", '{"title": 5, "errors": "x"}'])
    test(`${status} with ${body || "nothing"} has words that say what to do`, async (t) => {
      hurry(t);
      network(() => answer(status, body));
      await assert.rejects(ask("GET /v1/hotlines"), (error) => error instanceof Problem && error.title.length > 5 && error.detail.length > 10 && Array.isArray(error.errors));
    });

for (const [status, type] of [[400, "malformed"], [400, "idempotency-key-missing"], [405, "method-not-allowed"], [414, "target-too-long"], [428, "precondition-required"], [431, "headers-too-large"], [422, "idempotency-key-reused"]])
  test(`${type} is a fault of the app: a citizen is not told of headers`, async () => {
    network(() => answer(status, { type: `urn:quangngai-smart:problem:${type}`, title: "Thiếu phiên bản", detail: "Yêu cầu phải có tiêu đề If-Match." }));
    await assert.rejects(ask("GET /v1/hotlines"), (error) => error.kind === type && /mở lại/.test(error.detail) && !/If-Match|phiên bản/.test(error.title + error.detail));
  });

test("the gateway's own words are kept", async () => {
  network(() => answer(422, { type: "urn:x:invalid", title: "Thiếu thông tin", detail: "Xin ghi họ tên.", errors: [{ field: "name", message: "Chưa nhập." }] }));
  await assert.rejects(ask("POST /v1/appointments", { body: {}, key: "k" }), { title: "Thiếu thông tin", detail: "Xin ghi họ tên.", kind: "invalid", errors: [{ field: "name", message: "Chưa nhập." }] });
});

test("several who need a sign-in at once share one", async () => {
  let signIns = 0;
  whoSignsIn(async () => { signIns++; await null; return { access_token: "a", refresh_token: "r", citizen: {} }; }, async () => null);
  network(() => answer(200, { items: [] }));
  await Promise.all([ask("GET /v1/bills"), ask("GET /v1/dossiers"), ask("GET /v1/drafts")]);
  assert.equal(signIns, 1);
});

test("a phone whose clock is days slow tells the gateway's time once it has been answered", async () => {
  const hers = new Date("2026-11-29T02:00:00Z");
  const read = new Date("2026-11-20T02:00:00Z");
  network(({ method }) => answer(200, { near: [] }, { Date: (method === "POST" ? hers : read).toUTCString() }));
  await ask("POST /v1/reports/check", { body: {} });
  await ask("GET /v1/reports"); // may have lain in a cache
  assert.ok(Math.abs(now() - hers) < 60_000);
});

test("an answer that the gateway had from before says from when it is", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-11-30T02:02:00Z") });
  network((_, turn) => answer(200, { items: [] }, turn === 1 ? { Warning: '110 - "Response is Stale"', Age: "120" } : { Age: "5" }));
  assert.equal(staleFrom(await ask("GET /v1/hotlines")), "2026-11-30T02:00:00.000Z");
  assert.equal(staleFrom(await ask("GET /v1/hotlines")), null);
});

test("what the profile says now is so for the whole app", async () => {
  const seen = [];
  network(({ method }) => answer(200, { id: method === "PATCH" ? "cit_1" : "cit_2", text_size: "larger", declared_name: "Cô Bảy" }));
  await ask("GET /v1/me"); // of somebody else, who was signed in before
  assert.equal(currentCitizen().declared_name, undefined);
  const leave = watchProfile(() => seen.push(currentCitizen().text_size));
  await ask("PATCH /v1/me", { body: { text_size: "larger" } });
  leave();
  await ask("PATCH /v1/me", { body: { text_size: "larger" } });
  assert.deepEqual(seen, ["larger"]);
  assert.equal(currentCitizen().declared_name, "Cô Bảy");
});
