/** What happened, the newest first. */
import type { JSX } from "preact";
import type { svc_feedback_FileRef } from "@quangngai/common/api/schema.ts";
import { momentOf } from "@quangngai/common/words/words.ts";
import { Picture } from "./picture.tsx";

interface Entry {
  at: string;
  label: string;
  text?: string | null;
  /** What an officer photographed on the spot. */
  files?: svc_feedback_FileRef[];
}

export const Timeline = ({ entries }: { entries: Entry[] }): JSX.Element => (
  <ol class="timeline">
    {[...entries].reverse().map(({ at, label, text, files = [] }) => (
      <li>
        <strong>{label}</strong>
        <p class="soft">{momentOf(at)}</p>
        {text ? <p>{text}</p> : null}
        {files.map((file) => <Picture file={file} />)}
      </li>
    ))}
  </ol>
);
