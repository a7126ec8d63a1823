/** Photos of the papers that a procedure asks for. */
import type { JSX } from "preact";
import type { PublicProcedure } from "@quangngai/common/api/schema.ts";
import { Tag, Title } from "@quangngai/common/ui/parts.tsx";
import { PhotoField } from "@quangngai/common/ui/photo_field.tsx";
import type { Change } from "@quangngai/common/ui/use_kept.ts";
import { CopyChoice } from "../copy_choice.tsx";
import { type Draft, kindOf } from "./draft.ts";

const MOST_PHOTOS = 8;

export function Papers({ procedure, draft, onChange }: { procedure: PublicProcedure; draft: Draft; onChange: (change: Change<Draft>) => unknown }): JSX.Element {
  const { papers } = draft;
  const names = procedure.labels.copies ?? {};
  return (
    <>
      <Title note="Đặt giấy trên bàn, đủ sáng, chụp thấy cả bốn góc.">Chụp ảnh giấy tờ</Title>
      {procedure.documents.map((document) => {
        const { code, name, mandatory, note, copies } = document;
        const kind = kindOf(document, draft);
        return (
        <section class="card">
          <div>
            <h2>{name}</h2>
            <Tag tone={mandatory ? "wait" : "calm"}>{mandatory ? "Bắt buộc" : "Nếu có"}</Tag>
          </div>
          <PhotoField id={`paper-${code}`} label={name} note={note ?? ""} upload="POST /v1/files" pdf crop most={MOST_PHOTOS} names={papers[code] ?? []} onChange={(change) => onChange(({ papers: all }) => ({ papers: { ...all, [code]: change(all[code] ?? []) } }))} />
          {kind && papers[code]?.length ? (
            <CopyChoice code={code} copies={copies} labels={names} kind={kind} onChange={(chosen) => onChange(({ kinds: all }) => ({ kinds: { ...all, [code]: chosen } }))} />
          ) : null}
        </section>
        );
      })}
    </>
  );
}
