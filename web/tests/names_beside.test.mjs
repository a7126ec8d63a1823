import assert from "node:assert/strict";
import { test } from "node:test";
import { largestNames, namesBeside } from "../common/src/ui/names_beside.ts";

const SIZE = [270, 320];
const dots = [{ name: "Quảng Ngãi", at: [180, 120] }, { name: "Măng Đen", at: [120, 160] }, { name: "Kon Tum", at: [80, 190] }];
const box = ({ name, middle: [x, y] }, letters) => [x - (name.length * letters * 0.6) / 2, x + (name.length * letters * 0.6) / 2, y - letters * 0.6, y + letters * 0.6];
const meet = ([left, right, top, bottom], [from, to, high, low]) => left < to - 0.01 && from < right - 0.01 && top < low - 0.01 && high < bottom - 0.01;

for (const letters of [16, 24])
  test(`no name of ${letters} pixels lies on another or outside the map`, () => {
    const marks = [{ middle: [200, 122], half: [28, 24] }, { middle: [85, 185], half: [28, 24] }];
    const boxes = namesBeside(dots, marks, SIZE, letters).map((each) => box(each, letters));
    assert.ok(boxes.length > 0);
    boxes.forEach((one, at) => {
      assert.ok(one[0] >= 0 && one[1] <= SIZE[0] && one[2] >= 0 && one[3] <= SIZE[1]);
      for (const other of boxes.slice(at + 1)) assert.ok(!meet(one, other));
    });
  });

test("a name makes way for a mark", () => {
  const dot = { name: "Kon Tum", at: [135, 160] };
  const besides = (middle) => namesBeside([dot], [{ middle, half: [28, 24] }], SIZE, 16)[0].middle;
  assert.ok(besides([175, 160])[0] < dot.at[0]);
  assert.ok(besides([95, 160])[0] > dot.at[0]);
});

test("a name stands to the right of its dot where there is room, under a mark rather than nowhere, and never cut off", () => {
  const [{ middle, at }] = namesBeside([{ name: "Kon Tum", at: [80, 190] }], [], SIZE, 16);
  assert.ok(middle[0] > at[0] && middle[1] === at[1]);
  const under = namesBeside(dots, [{ middle: [135, 160], half: [135, 160] }], SIZE, 16);
  assert.deepEqual(under.map(({ name }) => name), dots.map(({ name }) => name));
  assert.deepEqual(namesBeside([{ name: "Kon Tum", at: [20, 20] }], [], [40, 40], 16), []);
});

test("names are as large as other text where none is lost by that, and no smaller than need be", () => {
  const sizes = [21.6, 18.9, 16.2];
  assert.equal(largestNames(dots, [], [500, 500], sizes).letters, 21.6);
  const narrow = largestNames([{ name: "Quảng Ngãi", at: [60, 60] }], [], [120, 120], sizes);
  assert.deepEqual([narrow.letters, narrow.names.length], [18.9, 1]);
  const marked = largestNames([{ name: "Kon Tum", at: [100, 60] }], [{ middle: [215, 60], half: [32, 24] }, { middle: [20, 60], half: [20, 60] }, { middle: [100, 20], half: [50, 24] }, { middle: [100, 100], half: [50, 24] }], [300, 120], sizes);
  assert.deepEqual([marked.letters, marked.names[0].middle[0] > 100], [16.2, true]);
  assert.deepEqual(largestNames([], [], SIZE, sizes).names, []);
});

test("where every side is under a mark a name stands where the most of it is seen, near an edge along it", () => {
  const [{ middle }] = namesBeside([{ name: "Lý Sơn", at: [258, 120] }], [{ middle: [226, 140], half: [36, 28] }], SIZE, 16);
  assert.deepEqual([middle[0] + (6 * 16 * 0.6) / 2, middle[1] < 120], [SIZE[0], true]);
});
