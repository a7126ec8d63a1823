import assert from "node:assert/strict";
import { test } from "node:test";
import { allReady, begin } from "../common/src/device/under_way.ts";

const photo = (ends = () => true) => new Promise((done) => setTimeout(done, 1)).then(ends);

test("what is sent waits for every photo, also for one that is chosen meanwhile", async () => {
  let ready = 0;
  void begin(photo(() => {
    void begin(photo(() => Boolean(++ready)));
    return Boolean(++ready);
  }));
  assert.equal(await allReady(), true);
  assert.equal(ready, 2);
});

test("without a photo that failed it is not sent: its field has said why, or whoever sends is told", async () => {
  void begin(photo(() => false));
  void begin(photo());
  assert.equal(await allReady(), false);
  begin(photo(() => Promise.reject(new Error("no picture")))).catch(() => undefined);
  await assert.rejects(allReady(), /no picture/);
  assert.equal(await allReady(), true);
});
