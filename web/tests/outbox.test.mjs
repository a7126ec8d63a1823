import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { announced, deliverAll, errands, sendOrKeep, shownErrands, watchDelivery, watchOutbox } from "../common/src/api/outbox.ts";
import { accessToken, forgetSession, whoSignsIn } from "../common/src/api/session.ts";
import { kept, lasts, memoryKeep, setKeep, store, watchOwner } from "../common/src/device/keep.ts";
import { answer, hurry, network, newPhone } from "./phone.mjs";

beforeEach(newPhone);

const question = (key, text = "Làm lại căn cước ở đâu?") => ["POST /v1/questions", { label: `Câu hỏi ${key}`, key, body: { text } }];

test("with a network it is sent, and nothing stays", async () => {
  const asked = network(() => answer(201, { id: "que_1" }));
  assert.deepEqual(await sendOrKeep(...question("k1")), { sent: true, answer: { id: "que_1" } });
  assert.equal(asked[0].headers["Idempotency-Key"], "k1");
  assert.deepEqual(await errands(), []);
});

test("without one it is kept, and sent under its own key, oldest first, when the network is back", async () => {
  network(() => "cut", { online: false });
  assert.equal((await sendOrKeep(...question("k1"))).sent, false);
  assert.equal((await sendOrKeep(...question("k2"))).sent, false);
  const asked = network(() => answer(201, { id: "que_1" }));
  await deliverAll();
  assert.deepEqual(asked.map(({ headers }) => headers["Idempotency-Key"]), ["k1", "k2"]);
  assert.deepEqual(await errands(), []);
});

test("it is on the phone while it is on its way: an app that is killed then loses nothing", async () => {
  let during = [];
  network(async () => { during = await errands(); return answer(201, { id: "que_1" }); });
  await sendOrKeep(...question("k1"));
  assert.deepEqual(during.map(({ key }) => key), ["k1"]);
});

test("what is refused is told to who sent it, and not kept", async () => {
  network(() => answer(422, { title: "Thiếu thông tin" }));
  await assert.rejects(sendOrKeep(...question("k1")), { title: "Thiếu thông tin" });
  assert.deepEqual(await errands(), []);
});

test("what is refused later stays with the reason, and does not hold up the rest", async () => {
  network(() => "cut", { online: false });
  await sendOrKeep(...question("k1"));
  await sendOrKeep(...question("k2"));
  network(({ headers }) => (headers["Idempotency-Key"] === "k1" ? answer(409, { detail: "Đã có người gửi." }) : answer(201, { id: "que_1" })));
  await deliverAll();
  const left = await errands();
  assert.deepEqual(left.map(({ key, refused }) => [key, refused]), [["k1", "Đã có người gửi."]]);
  const asked = network(() => answer(201, { id: "que_1" }));
  await deliverAll();
  assert.equal(asked.length, 0, "what was refused for good is not sent again");
});

test("what nobody waits for is sent with the rest, not shown, and forgotten when it is refused", async () => {
  network(() => "cut", { online: false });
  await sendOrKeep(...question("k1"));
  await sendOrKeep("POST /v1/me/messages/{message_id}/read", { label: "Tin", key: "k2", body: undefined, path: { message_id: "msg_1" }, quiet: true });
  assert.deepEqual((await errands()).map(({ key }) => key), ["k1", "k2"]);
  assert.deepEqual((await shownErrands()).map(({ key }) => key), ["k1"]);
  const asked = network(({ headers }) => (headers["Idempotency-Key"] === "k2" ? answer(404, { detail: "Không tìm thấy tin này." }) : answer(201, { id: "que_1" })));
  await deliverAll();
  assert.deepEqual([asked.length, await errands()], [2, []]);
});

