import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const at = (path) => new URL(`../${path}`, import.meta.url);
const read = (path) => readFileSync(at(path), "utf8");
const GREY = 12;

/** Those of `text` that have a hue: a province that chooses other colours would find them again. */
const hues = (text) =>
  [...text.matchAll(/#([0-9a-f]{6}|[0-9a-f]{3})\b/gi)].map(([hex]) => hex).filter((hex) => {
    const parts = hex.length === 4 ? [...hex.slice(1)].map((each) => each + each) : hex.slice(1).match(/../g);
    const levels = parts.map((each) => parseInt(each, 16));
    return Math.max(...levels) - Math.min(...levels) > GREY;
  });

test("every colour with a hue stands in the first lines of the styles, where a province finds it", () => {
  const [first, ...rest] = read("common/src/ui/styles.css").split("\n}\n");
  assert.ok(hues(first).length > 10);
  assert.deepEqual(hues(rest.join("\n}\n")), []);
  const screens = readdirSync(at("mini-app/src"), { recursive: true }).filter((name) => name.endsWith(".tsx"));
  assert.deepEqual(screens.flatMap((name) => hues(read(`mini-app/src/${name}`))), []);
});
