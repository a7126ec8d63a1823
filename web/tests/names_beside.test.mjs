import assert from "node:assert/strict";
import { test } from "node:test";
import { namesBeside } from "../common/src/ui/names_beside.ts";

const SIZE = [270, 320];
const dots = [{ name: "Quảng Ngãi", at: [180, 120] }, { name: "Măng Đen", at: [120, 160] }, { name: "Kon Tum", at: [80, 190] }];
const box = ({ name, middle: [x, y] }, letters) => [x - (name.length * letters * 0.6) / 2, x + (name.length * letters * 0.6) / 2, y - letters * 0.6, y + letters * 0.6];
const meet = ([left, right, top, bottom], [from, to, high, low]) => left < to - 0.01 && from < right - 0.01 && top < low - 0.01 && high < bottom - 0.01;

for (const letters of [16, 24])
  test(`no name of ${letters} pixels lies on another, under a mark or outside the map`, () => {
    const marks = [{ middle: [200, 122], half: [28, 24] }, { middle: [85, 185], half: [28, 24] }];
    const boxes = namesBeside(dots, marks, SIZE, letters).map((each) => box(each, letters));
    const covered = marks.map(({ middle: [x, y], half: [wide, high] }) => [x - wide, x + wide, y - high, y + high]);
    assert.ok(boxes.length > 0);
    boxes.forEach((one, at) => {
      assert.ok(one[0] >= 0 && one[1] <= SIZE[0] && one[2] >= 0 && one[3] <= SIZE[1]);
      for (const other of [...covered, ...boxes.slice(at + 1)]) assert.ok(!meet(one, other));
    });
  });

test("a name stands to the right of its dot where there is room, and is left out where there is none", () => {
  const [{ middle, at }] = namesBeside([{ name: "Kon Tum", at: [80, 190] }], [], SIZE, 16);
  assert.ok(middle[0] > at[0] && middle[1] === at[1]);
  assert.deepEqual(namesBeside(dots, [{ middle: [135, 160], half: [135, 160] }], SIZE, 16), []);
});
