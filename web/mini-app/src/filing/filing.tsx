/**
 * Filing a dossier in at most five steps: where, the form, photos of papers, check and send; then the receipt. A step of
 * the form is several screens, where its questions are many.
 */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { newKey } from "@quangngai/common/api/outbox.ts";
import { asProblem, type Problem } from "@quangngai/common/api/problem.ts";
import type { PublicProcedure } from "@quangngai/common/api/schema.ts";
import { removalsOf } from "@quangngai/common/device/keep.ts";
import { accessToken, currentCitizen } from "@quangngai/common/api/session.ts";
import { type Fault, faultsOf } from "@quangngai/common/forms/check.ts";
import { type Group, type Part, type Path, stepsOf, type Values, valueAt, withProfile, withValue } from "@quangngai/common/forms/schema.ts";
import { useFaults } from "@quangngai/common/forms/use_faults.ts";
import { ButtonAfterPhotos } from "@quangngai/common/ui/button_after_photos.tsx";
import { Button, Confirm, ErrorSummary, Loading, ProblemView, Shown, Title } from "@quangngai/common/ui/parts.tsx";
import { go, goBack, leaveSteps } from "@quangngai/common/ui/router.ts";
import { useAnswer } from "@quangngai/common/ui/use_answer.ts";
import { type Change, changeLater, partOf } from "@quangngai/common/ui/use_kept.ts";
import { useLasting } from "@quangngai/common/ui/use_lasting.ts";
import { AtCounter, isAtCounter } from "../at_counter.tsx";
import { Saved } from "../saved.tsx";
import type { Screen } from "../screens.ts";
import { useSending, useThere } from "../use_sending.tsx";
import { openPage } from "../zalo/adapter.ts";
import { Check } from "./check.tsx";
import { discardDraft, type Draft, keepDraft, kindOf, lateUploads, nameOf, onTopOf, openDraft, rememberApplicant, removeSaved, saveDraft, watchDraft } from "./draft.ts";
import { GroupsScreen } from "./group.tsx";
import { Papers } from "./papers.tsx";
import { Where } from "./where.tsx";

const MOST_STEPS = 5;

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
  return (
    <Shown seen={procedure} title="Nộp hồ sơ">
      {(value) => (isAtCounter(value) ? <><Title>{value.name}</Title><AtCounter procedure={value} /></> : <SubmissionSteps procedure={value} first={draft} query={query} />)}
    </Shown>
  );
}

/** What the gateway refused at one screen, and the answers that it refused. */
interface Refusal {
  at: number;
  faults: Fault[];
  form: Values;
}

