import assert from "node:assert/strict";
import { test } from "node:test";
import { gathered } from "../common/src/ui/gathered.ts";

const APART = 48;
const at = ({ where }) => where;
const counts = (groups) => groups.map((group) => group.map(({ count }) => count));

test("what would lie on each other is one group, and the largest is where it is", () => {
  const marks = [{ count: 2, where: [174, 271] }, { count: 14, where: [167, 277] }, { count: 1, where: [20, 20] }];
  assert.deepEqual(counts(gathered(marks, at, APART)), [[14, 2], [1]]);
});

test("nothing that stands by itself is touched, and nothing is lost", () => {
  const marks = Array.from({ length: 200 }, (_, index) => ({ count: 1 + (index % 7), where: [(index * 37) % 320, (index * 91) % 288] }));
  const groups = gathered(marks, at, APART);
  assert.equal(groups.flat().length, marks.length);
  for (const [one] of groups)
    for (const [other] of groups)
      assert.ok(one === other || at(one).some((along, axis) => Math.abs(along - at(other)[axis]) >= APART));
});
