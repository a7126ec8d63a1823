import assert from "node:assert/strict";
import { test } from "node:test";
import { numberOf, writtenNumber } from "../common/src/words/numbers.ts";

for (const [typed, meant] of [["85,5", 85.5], ["171.25", 171.25], ["0,75", 0.75], ["7,", 7], ["1.000", 1000], ["1.250,5", 1250.5], ["0.500", 0.5], ["1 000", 1000], ["１２", 12], ["-3", -3], ["", undefined], [" ", undefined]])
  test(`“${typed}” is ${meant}`, () => assert.equal(numberOf(typed), meant));

for (const typed of ["abc", "1e2", "1,2,3", "1.2.3", ",", "-"]) test(`“${typed}” stays as it was typed`, () => assert.equal(numberOf(typed), typed));

test("a number is written as it is read", () => {
  for (const value of [85.5, 1000, 0.75]) assert.equal(numberOf(writtenNumber(value)), value);
  assert.equal(writtenNumber(undefined), "");
});