test("a network that fails again keeps the order", async (t) => {
  hurry(t);
  network(() => "cut", { online: false });
  await sendOrKeep(...question("k1"));
  await sendOrKeep(...question("k2"));
  network(() => answer(503, ""));
  await deliverAll();
  assert.deepEqual((await errands()).map(({ key }) => key), ["k1", "k2"]);
});

const TOO_OFTEN = "Mời Ông/Bà gửi tiếp sau 16 giờ 59 hôm nay.";
const tooOften = () => answer(429, { detail: TOO_OFTEN }, { "retry-after": "540" });

test("what comes too often waits until it is wanted, and says why", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-11-29T09:50:00Z") });
  network(tooOften);
  const { sent, errand } = await sendOrKeep(...question("k1"));
  assert.deepEqual([sent, errand.postponed], [false, { why: TOO_OFTEN, until: "2026-11-29T09:59:00.000Z" }]);
  assert.deepEqual((await errands()).map(({ postponed }) => postponed), [errand.postponed]);
  const asked = network(() => answer(201, { id: "que_1" }));
  await deliverAll();
  assert.equal(asked.length, 0, "the network is there, and the gateway has said when");
  t.mock.timers.tick(541_000);
  await deliverAll();
  assert.deepEqual([asked.map(({ headers }) => headers["Idempotency-Key"]), await errands()], [["k1"], []]);
});

test("what came too often and then meets a service that is down no longer says so", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-11-29T09:50:00Z") });
  hurry(t);
  network(tooOften);
  await sendOrKeep(...question("k1"));
  t.mock.timers.tick(541_000);
  network(() => answer(503, ""));
  await deliverAll();
  assert.deepEqual((await errands()).map(({ key, postponed }) => [key, postponed]), [["k1", undefined]]);
});

test("a session that has ended keeps everything until the citizen is back", async () => {
  network(() => "cut", { online: false });
  await sendOrKeep(...question("k1"));
  network(() => answer(401, {}));
  await deliverAll();
  assert.deepEqual((await errands()).map(({ refused }) => refused), [undefined]);
});

test("the same tap twice is one errand", async () => {
  network(() => "cut", { online: false });
  await Promise.all([sendOrKeep(...question("k1")), sendOrKeep(...question("k1"))]);
  assert.equal((await errands()).length, 1);
});

test("many at once lose none", async () => {
  network(() => "cut", { online: false });
  await Promise.all(Array.from({ length: 20 }, (_, at) => sendOrKeep(...question(`k${at}`))));
  assert.equal((await errands()).length, 20);
});

test("who looks on is told of each change", async () => {
  network(() => "cut", { online: false });
  let changes = 0;
  const leave = watchOutbox(() => changes++);
  await sendOrKeep(...question("k1"));
  leave();
  assert.equal(changes, 1);
});

test("what has nothing to say beside its path is sent as well", async () => {
  const asked = network(() => answer(200, { what_next: "Cảm ơn" }));
  const sending = await sendOrKeep("POST /v1/reports/{report_id}/support", { label: "Cùng phản ánh", key: "k1", path: { report_id: "rep_1" }, body: undefined });
  assert.deepEqual([sending.sent, asked[0].address, asked[0].body], [true, "/v1/reports/rep_1/support", undefined]);
  assert.deepEqual(await errands(), []);
});

test("an upload that was too slow waits for a better network", async (t) => {
  hurry(t);
  network(() => answer(408, { type: "urn:x:request-timeout", title: "Gửi quá chậm" }));
  assert.equal((await sendOrKeep(...question("k1"))).sent, false);
  await deliverAll();
  assert.deepEqual((await errands()).map(({ refused }) => refused), [undefined]);
});

test("a screen is told when what it kept has been sent", async () => {
  const delivered = [];
  const leave = watchDelivery((key) => delivered.push(key));
  network(() => "cut", { online: false });
  await sendOrKeep(...question("k1"));
  assert.deepEqual(delivered, []);
  network(() => answer(201, { id: "que_1" }));
  await deliverAll();
  leave();
  assert.deepEqual(delivered, ["k1"]);
});

