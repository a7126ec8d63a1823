/** Photos of the papers that a procedure asks for. */
import type { JSX } from "preact";
import type { PublicProcedure } from "@quangngai/common/api/schema.ts";
import { Tag, Title } from "@quangngai/common/ui/parts.tsx";
import { PhotoField } from "@quangngai/common/ui/photo_field.tsx";

const MOST_PHOTOS = 8;

export function Papers({ procedure, papers, onChange }: {
  procedure: PublicProcedure;
  papers: Record<string, string[]>;
  onChange: (papers: Record<string, string[]>) => void;
}): JSX.Element {
  return (
    <>
      <Title note="Đặt giấy trên bàn, đủ sáng, chụp thấy cả bốn góc.">Chụp ảnh giấy tờ</Title>
      {procedure.documents.map(({ code, name, mandatory, note }) => (
        <section class="card">
          <div>
            <h2>{name}</h2>
            <Tag tone={mandatory ? "wait" : "calm"}>{mandatory ? "Bắt buộc" : "Nếu có"}</Tag>
          </div>
          <PhotoField id={`paper-${code}`} label={name} note={note ?? ""} upload="POST /v1/files" pdf most={MOST_PHOTOS} names={papers[code] ?? []} onChange={(names) => onChange({ ...papers, [code]: names })} />
        </section>
      ))}
    </>
  );
}