/** The screen is in the address, so that the phone's own back button goes one screen back. */
function SubmissionSteps({ procedure, first, query }: { procedure: PublicProcedure; first: Draft; query: URLSearchParams }): JSX.Element {
  const form = (procedure.form ?? {}) as Part;
  // Never asked twice: what the profile knows stands there from the start, and can be written over.
  const [draft, setDraft] = useState(() => ({ ...first, form: withProfile(form, first.form, { ...currentCitizen() }) }));
  const [problem, setProblem] = useState<Problem | null>(null);
  const { send: sendOrKeep, busy, kept, saved, refused } = useSending(nameOf(procedure.code));
  const there = useThere();
  const lasting = useLasting();
  const current = useRef(draft);
  const saving = useRef(Promise.resolve());
  const sent = useRef(false);
  current.current = draft;
  const withPapers = procedure.documents.length > 0;
  const steps = stepsOf(form, draft.form, MOST_STEPS - (withPapers ? 3 : 2));
  const screens = steps.flat();
  const papersAt = 1 + screens.length;
  const checkAt = papersAt + (withPapers ? 1 : 0);
  const step = query.get("step") ?? "0";
  // While it is being sent nothing is changed or taken away: it would not be in what arrives.
  const here = busy || step === "check" ? checkAt : step === "papers" ? papersAt : Math.min(Math.max(Number(step) || 0, 0), checkAt);
  const mending = query.has("mend");

  /** To mend a part one comes from the check, and goes back to it. */
  const addressAt = (at: number, mend = ""): string => {
    const name = at === checkAt ? "check" : at === papersAt ? "papers" : at;
    return `/procedures/${procedure.code}/submit${at ? `?step=${name}` : ""}${mend ? `${at ? "&" : "?"}mend=${mend}` : ""}`;
  };

  const { right, say, ...wrong } = useFaults(() => faultsAt(here));
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const unmended = refusal?.at === here ? refusal.faults.filter(({ field }) => valueAt(refusal.form, field.split(".")) === valueAt(draft.form, field.split("."))) : [];
  const faults = [...wrong.faults, ...unmended.filter(({ field }) => !wrong.of(field))];
  const [sought, setSought] = useState(-1);
  useEffect(() => {
    setProblem(null);
    if (sought === here || refusal?.at === here) say(faultsAt(here));
    setSought(-1);
  }, [here]);

  const show = (next: Draft): void => setDraft((current.current = next));
  const begun = useRef(removalsOf(nameOf(procedure.code)));
  const change = async (change: Change<Draft>): Promise<void> => {
    if (sent.current || removalsOf(nameOf(procedure.code)) !== begun.current) return; // what ends only now is not the draft again
    if (!there()) return changeLater(nameOf(procedure.code), current.current, change);
    show({ ...current.current, ...partOf(change, current.current) });
    void keepDraft(current.current);
  };
  // It is one draft in however many windows.
  useEffect(() => watchDraft(procedure.code, (written) => {
    if (busy) return; // the answer says where to
    if (written) return sent.current ? undefined : show(written);
    sent.current = true; // or thrown away: what comes late is not the draft again
    leaveSteps("/dossiers");
  }), [busy]);
  useEffect(() => {
    sent.current = saved !== null;
    if (saved) leaveSteps(addressAt(0));
  }, [saved]);
  useEffect(() => {
    if (!refused) return;
    sent.current = false;
    refuse(refused.problem);
    change({ key: newKey() }); // what is mended is another request
  }, [refused]);
  // Several answers may come before the screen is drawn again, so each is put to the newest.
  const answer = (path: Path, value: unknown): void => void change({ form: withValue(current.current.form, path, value) });
  const move = (): void => {
    if (!right()) return;
    if (mending) goBack(addressAt(checkAt));
    else go(addressAt(here + 1));
    queueSave();
    void lateUploads(current.current).then((late) => late && !sent.current && queueSave());
  };
  const queueSave = (): void => void (saving.current = saving.current.then(save));
  /** One after the other, as each replaces what the one before has written. What comes late is not the draft again. */
  const save = async (): Promise<void> => {
    const { saved, theirs } = await saveDraft(current.current);
    if (!sent.current) change({ ...(theirs && onTopOf(theirs, current.current)), saved });
    else if (saved && saved.id !== current.current.saved?.id) await removeSaved(saved).catch(() => undefined);
  };
  const send = async (): Promise<void> => {
    setProblem(null);
    setRefusal(null);
    const at = Array.from({ length: checkAt }, (_, each) => each).find((each) => faultsAt(each).length);
    if (at !== undefined) {
      setSought(at);
      return go(addressAt(at, "1"));
    }
    const documents = procedure.documents.flatMap((document) => {
      const file_ids = draft.papers[document.code] ?? [];
      return file_ids.length ? [{ code: document.code, file_ids, copy_kind: kindOf(document, draft) }] : [];
    });
    const body = { procedure_code: procedure.code, agency_id: draft.agency, form: draft.form, documents, ...(draft.saved ? { draft_id: draft.saved.id } : {}) };
    sent.current = true;
    await rememberApplicant(draft);
    const answer = await sendOrKeep("POST /v1/dossiers", { label: `Hồ sơ ${procedure.name}`, key: draft.key, form: addressAt(checkAt), body });
    if (!answer) return;
    if ("continue_at" in answer) await openPage(answer.continue_at).catch(() => undefined);
    if (there()) leaveSteps(`/dossiers/${answer.id}?sent=1`, "/dossiers");
  };
  /** Said where it can be mended: at a question of the form, or where the paper was chosen. */
  const refuse = (refused: Problem): void => {
    const inForm = refused.errors.filter(({ field }) => field.startsWith("form.")).map(({ field, message }) => ({ field: field.slice(5).replace(/\[(\d+)\]/g, ".$1"), message }));
    const among = (groups: Group[]): Fault[] => inForm.filter(({ field }) => groups.some(({ questions }) => questions.some(({ path }) => `${field}.`.startsWith(`${path.join(".")}.`))));
    const at = 1 + screens.findIndex((groups) => among(groups).length);
    if (at) {
      setRefusal({ at, faults: among(screens[at - 1] ?? []), form: draft.form });
      go(addressAt(at, "1"));
    } else if (refused.ofFile) go(addressAt(papersAt, "1"));
    else setProblem(refused);
  };

  if (saved) return <Saved errand={saved} waits={kept !== null} what={`Hồ sơ ${procedure.name}`} to="/dossiers" words="Xem hồ sơ của tôi" />;
  const groups = here ? screens[here - 1] : undefined;
  const formPart = screens.length > 1 ? `, phần ${here} trên ${screens.length}` : "";
  const all = steps.length + (withPapers ? 3 : 2);
  const stepHere = here === 0 ? 0 : groups ? 1 + steps.findIndex((step) => step.includes(groups)) : here < checkAt ? all - 2 : all - 1;
  return (
    <>
      <Steps here={stepHere} all={all} name={here === 0 ? "Nơi nộp" : groups ? `Tờ khai${formPart}` : here < checkAt ? "Giấy tờ" : "Kiểm tra và gửi"} />
      {problem ? <ProblemView problem={problem} /> : null}
      <ErrorSummary faults={faults} turn={wrong.turn} />
      {here === 0 ? (
        <Where procedure={procedure} chosen={draft.agency} faults={faults} onChoose={(agency) => change({ agency })} />
      ) : groups ? (
        <GroupsScreen key={here} title={form.title ?? "Tờ khai"} part={formPart} note={countOf(screens, here - 1)} groups={groups} all={screens.flat()} form={draft.form} faults={faults} first={query.get("mend") ?? ""} onAnswer={answer} />
      ) : here < checkAt ? (
        <Papers procedure={procedure} draft={draft} onChange={change} />
      ) : (
        <Check procedure={procedure} draft={draft} screens={screens} papersAt={papersAt} onEdit={busy ? null : (at, part) => go(addressAt(at, part))} />
      )}
      {here === checkAt ? (
        <ButtonAfterPhotos onClick={send} busy={busy || "Đang gửi…"} icon="check">Gửi hồ sơ</ButtonAfterPhotos>
      ) : (
        <ButtonAfterPhotos onClick={move}>{mending ? "Xong, xem lại hồ sơ" : "Tiếp tục"}</ButtonAfterPhotos>
      )}
      {busy || !here ? null : <Button kind="quiet" onClick={() => goBack(`/procedures/${procedure.code}`)}>Quay lại bước trước</Button>}
      <p class="soft" role="status">{lasting ? "Mọi điều Ông/Bà nhập được tự lưu, thoát ra rồi vào lại vẫn còn." : "Máy này không lưu được những gì Ông/Bà nhập. Xin đừng đóng ứng dụng trước khi gửi xong."}</p>
      {here === 0 && draft.saved ? (
        <Confirm question="Xóa những gì đã viết cho hồ sơ này?" sure="Xóa bản viết dở" busy="Đang xóa…" onClick={() => discardDraft(draft).then(() => there() && go("/dossiers", { replace: true }))}>Xóa bản viết dở</Confirm>
      ) : null}
    </>
  );

  function faultsAt(at: number): Fault[] {
    if (at === 0) return draft.agency ? [] : [{ field: "agency", message: "Xin chọn nơi nhận hồ sơ." }];
    if (at < papersAt) return (screens[at - 1] ?? []).flatMap((group) => faultsOf(group, draft.form));
    if (at === checkAt) return [];
    return procedure.documents.filter(({ code, mandatory }) => mandatory && !draft.papers[code]?.length)
      .map(({ code, name }) => ({ field: `paper-${code}`, message: `Thiếu giấy tờ bắt buộc: ${name}.` }));
  }
}

/** “Câu 9 đến 15 trên 28”: how far one has come, as answers open questions. */
function countOf(screens: Group[][], at: number): string {
  const questions = (some: Group[][]): number => some.flat().reduce((sum, { questions: each }) => sum + each.length, 0);
  const before = questions(screens.slice(0, at));
  const last = questions(screens.slice(0, at + 1));
  return `Câu ${last > before + 1 ? `${before + 1} đến ${last}` : last} trên ${questions(screens)}`;
}

const Steps = ({ here, all, name }: { here: number; all: number; name: string }): JSX.Element => (
  <div class="stack tight">
    <p class="soft">Bước {here + 1} trên {all}: {name}</p>
    <div class="steps" aria-hidden="true">{Array.from({ length: all }, (_, step) => <i class={step <= here ? "done" : ""} />)}</div>
  </div>
);