test("a screen is told too when what it kept was refused", async () => {
  const sent = [];
  const leave = watchDelivery((key) => sent.push(key));
  network(() => "cut", { online: false });
  await sendOrKeep(...question("k1"));
  network(() => answer(422, { detail: "Thiếu thông tin" }));
  await deliverAll();
  leave();
  assert.deepEqual(sent, ["k1"]);
});

test("the screens are told too of what was sent at once, and not of what was refused at once", async () => {
  const keys = [];
  const leave = watchDelivery((key) => keys.push(key));
  network(({ headers }) => (headers["Idempotency-Key"] === "k1" ? answer(201, { id: "que_1" }) : answer(422, {})));
  await sendOrKeep(...question("k1"));
  await assert.rejects(sendOrKeep(...question("k2")), { status: 422 });
  leave();
  assert.deepEqual(keys, ["k1"]);
});

test("what is shown as waiting does so until the screens have asked anew", async () => {
  let asked = () => undefined;
  const leave = watchDelivery(() => new Promise((done) => void (asked = done)));
  network(() => answer(201, { id: "que_1" }));
  await sendOrKeep(...question("k1"));
  let known = false;
  const ends = announced().then(() => void (known = true));
  await new Promise((done) => setImmediate(done));
  assert.equal(known, false);
  asked();
  await ends;
  leave();
});

const written = (key) => {
  const [operation, errand] = question(key);
  return [operation, { ...errand, draft: "draft:question", form: "/questions/ask" }];
};

test("what was written stays until it is accepted", async () => {
  await store("draft:question", { text: "Làm lại" });
  network(() => "cut", { online: false });
  await sendOrKeep(...written("k1"));
  network(() => answer(422, { detail: "Thiếu thông tin", errors: [{ field: "text", message: "Xin viết rõ hơn." }] }));
  await deliverAll();
  const [{ refused, problem, form }] = await errands();
  assert.deepEqual([refused, problem.errors[0].field, form], ["Thiếu thông tin Xin viết rõ hơn.", "text", "/questions/ask"]);
  assert.deepEqual(await kept("draft:question"), { text: "Làm lại" });
  network(() => answer(201, { id: "que_1" }));
  await sendOrKeep(...written("k2"));
  assert.equal(await kept("draft:question"), null);
});

test("what was accepted by another way meanwhile takes no new draft away", async () => {
  await store("draft:question", { text: "Câu thứ nhất" });
  let release;
  const held = new Promise((done) => void (release = done));
  let turn = 0;
  network(async () => { if (!turn++) await held; return answer(201, { id: "que_1" }); });
  const first = sendOrKeep(...written("k1"));
  while (!turn) await new Promise((done) => setImmediate(done));
  await deliverAll();
  await store("draft:question", { text: "Câu thứ hai" });
  release();
  await first;
  assert.deepEqual(await kept("draft:question"), { text: "Câu thứ hai" });
});

test("a refusal that meets nobody is kept like one that comes later", async () => {
  network(() => answer(422, { detail: "Thiếu thông tin" }));
  await assert.rejects(sendOrKeep(...question("k1"), undefined, () => false), { status: 422 });
  assert.deepEqual((await errands()).map(({ refused }) => refused), ["Thiếu thông tin"]);
});

test("who has nothing to send is not signed in for it", async () => {
  let signIns = 0;
  forgetSession();
  whoSignsIn(async () => { signIns++; throw new Error("nobody"); }, async () => null);
  await deliverAll();
  assert.equal(signIns, 0);
  network(() => "cut", { online: false });
  await sendOrKeep(...question("k1"));
  const before = signIns;
  await deliverAll();
  assert.equal(signIns, before + 1);
});

