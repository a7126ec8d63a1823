/** Every refusal that docs/problems.md lists, in the words that a citizen reads. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { overtaken, problemOf } from "../common/src/api/problem.ts";

let status = 0;
const refusals = [];
for (const line of readFileSync(new URL("../../docs/problems.md", import.meta.url), "utf8").split("\n")) {
  status = Number(/^## (\d+)/.exec(line)?.[1] ?? status);
  const [, type, title, detail] = /^\| `([a-z-]+)` \| (.*?) \| (.*?) \|/.exec(line) ?? [];
  if (detail !== undefined && type !== "type") refusals.push({ status, type, title: title.split("<br>")[0], details: detail.split("<br>").filter((each) => each !== "…") });
}
assert.ok(refusals.length > 100);

/** Words for whoever writes an app, not for whoever holds one. */
const ENGINEERS = /If-Match|ETag|Idempotency|HTTP|JSON|chunked|cursor|tham số|tiêu đề của yêu cầu/i;

for (const { status, type, title, details } of refusals)
  test(`${status} ${type} says what to do in words of the field`, async () => {
    for (const detail of details) {
      const problem = await problemOf(new Response(JSON.stringify({ type: `urn:quangngai-smart:problem:${type}`, title, detail }), { status }));
      assert.ok(problem.title.length > 3 && problem.detail.length > 10, JSON.stringify(problem));
      assert.doesNotMatch(problem.title + problem.detail, ENGINEERS);
    }
  });

test("a step that is refused with the steps that are open now makes the screen read anew, whatever its status", async () => {
  const refusal = (status, more) => problemOf(new Response(JSON.stringify({ title: "Chưa làm được", detail: "Bước này chưa làm được.", ...more }), { status }));
  for (const status of [403, 409, 412]) assert.ok((await refusal(status, { allowed_actions: [] })).outdated, String(status));
  assert.ok(!(await refusal(403, {})).outdated);
});

test("what was changed meanwhile names nobody: it may have been the citizen, on another phone", async () => {
  const problem = await problemOf(new Response("{}", { status: 412 }));
  for (const { detail } of [problem, overtaken(problem)]) assert.match(detail, /^Mục này vừa được cập nhật/);
});
