/** What happened, the newest first. */
import type { JSX } from "preact";
import { momentOf } from "@quangngai/common/words/words.ts";

export const Timeline = ({ entries }: { entries: Array<{ at: string; label: string; text?: string | null }> }): JSX.Element => (
  <ol class="timeline">
    {[...entries].reverse().map(({ at, label, text }) => (
      <li>
        <strong>{label}</strong>
        <p class="soft">{momentOf(at)}</p>
        {text ? <p>{text}</p> : null}
      </li>
    ))}
  </ol>
);