test("a window is told when another one has sent what it kept, also while it was still trying", async () => {
  let changed = () => undefined;
  const storage = memoryKeep();
  setKeep({ ...storage, watch: (watcher) => void (changed = watcher) });
  const sentElsewhere = async () => { await storage.remove("outbox"); changed("outbox"); };
  const sent = [];
  const leave = watchDelivery((key) => sent.push(key));
  network(() => "cut", { online: false });
  await sendOrKeep(...question("k1"));
  changed("outbox");
  await new Promise((done) => setImmediate(done));
  assert.deepEqual(sent, []);
  await sentElsewhere();
  await new Promise((done) => setImmediate(done));
  assert.deepEqual(sent, ["k1"]);
  network(async () => { await sentElsewhere(); return "cut"; }, { online: false });
  await sendOrKeep(...question("k2"));
  await new Promise((done) => setTimeout(done, 5));
  leave();
  assert.deepEqual(sent, ["k1", "k2"]);
});

const refusing = { get: async () => null, set: async () => { throw new Error("full"); }, remove: async () => undefined, clear: async () => undefined };

test("a phone without room sends all the same", async () => {
  setKeep(refusing);
  network(() => answer(201, { id: "que_1" }));
  assert.deepEqual(await sendOrKeep(...question("k1")), { sent: true, answer: { id: "que_1" } });
  assert.deepEqual(await errands(), []);
  await store("draft:question", { text: "Làm lại" });
  assert.deepEqual([await kept("draft:question"), lasts()], [{ text: "Làm lại" }, false]);
});

test("what a phone without room could not send goes later, while the app is open", async () => {
  setKeep(refusing);
  network(() => "cut", { online: false });
  assert.equal((await sendOrKeep(...question("k1"))).sent, false);
  const asked = network(() => answer(201, { id: "que_1" }));
  await deliverAll();
  assert.deepEqual([asked.length, await errands(), lasts()], [1, [], true]);
});

test("what waits is not written over where it cannot be read", async () => {
  const own = memoryKeep();
  let failing = false;
  setKeep({ ...own, get: async (name) => { if (failing && name === "outbox") throw new Error("busy"); return own.get(name); } });
  network(() => "cut", { online: false });
  await sendOrKeep(...question("k1"));
  failing = true;
  await assert.rejects(sendOrKeep(...question("k2")), { kind: "storage", passing: false });
  failing = false;
  assert.deepEqual((await errands()).map(({ key }) => key), ["k1"]);
});

test("a service that is down holds back no other, but what is about the same matter", async (t) => {
  hurry(t);
  network(() => "cut", { online: false });
  const withdrawal = ["POST /v1/dossiers/{dossier_id}/withdraw", { label: "Rút", key: "k2", path: { dossier_id: "dos_1" }, body: { reason: "Nhầm" } }];
  const supplement = ["POST /v1/dossiers/{dossier_id}/supplement", { label: "Bổ sung", key: "k3", path: { dossier_id: "dos_2" }, body: {} }];
  const further = ["POST /v1/dossiers/{dossier_id}/withdraw", { label: "Rút", key: "k4", path: { dossier_id: "dos_2" }, body: { reason: "Thôi" } }];
  for (const errand of [question("k1"), withdrawal, supplement, further]) await sendOrKeep(...errand);
  network(({ headers }) => (["k1", "k3"].includes(headers["Idempotency-Key"]) ? answer(503, "") : answer(200, { id: "dos_1" })));
  await deliverAll();
  assert.deepEqual((await errands()).map(({ key }) => key), ["k1", "k3", "k4"]);
});

test("what two windows keep in the same moment is all there", async () => {
  let last = Promise.resolve();
  setKeep({ ...memoryKeep(), alone: (_, act) => (last = last.then(act)) });
  network(() => "cut", { online: false });
  const windows = await Promise.all(["first", "second"].map((window) => import(`../common/src/api/outbox.ts?window=${window}`)));
  await Promise.all(windows.map((window, at) => window.sendOrKeep(...question(`k${at}`))));
  assert.deepEqual((await errands()).map(({ key }) => key), ["k0", "k1"]);
});

