import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { deliverAll, errands, sendOrKeep } from "../common/src/api/outbox.ts";
import { forgetAll, keptFile, memoryKeep, setKeep, store, storeFile } from "../common/src/device/keep.ts";
import { forgetPhoto, isLost, photoNamed, watchUploads } from "../common/src/device/photos.ts";
import { answer, network, newPhone } from "./phone.mjs";

const FILM = new Blob(["film"], { type: "video/mp4" });
const VIDEO = { name: "photo:v", upload: "POST /v1/feedback-files", data: null, video: { lasting: true }, preview: "", title: "v.mp4", key: "kv", id: null };
const REPORT = ["POST /v1/reports", { label: "Phản ánh", key: "k1", body: { title: "Ổ gà", file_ids: ["photo:v"] } }];

/** A browser's storage, which takes files as they are; that of Zalo does not. */
function browserLike() {
  const files = new Map();
  const texts = memoryKeep();
  return {
    ...texts,
    getFile: async (name) => files.get(name) ?? null,
    setFile: async (name, file) => void files.set(name, file),
    remove: async (name) => { files.delete(name); await texts.remove(name); },
    clear: async () => { files.clear(); await texts.clear(); },
  };
}

/** As it is taken: the record, and the file beside it. */
async function taken() {
  await store(VIDEO.name, VIDEO);
  return storeFile(`${VIDEO.name}:file`, FILM);
}

const uploads = (asked) => asked.filter(({ address }) => address === "/v1/feedback-files");
const reports = (asked) => asked.filter(({ address }) => address === "/v1/reports").map(({ body }) => body.file_ids);
const answers = ({ address }) => answer(201, { id: address === "/v1/reports" ? "rep_1" : "fil_1" }, { "x-request-id": "req_1" });

beforeEach(newPhone);

test("a video waits for the network as a file, is uploaded before its report, and leaves the phone", async () => {
  setKeep(browserLike());
  assert.equal(await taken(), true);
  network(() => "cut", { online: false });
  assert.equal((await sendOrKeep(...REPORT)).sent, false);
  const parts = [];
  const stop = watchUploads((name, part) => parts.push([name, part]));
  const asked = network(answers);
  await deliverAll();
  stop();
  assert.equal(await uploads(asked)[0].body.get("file").text(), "film");
  assert.equal(uploads(asked)[0].headers["Idempotency-Key"], "kv");
  assert.deepEqual(reports(asked), [["fil_1"]]);
  assert.deepEqual(parts.at(-1), ["photo:v", 1]);
  assert.equal(await keptFile("photo:v:file"), null);
  assert.equal(await photoNamed("photo:v"), null);
});

test("where files cannot be kept, it lasts as long as the app is open, and a report goes without one that is lost", async () => {
  assert.equal(await taken(), false);
  assert.equal(await isLost(VIDEO), false);
  network(() => "cut", { online: false });
  await sendOrKeep(...REPORT);
  const texts = [await photoNamed("photo:v"), await errands()];
  await forgetAll(); // the app was closed: texts stay, files in reach do not
  await store("photo:v", texts[0]);
  await store("outbox", texts[1]);
  assert.equal(await isLost(VIDEO), true);
  const asked = network(answers);
  await deliverAll();
  assert.deepEqual(uploads(asked), []);
  assert.deepEqual(reports(asked), [[]]);
  assert.deepEqual(await errands(), []);
});

test("what the service refuses of a video is told to who sends it", async () => {
  setKeep(browserLike());
  await taken();
  network(({ address }) => (address === "/v1/reports" ? answer(201, {}) : answer(422, { title: "Tệp chưa hợp lệ", detail: "Video dài quá 60 giây." })));
  await assert.rejects(sendOrKeep(...REPORT), { detail: "“v.mp4”: Video dài quá 60 giây." });
});

test("a video that is taken back leaves nothing on the phone", async () => {
  setKeep(browserLike());
  await taken();
  await forgetPhoto("photo:v");
  assert.equal(await photoNamed("photo:v"), null);
  assert.equal(await keptFile("photo:v:file"), null);
});
