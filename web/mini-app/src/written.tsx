/** What a citizen wrote in their own words and could not be sent, so that it can be read and copied. */
import type { JSX } from "preact";

/** The members of a request that are such words. */
const WORDS = ["title", "description", "text", "reason", "comment", "note", "code"];

export function Written({ body }: { body: unknown }): JSX.Element | null {
  const members = (body ?? {}) as Record<string, unknown>;
  const words = WORDS.map((name) => members[name]).filter((each) => typeof each === "string" && each);
  return words.length ? <><p class="soft">Ông/Bà đã viết:</p><p class="pre">{words.join("\n")}</p></> : null;
}
