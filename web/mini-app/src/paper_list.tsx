/** The papers that a procedure asks for. */
import type { JSX } from "preact";
import type { DocumentPart } from "@quangngai/common/api/schema.ts";
import { Icon } from "@quangngai/common/ui/icons.tsx";

export const PaperList = ({ papers }: { papers: DocumentPart[] }): JSX.Element =>
  papers.length ? (
    <ul class="papers">
      {papers.map(({ name, mandatory, note }) => (
        <li>
          <Icon name="file" />
          <span class="grow">
            {name}
            <span class="soft block">{(mandatory ? ["Bắt buộc", note] : [note || "Khi cần"]).filter(Boolean).join(". ")}</span>
          </span>
        </li>
      ))}
    </ul>
  ) : <p>Không cần giấy tờ kèm theo.</p>;
