/** Where tiles lead, by the same list as the gateway's page is held to (tests/web/test_first_screen.py). */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { addressOf } from "../mini-app/src/target.ts";

for (const { target, address } of JSON.parse(readFileSync(new URL("targets.json", import.meta.url), "utf8")))
  test(`${JSON.stringify(target)} leads to ${address}`, () => assert.equal(addressOf(target), address));
