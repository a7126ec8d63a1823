import assert from "node:assert/strict";
import { test } from "node:test";
import { copiesText, feeText, totalText } from "../mini-app/src/fee_words.ts";

const fee = (part) => feeText({ name: "Lệ phí", amount: 0, per: null, channel: null, note: null, ...part });

test("a fee is told in its own words, and no fee that is not known is called free", () => {
  assert.equal(fee({ amount: 7000, per: "lần", channel: "online" }), "Lệ phí: 7.000 đồng mỗi lần (nộp trực tuyến)");
  assert.equal(fee({ per: "bản" }), "Lệ phí: không mất phí");
  assert.equal(fee({ amount: null, note: "Theo nghị quyết của Hội đồng nhân dân tỉnh" }), "Lệ phí: theo quy định. Theo nghị quyết của Hội đồng nhân dân tỉnh");
});

test("before a dossier is sent one reads a sum only where it is known", () => {
  assert.equal(totalText(24000), "Phải trả 24.000 đồng khi có thông báo.");
  assert.equal(totalText(0), "Không mất phí khi nộp.");
  assert.doesNotMatch(totalText(null), /Không mất phí|\d/);
});

test("copies without a price of their own are not taken for free", () => {
  assert.equal(copiesText([{ per: null }], "2 bản sao"), "2 bản sao: cơ quan nhận hồ sơ báo mức thu");
  assert.equal(copiesText([{ per: "lần" }, { per: "bản" }], "2 bản sao"), "");
});
