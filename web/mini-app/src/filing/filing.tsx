/** Filing a dossier: where, the form with one group a screen, photos of papers, check and send, the receipt. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { newKey, sendOrKeep } from "@quangngai/common/api/outbox.ts";
import { asProblem, type Problem } from "@quangngai/common/api/problem.ts";
import type { PublicProcedure } from "@quangngai/common/api/schema.ts";
import { accessToken, currentCitizen } from "@quangngai/common/api/session.ts";
import { type Fault, faultsOf } from "@quangngai/common/forms/check.ts";
import { type Group, groupsOf, type Part, withProfile } from "@quangngai/common/forms/schema.ts";
import { Button, Confirm, ErrorSummary, Loading, ProblemView, Shown, Title } from "@quangngai/common/ui/parts.tsx";
import { go, goBack } from "@quangngai/common/ui/router.ts";
import { useAnswer } from "@quangngai/common/ui/use_answer.ts";
import { Saved } from "../saved.tsx";
import type { Screen } from "../screens.ts";
import { openPage } from "../zalo/adapter.ts";
import { Check } from "./check.tsx";
import { discardDraft, type Draft, dropDraft, keepDraft, kindOf, openDraft, saveDraft } from "./draft.ts";
import { GroupScreen } from "./group.tsx";
import { Papers } from "./papers.tsx";
import { Where } from "./where.tsx";

export function Submit({ ids, query }: Screen): JSX.Element {
  const procedure = useAnswer("GET /v1/procedures/{code}", { path: { code: ids.code ?? "" } });
  const [draft, setDraft] = useState<Draft | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    const code = ids.code ?? "";
    // A dossier belongs to somebody: who is not signed in is asked before the work, not after it.
    const begin = async (): Promise<Draft> => {
      if (navigator.onLine) await accessToken();
      return openDraft(code);
    };
    begin().then(setDraft, (error: unknown) => {
      const refusal = asProblem(error);
      if (refusal.passing) void openDraft(code).then(setDraft);
      else setProblem(refusal);
    });
  }, []);
  if (problem) return <><Title>Nộp hồ sơ</Title><ProblemView problem={problem} /></>;
  if (!draft) return <><Title>Nộp hồ sơ</Title><Loading /></>;
  return <Shown seen={procedure} title="Nộp hồ sơ">{(value) => <Filing procedure={value} first={draft} step={Number(query.get("step") ?? 0)} />}</Shown>;
}

/** ``step`` is in the address, so that the phone's own back button goes one screen back. */
function Filing({ procedure, first, step }: { procedure: PublicProcedure; first: Draft; step: number }): JSX.Element {
  const form = (procedure.form ?? {}) as Part;
  // Never asked twice: what the profile knows stands there from the start, and can be written over.
  const [draft, setDraft] = useState(() => ({ ...first, form: withProfile(form, first.form, { ...currentCitizen() }) }));
  const [faults, setFaults] = useState<Fault[]>([]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [held, setHeld] = useState(false);
  const [progress, setProgress] = useState("");
  const current = useRef(draft);
  current.current = draft;
  const groups = groupsOf(form, draft.form);
  const papersAt = 1 + groups.length;
  const checkAt = papersAt + (procedure.documents.length ? 1 : 0);
  const here = Math.min(Math.max(step, 0), checkAt);
  const address = `/procedures/${procedure.code}/submit`;

  // What the gateway refused stays to be seen at its own screen.
  const [refused, setRefused] = useState<{ at: number; faults: Fault[] } | null>(null);
  useEffect(() => setFaults(refused?.at === here ? refused.faults : []), [here]);

  const change = (part: Partial<Draft>): void => {
    const next = { ...current.current, ...part };
    current.current = next;
    setDraft(next);
    void keepDraft(next);
  };
  const move = (to: number, found: Fault[]): void => {
    setFaults(found);
    if (found.length) return;
    go(to ? `${address}?step=${to}` : address);
    void saveDraft(current.current).then((saved) => change({ saved }));
  };
  const send = async (): Promise<void> => {
    setProblem(null);
    const wrong = Array.from({ length: checkAt }, (_, at) => at).find((at) => faultsAt(at).length);
    if (wrong !== undefined) {
      setRefused({ at: wrong, faults: faultsAt(wrong) });
      return go(wrong ? `${address}?step=${wrong}` : address);
    }
    const documents = procedure.documents.flatMap((document) => {
      const file_ids = draft.papers[document.code] ?? [];
      return file_ids.length ? [{ code: document.code, file_ids, copy_kind: kindOf(document, draft) }] : [];
    });
    const body = { procedure_code: procedure.code, agency_id: draft.agency, form: draft.form, documents, ...(draft.saved ? { draft_id: draft.saved.id } : {}) };
    try {
      const sending = await sendOrKeep<"POST /v1/dossiers">("POST /v1/dossiers", { label: `Hồ sơ ${procedure.name}`, key: draft.key, body }, (done, all) =>
        setProgress(`Đang gửi ảnh ${done + 1} trên ${all}…`));
      await dropDraft(draft);
      if (!sending.sent) return setHeld(true);
      const { answer } = sending;
      if ("continue_at" in answer) await openPage(answer.continue_at).catch(() => undefined);
      go(`/dossiers/${answer.id}?sent=1`, { replace: true });
    } catch (error) {
      const refusal = asProblem(error);
      const inForm = refusal.errors.filter(({ field }) => field.startsWith("form.")).map(({ field, message }) => ({ field: field.slice(5), message }));
      const at = 1 + groups.findIndex(({ questions }) => questions.some(({ path }) => inForm.some(({ field }) => `${field}.`.startsWith(`${path.join(".")}.`))));
      if (at) {
        setRefused({ at, faults: inForm });
        go(`${address}?step=${at}`);
      } else setProblem(refusal);
      change({ key: newKey() }); // what is mended is another request
    } finally {
      setProgress("");
    }
  };

  if (held) return <Saved what={`Hồ sơ ${procedure.name}`} to="/dossiers" words="Xem hồ sơ của tôi" />;
  return (
    <>
      <Steps here={here} all={checkAt + 1} name={here === 0 ? "Nơi nộp" : here < papersAt ? `Tờ khai, phần ${here} trên ${groups.length}` : here < checkAt ? "Giấy tờ" : "Kiểm tra và gửi"} />
      {problem ? <ProblemView problem={problem} /> : null}
      <ErrorSummary faults={faults} />
      {here === 0 ? (
        <Where procedure={procedure} chosen={draft.agency} faults={faults} onChoose={(agency) => change({ agency })} />
      ) : here < papersAt ? (
        <GroupScreen key={here} group={groups[here - 1] as Group} draft={draft} faults={faults} onChange={(values) => change({ form: values })} />
      ) : here < checkAt ? (
        <Papers procedure={procedure} draft={draft} onChange={change} />
      ) : (
        <Check procedure={procedure} draft={draft} groups={groups} papersAt={papersAt} onEdit={(to) => go(to ? `${address}?step=${to}` : address)} />
      )}
      {here === checkAt ? (
        <Button onClick={send} busy={progress || "Đang gửi…"} icon="check">Gửi hồ sơ</Button>
      ) : (
        <Button onClick={() => move(here + 1, faultsAt(here))}>Tiếp tục</Button>
      )}
      <Button kind="quiet" onClick={() => goBack(`/procedures/${procedure.code}`)}>Quay lại bước trước</Button>
      <p class="soft" role="status">Mọi điều Ông/Bà nhập được tự lưu, thoát ra rồi vào lại vẫn còn.</p>
      {here === 0 && draft.saved ? (
        <Confirm question="Xóa những gì đã viết cho hồ sơ này?" sure="Xóa bản viết dở" busy="Đang xóa…" onClick={() => discardDraft(draft).then(() => go("/dossiers", { replace: true }))}>Xóa bản viết dở</Confirm>
      ) : null}
    </>
  );

  function faultsAt(at: number): Fault[] {
    if (at === 0) return draft.agency ? [] : [{ field: "agency", message: "Xin chọn nơi nhận hồ sơ." }];
    if (at < papersAt) return faultsOf(groups[at - 1] as Group, draft.form);
    return procedure.documents.filter(({ code, mandatory, replaceable_by_data }) => mandatory && !replaceable_by_data && !draft.papers[code]?.length)
      .map(({ code, name }) => ({ field: `paper-${code}`, message: `Thiếu giấy tờ bắt buộc: ${name}.` }));
  }
}

const Steps = ({ here, all, name }: { here: number; all: number; name: string }): JSX.Element => (
  <div class="stack tight">
    <p class="soft">{name}</p>
    <div class="steps" aria-hidden="true">{Array.from({ length: all }, (_, step) => <i class={step <= here ? "done" : ""} />)}</div>
  </div>
);

