/** All answers before they are sent, each group with the way back to it. */
import type { JSX } from "preact";
import type { PublicProcedure } from "@quangngai/common/api/schema.ts";
import { answerText, type Group, isEmpty, valueAt } from "@quangngai/common/forms/schema.ts";
import { Button, Card, Facts, Notice, Title } from "@quangngai/common/ui/parts.tsx";
import { useAnswer } from "@quangngai/common/ui/use_answer.ts";
import { COPIES, copiesText, feeText, totalText } from "../fee_words.ts";
import { type Draft, kindOf } from "./draft.ts";

export function Check({ procedure, draft, screens, papersAt, onEdit }: {
  procedure: PublicProcedure;
  draft: Draft;
  screens: Group[][];
  papersAt: number;
  /** Which screen, and which part of it; null while it is being sent. */
  onEdit: ((step: number, part: string) => void) | null;
}): JSX.Element {
  const edit = (step: number, part: string): (() => void) | null => onEdit && (() => onEdit(step, part));
  const agency = procedure.agencies.find(({ id }) => id === draft.agency)?.name ?? "";
  return (
    <>
      <Title note={procedure.name}>Xem lại trước khi gửi</Title>
      <Part title="Nơi nhận hồ sơ" onEdit={edit(0, "agency")} facts={agency ? [["Cơ quan", agency]] : []} none="Chưa chọn nơi nhận." />
      {screens.flatMap((groups, index) => groups.map((group) => (
        <Part title={group.title} onEdit={edit(index + 1, group.id)} none={group.optional ? NOT_NEEDED : "Chưa khai."}
          facts={group.questions.filter(({ path }) => !isEmpty(valueAt(draft.form, path))).map(({ path, part }) => [part.title ?? "", answerText(part, valueAt(draft.form, path))])} />
      )))}
      {procedure.documents.length ? (
        <Part title="Giấy tờ" onEdit={edit(papersAt, "papers")} none={procedure.documents.some(({ mandatory }) => mandatory) ? "Chưa có giấy tờ nào." : "Chưa có, không bắt buộc."}
          facts={procedure.documents.filter(({ code }) => draft.papers[code]?.length).map((document) => [document.name, [`${draft.papers[document.code]?.length} ảnh hoặc tệp`, procedure.labels.copies?.[kindOf(document, draft) ?? ""]?.toLowerCase()].filter(Boolean).join(", ")])} />
      ) : null}
      <Costs code={procedure.code} copies={draft.form[COPIES] as number | undefined} />
      <p class="soft">Khi gửi, Ông/Bà cam đoan những điều đã khai là đúng.</p>
    </>
  );
}

function Costs({ code, copies }: { code: string; copies: number | undefined }): JSX.Element {
  const { value, loading } = useAnswer("GET /v1/procedures/{code}/fees", { path: { code }, query: { copies } });
  const unlisted = value && copies ? copiesText(value.items, `${copies} bản sao`) : "";
  return (
    <Notice title="Phí, lệ phí">
      {value ? (
        <>
          {value.total === 0 ? null : <ul>{value.items.map((fee) => <li>{feeText(fee)}</li>)}{unlisted ? <li>{unlisted}</li> : null}</ul>}
          <p>{totalText(value.total)}</p>
        </>
      ) : <p>{loading ? "Đang xem mức phí…" : `Chưa xem được mức phí. ${totalText(null)}`}</p>}
    </Notice>
  );
}

const NOT_NEEDED = "Chưa khai, không bắt buộc.";

const Part = ({ title, facts, none, onEdit }: {
  title: string;
  facts: Array<[string, string]>;
  none: string;
  onEdit: (() => void) | null;
}): JSX.Element => (
  <Card title={title} aside={onEdit && <Button kind="link" onClick={onEdit}>Sửa<span class="sr"> {title}</span></Button>}>
    {facts.length ? <Facts facts={facts} /> : <p class="soft">{none}</p>}
  </Card>
);
