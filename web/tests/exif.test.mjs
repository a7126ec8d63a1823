/** EXIF that was made wrong, by chance or on purpose. What cameras write is read back by the service itself: tests/web/test_picture_facts.py. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { whereAndWhen, withSegment } from "../common/src/device/exif.ts";

/** A directory at 8 with a pointer to the GPS part at 26: latitude 15° 7' 12" N, longitude 108° 48' 0" E. */
const TIFF = "4d4d002a00000008"
  + "0001" + "8825000400000001" + "0000001a" + "00000000"
  + "0004" + "0001000200000002" + "4e000000" + "0002000500000003" + "00000050" + "0003000200000002" + "45000000" + "0004000500000003" + "00000068" + "00000000"
  + "0000000f00000001" + "0000000700000001" + "0000000c00000001" + "0000006c00000001" + "0000003000000001" + "0000000000000001";
const bytes = Buffer.concat([Buffer.from("ffd8ffe1", "hex"), Buffer.from("00aa", "hex"), Buffer.from("Exif\0\0"), Buffer.from(TIFF, "hex")]);

test("what it has read it reads again as the same", async () => {
  const once = await whereAndWhen(new Blob([bytes]));
  assert.ok(once.startsWith("\xff\xe1"));
  assert.equal(await whereAndWhen(new Blob([Buffer.from(once, "latin1")])), once);
});

test("cut off anywhere, and with any byte changed, it ends with a segment or with nothing", async () => {
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed[at] ^= 0xff;
    for (const odd of [bytes.subarray(0, at), changed]) {
      const segment = await whereAndWhen(new Blob([odd]));
      assert.ok(segment.length < 400, `at ${at}`);
    }
  }
});

test("a picture without EXIF, or one that is no JPEG, stays as it is", () => {
  assert.equal(withSegment("data:image/jpeg;base64,/9j/", ""), "data:image/jpeg;base64,/9j/");
  assert.equal(withSegment("data:image/png;base64,iVBO", "\xff\xe1\0\x02"), "data:image/png;base64,iVBO");
});
