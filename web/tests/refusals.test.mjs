/** What the gateway refused is said at the question that it is about. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { questionOf } from "../common/src/forms/use_refusal.ts";

const ASKED = { title: "title", "profile.tax_code": "tax", "profile.hours[]": "days-#", "profile.hours[].closes": "closes-#" };

for (const [field, question] of [["title", "title"], ["profile.tax_code", "tax"], ["profile.hours[2]", "days-2"], ["profile.hours[0].closes", "closes-0"], ["title.more", undefined], ["starts_at", undefined]])
  test(`${field} is asked as ${question}`, () => assert.equal(questionOf(field, ASKED), question));