test("two windows of one browser keep apart two people who were both nobody at first", async () => {
  const storage = memoryKeep();
  const [hers, his] = await Promise.all(["hers", "his"].map((window) => import(`../common/src/device/keep.ts?window=${window}`)));
  for (const window of [hers, his]) {
    window.setKeep(storage);
    assert.equal(await window.owner(), "");
  }
  await hers.belongTo("cit_her");
  await hers.store("draft:question", { text: "của mẹ" });
  await his.belongTo("cit_him");
  assert.equal(await his.kept("draft:question"), null);
  await his.store("draft:question", { text: "của con" });
  assert.deepEqual(await hers.kept("draft:question"), { text: "của mẹ" });
});

test("who opens a phone that was another's sees nothing of theirs before the sign-in has ended, and keeps what they write meanwhile", async () => {
  const storage = memoryKeep();
  const opened = async (turn, id) => {
    const app = await import(`../common/src/device/keep.ts?turn=${turn}`);
    app.setKeep(storage, async () => id);
    return app;
  };
  const hers = await opened(1, "zalo_her");
  await hers.belongTo("cit_her");
  await hers.store("draft:question", { text: "của mẹ" });
  const his = await opened(2, "zalo_him");
  assert.equal(await his.kept("draft:question"), null);
  await his.store("draft:question", { text: "của con" });
  const same = his.sameHands();
  await his.belongTo("cit_him");
  assert.deepEqual([await his.kept("draft:question"), same()], [{ text: "của con" }, true]);
  for (const [turn, id, text] of [[3, "zalo_her", "của mẹ"], [4, "zalo_him", "của con"], [5, "", "của con"]]) {
    const again = await opened(turn, id);
    assert.deepEqual(await again.kept("draft:question"), { text }, "without a sign-in, as there is no network");
    await again.belongTo(text === "của mẹ" ? "cit_her" : "cit_him");
    assert.deepEqual(await again.kept("draft:question"), { text });
  }
});

test("what began before the phone was another's, or was emptied, is told so for as long as it asks", async () => {
  const app = await import("../common/src/device/keep.ts?turn=6");
  app.setKeep(memoryKeep(), async () => "");
  await app.belongTo("cit_her");
  const hers = app.sameHands();
  assert.equal(hers(), true);
  await app.belongTo("cit_him");
  const his = app.sameHands();
  assert.deepEqual([hers(), his()], [false, true]);
  await app.forgetAll();
  assert.deepEqual([hers(), his(), app.sameHands()()], [false, false, true]);
});

/** Zalo knows ``id`` from now on: whoever had the phone before did not sign out. */
function handOver(id) {
  forgetSession();
  whoSignsIn(async () => ({ access_token: `of-${id}`, refresh_token: "r", citizen: { id } }), async () => null);
}

test("what one person has written is neither sent nor shown as another's, and is theirs again later", async () => {
  handOver("cit_1");
  await accessToken();
  network(() => "cut", { online: false });
  await sendOrKeep(...question("k1"));
  await store("draft:question", { text: "Của người thứ nhất" });
  let changes = 0;
  const leave = watchOwner(() => changes++);
  handOver("cit_2");
  const asked = network(() => answer(201, { id: "que_1" }));
  await deliverAll();
  assert.deepEqual([asked.length, await errands(), await kept("draft:question"), changes], [0, [], null, 1]);
  await store("draft:question", { text: "Của người thứ hai" });
  handOver("cit_1");
  await accessToken();
  await deliverAll();
  leave();
  assert.deepEqual(asked.map(({ headers }) => [headers.Authorization, headers["Idempotency-Key"]]), [["Bearer of-cit_1", "k1"]]);
  assert.deepEqual(await kept("draft:question"), { text: "Của người thứ nhất" });
});

