/** Every question of every published form, drawn: with a name that is read aloud, and a control that can be answered. */
import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { after, test } from "node:test";
import { build } from "esbuild";
import { h } from "preact";
import { renderToString } from "preact-render-to-string";
import { groupsOf, valueAt } from "../common/src/forms/schema.ts";

const forms = Object.entries(JSON.parse(readFileSync(process.env.FORMS, "utf8")));
const fields = new URL(`fields-${process.pid}.mjs`, import.meta.url);
await build({ entryPoints: ["common/src/forms/fields.tsx"], bundle: true, format: "esm", jsx: "automatic", jsxImportSource: "preact", external: ["preact", "preact/*"], outfile: fields.pathname, logLevel: "error" });
const { QuestionField } = await import(fields.href);
after(() => rmSync(fields.pathname));

const drawn = (question, value, faults = {}) => renderToString(h(QuestionField, { question, value, faults, onChange: () => undefined }));
const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");

for (const [code, form] of forms) {
  const [example] = form.examples;
  for (const { path, part, required } of groupsOf(form, example).flatMap(({ questions }) => questions)) {
    const id = path.join(".");
    const question = { path, part, required };

    test(`${code}: ${id} is drawn with its name, what it is for, and its answer`, () => {
      const html = drawn(question, valueAt(example, path));
      assert.ok(html.includes(`id="${id}"`), html);
      assert.ok(html.includes(escaped(part.title)), html);
      assert.match(html, /<(input|select|textarea|button)/);
      if (part.description && part.type !== "array") assert.ok(html.includes(escaped(part.description)), html);
      if (part.enum) for (const choice of part.enum) assert.ok(html.includes(`value="${escaped(choice)}"`), choice);
    });

    test(`${code}: ${id} shows its fault where it is, and names it for who listens`, () => {
      const html = drawn(question, undefined, { [id]: "Xin xem lại." });
      assert.match(html, /Xin xem lại\./);
    });
  }
}

test("what somebody typed is text, whatever it looks like", () => {
  const question = { path: ["a"], part: { title: "Tên", type: "string" }, required: true };
  assert.ok(!drawn(question, '"><script>alert(1)</script>').includes("<script>"));
});