test("what was written before anybody was known is the first person's", async () => {
  await store("draft:question", { text: "Chưa đăng nhập" });
  handOver("cit_1");
  await accessToken();
  assert.deepEqual(await kept("draft:question"), { text: "Chưa đăng nhập" });
});

test("the app opened again without a network has the things of who had it last", async () => {
  const phone = memoryKeep();
  setKeep(phone);
  for (const id of ["cit_1", "cit_2"]) {
    handOver(id);
    await accessToken();
    await store("draft:question", { text: `Của ${id}` });
  }
  setKeep(phone);
  assert.deepEqual(await kept("draft:question"), { text: "Của cit_2" });
});

test("a session that becomes another person's in the middle sends nothing of the first", async () => {
  handOver("cit_1");
  await accessToken();
  let signIns = 0;
  whoSignsIn(async () => { signIns++; return { access_token: "of-cit_2", refresh_token: "r", citizen: { id: "cit_2" } }; }, async () => { throw new Error("ended"); });
  const asked = network(({ headers }) => (headers.Authorization === "Bearer of-cit_1" ? answer(401, {}) : answer(201, { id: "que_1" })));
  await assert.rejects(sendOrKeep(...question("k1")), { status: 401 });
  assert.deepEqual([asked.length, signIns, await errands()], [1, 1, []]);
  handOver("cit_1");
  await accessToken();
  assert.deepEqual((await errands()).map(({ key }) => key), ["k1"]);
});

const photo = (name, more = {}) => store(name, { name, upload: "POST /v1/files", data: "data:image/jpeg;base64,AAAA", preview: "", title: "giay.jpg", key: `key-${name}`, id: null, ...more });
const dossier = { label: "Hồ sơ", key: "k1", body: { documents: [{ code: "gcs", file_ids: ["photo:1", "photo:2"] }] } };

test("photos go first, one by one, and their ids stand in the request", async () => {
  await photo("photo:1");
  await photo("photo:2");
  let files = 0;
  const asked = network(({ address }) => (address === "/v1/files" ? answer(201, { id: `fil_${++files}` }) : answer(201, { id: "dos_1" })));
  const seen = [];
  await sendOrKeep("POST /v1/dossiers", dossier, (done, all) => seen.push([done, all]));
  assert.deepEqual(asked.map(({ address }) => address), ["/v1/files", "/v1/files", "/v1/dossiers"]);
  assert.deepEqual(asked[2].body.documents, [{ code: "gcs", file_ids: ["fil_1", "fil_2"] }]);
  assert.deepEqual(seen, [[0, 2], [1, 2]]);
});

test("after a cut in the middle only what is missing is uploaded again, under its own key", async (t) => {
  hurry(t);
  await photo("photo:1");
  await photo("photo:2");
  network(({ address, headers }) => (headers["Idempotency-Key"] === "key-photo:2" ? "cut" : answer(201, { id: address === "/v1/files" ? "fil_1" : "never" })));
  assert.equal((await sendOrKeep("POST /v1/dossiers", dossier)).sent, false);
  const asked = network(({ address }) => (address === "/v1/files" ? answer(201, { id: "fil_2" }) : answer(201, { id: "dos_1" })));
  await deliverAll();
  assert.deepEqual(asked.map(({ address, headers }) => [address, headers["Idempotency-Key"]]), [["/v1/files", "key-photo:2"], ["/v1/dossiers", "k1"]]);
  assert.deepEqual(asked[1].body.documents[0].file_ids, ["fil_1", "fil_2"]);
});

test("a photo that the phone has spoiled is said, and does not wait for a network for ever", async () => {
  await photo("photo:1", { data: "data:image/jpeg;base64,***" });
  network(() => answer(201, { id: "que_1" }));
  await assert.rejects(sendOrKeep("POST /v1/dossiers", dossier), { kind: "fault", passing: false });
  assert.deepEqual(await errands(), []);
});
