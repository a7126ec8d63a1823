/** A citizen's dossiers: where each stands, what happens next, and what they may do about it. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { CopyKind, DossierView, Payment, TimelineRow } from "@quangngai/common/api/schema.ts";
import { TextField } from "@quangngai/common/forms/fields.tsx";
import { useFaults } from "@quangngai/common/forms/use_faults.ts";
import { useRefusal } from "@quangngai/common/forms/use_refusal.ts";
import { ButtonAfterPhotos } from "@quangngai/common/ui/button_after_photos.tsx";
import { Button, Card, ErrorSummary, Facts, InPlace, LinkButton, Notice, Row, Rows, Shown, Tag, Title } from "@quangngai/common/ui/parts.tsx";
import { ReadAloud } from "@quangngai/common/ui/read_aloud.tsx";
import { PhotoField } from "@quangngai/common/ui/photo_field.tsx";
import { useAnswer } from "@quangngai/common/ui/use_answer.ts";
import { type Change, partOf, useKept } from "@quangngai/common/ui/use_kept.ts";
import { dayOf, momentOf, money } from "@quangngai/common/words/words.ts";
import { CopyChoice, kindAmong } from "../copy_choice.tsx";
import { isOver, toneOf } from "../dossier_words.ts";
import { HandlingTime } from "../handling_time.tsx";
import { newsBy } from "../news_by.ts";
import { openFile } from "../open_file.ts";
import { province } from "../province.ts";
import { Qr } from "../qr.tsx";
import { Rated, RateIt } from "../rate_it.tsx";
import type { Screen } from "../screens.ts";
import { Step } from "../step.tsx";
import { Timeline } from "../timeline.tsx";
import type { Sending } from "../use_sending.tsx";
import { isKnown, NATIONAL_PORTAL, openPage } from "../zalo/adapter.ts";

export function Dossiers(): JSX.Element {
  const dossiers = useAnswer("GET /v1/dossiers", { query: { limit: 50 } });
  const drafts = useAnswer("GET /v1/drafts");
  return (
    <>
      <Title>Hồ sơ của tôi</Title>
      {drafts.value?.items.length ? (
        <>
          <h2>Đang viết dở</h2>
          <Rows>{drafts.value.items.map(({ procedure, changed_at }) => <Row to={`/procedures/${procedure.code}/submit`} icon="pen" title={procedure.name} note={`Lưu lúc ${momentOf(changed_at)}`} />)}</Rows>
          <h2>Đã nộp</h2>
        </>
      ) : null}
      <Shown seen={dossiers} empty={<><p>Ông/Bà chưa nộp hồ sơ nào.</p><LinkButton to="/search">Tìm thủ tục để nộp</LinkButton></>}>
        {({ items }) => (
          <Rows>
            {items.map(({ id, procedure, state, state_label, due_at, agency, code, submission_reference, answer_by }) => (
              <Row to={`/dossiers/${id}`} icon="file" title={procedure.name} tag={<Tag tone={toneOf(state)}>{state_label}</Tag>}
                note={`${agency.name}. Mã ${code ?? submission_reference}${due_at && !isOver(state) ? `. Hẹn trả ngày ${dayOf(due_at)}` : ""}${answer_by ? `. Hạn bổ sung ngày ${dayOf(answer_by)}` : ""}`} />
            ))}
          </Rows>
        )}
      </Shown>
      <LinkButton to="/progress" kind="quiet" icon="search">Tra cứu bằng mã hồ sơ</LinkButton>
    </>
  );
}

export function Dossier({ ids, query }: Screen): JSX.Element {
  const seen = useAnswer("GET /v1/dossiers/{dossier_id}", { path: { dossier_id: ids.id ?? "" } });
  return <Shown seen={seen} title="Hồ sơ">{(dossier) => <Whole dossier={dossier} isNew={query.has("sent")} reload={seen.reload} />}</Shown>;
}

function Whole({ dossier, isNew, reload }: { dossier: DossierView; isNew: boolean; reload: () => Promise<void> }): JSX.Element {
  const may = new Set(dossier.allowed_actions.map(({ action }) => action));
  const shown = dossier.code ?? dossier.submission_reference;
  const { phone } = dossier.agency;
  const portal = !dossier.submitted_at;
  const path = { dossier_id: dossier.id };
  const last = dossier.timeline[dossier.timeline.length - 1];
  // The service would still take more of it; who sent what was asked for waits until more is.
  const supplemented = last?.action === "supplement";
  // Before it is accepted there is no day yet.
  const times = useAnswer("GET /v1/procedures/{code}", dossier.accepted_at || isOver(dossier.state) ? null : { path: { code: dossier.procedure.code } }).value?.times;
  return (
    <>
      <Title note={<Tag tone={toneOf(dossier.state)}>{dossier.state_label}</Tag>}>{dossier.procedure.name}</Title>
      {isNew && !portal && dossier.timeline.length === 1 ? <Notice tone="good" title="Đã gửi hồ sơ" live><p>Ông/Bà giữ mã dưới đây để tra cứu. {newsBy()}</p></Notice> : null}
      <Notice tone={toneOf(dossier.state) === "bad" ? "wait" : toneOf(dossier.state)} title="Bước tiếp theo">
        <p>{dossier.what_next}</p>
        <ReadAloud text={`${dossier.procedure.name}. ${dossier.state_label}. ${dossier.what_next}`} />
      </Notice>
      <Step open={may.has("enter_code")} matter={{ operation: "POST /v1/dossiers/{dossier_id}/national-code", path }}>{(sending) => <NationalCode dossier={dossier} sending={sending} reload={reload} />}</Step>
      {supplemented ? <Notice tone="good" title="Đã gửi giấy tờ bổ sung" live instead><p>{wordsOf(last)}</p><p>Gửi lúc {momentOf(last.at)}.</p></Notice> : null}
      <Step open={may.has("supplement") && !supplemented} matter={{ operation: "POST /v1/dossiers/{dossier_id}/supplements", path }}>{(sending) => <Supplement dossier={dossier} sending={sending} reload={reload} />}</Step>
      {dossier.payments.filter(({ how_to_pay }) => how_to_pay).map((payment) => <ToPay payment={payment} dossier={dossier.id} />)}
      {dossier.payments.filter(({ paid_at }) => paid_at).map((payment) => <Paid payment={payment} />)}
      {dossier.results.length ? (
        <Card title="Kết quả">
          {dossier.results.map(({ id, name }) => (
            <Button kind="quiet" icon="file" busy="Đang mở…" onClick={() => openFile("GET /v1/dossiers/{dossier_id}/results/{file_id}", { dossier_id: dossier.id, file_id: id }, name)}>{name}</Button>
          ))}
        </Card>
      ) : null}
      <Card title="Mã hồ sơ">
        <div class="receipt">
          <Qr text={shown} />
          <div class="grow wide">
            <b class="code">{shown}</b>
            <p class="soft">{portal ? "Mã theo dõi trong ứng dụng này." : isOver(dossier.state) ? "Mã để tra cứu hồ sơ này." : "Đưa mã này cho cán bộ một cửa."}</p>
          </div>
        </div>
        <Facts
          facts={[
            ["Nơi giải quyết", portal ? dossier.agency.name : ""],
            ["Nơi nhận", portal ? "" : dossier.agency.name],
            ["Gửi lúc", dossier.submitted_at ? momentOf(dossier.submitted_at) : ""],
            ["Hẹn trả kết quả", promiseOf(dossier, supplemented)],
            ["Bao lâu có kết quả, tính từ lúc tiếp nhận", times && <HandlingTime times={times} />],
            ["Mã lúc gửi", dossier.code ? dossier.submission_reference : ""],
          ]}
        />
        <LinkButton to={`tel:${phone ?? province.hotline}`} kind="quiet" icon="phone">{phone ? `Gọi nơi nhận: ${phone}` : `Cần hỏi, gọi ${province.hotline}`}</LinkButton>
      </Card>
      {dossier.rating ? <Rated label={LEVELS.find(([level]) => level === String(dossier.rating?.level))?.[1] ?? ""} comment={dossier.rating.comment} /> : null}
      <Step open={dossier.state === 10 && !dossier.rating} matter={{ operation: "POST /v1/dossiers/{dossier_id}/rating", path }}>{(sending) => <RateIt draft={`draft:rating:${dossier.id}`} levels={LEVELS} sending={sending} onSend={(level, comment) => ["POST /v1/dossiers/{dossier_id}/rating", { label: `Đánh giá, ${nameOf(dossier)}`, path: { dossier_id: dossier.id }, body: { level, comment } }]} done={reload} />}</Step>
      {dossier.documents.length ? (
        <Card title="Giấy tờ đã nộp">
          <Facts facts={dossier.documents.map(({ name, files, copy_label, unavailable_reason }) => [name, unavailable_reason ? `Không có: ${unavailable_reason}` : [`${files.length} ảnh hoặc tệp`, copy_label?.toLowerCase()].filter(Boolean).join(", ")])} />
        </Card>
      ) : null}
      <Card title="Quá trình giải quyết">
        <Timeline entries={dossier.timeline.map((entry) => ({ ...entry, text: wordsOf(entry) }))} />
      </Card>
      <Notices id={dossier.id} />
      <Step open={may.has("withdraw")} matter={{ operation: "POST /v1/dossiers/{dossier_id}/withdrawal", path }}>{(sending) => <Withdraw dossier={dossier} sending={sending} reload={reload} />}</Step>
    </>
  );
}

const PAPERS_ASKED = 5;
const MONEY_ASKED = 6;

/** When the result is promised; while the office's clock stands, until when that is. */
function promiseOf({ state, accepted_at, due_at }: DossierView, supplemented: boolean): string {
  if (isOver(state)) return "";
  if (due_at) return momentOf(due_at);
  if (!accepted_at) return "";
  if (state === PAPERS_ASKED) return `Tạm dừng đến khi ${supplemented ? "cơ quan kiểm tra xong phần bổ sung" : "Ông/Bà bổ sung"}`;
  return state === MONEY_ASKED ? "Tạm dừng đến khi Ông/Bà nộp tiền" : "";
}

/** Several may wait at once. */
const nameOf = ({ code, submission_reference }: DossierView): string => `hồ sơ ${code ?? submission_reference}`;

function wordsOf({ text, documents, unavailable }: TimelineRow): string {
  const parts = [text ?? "", ...documents, ...unavailable.map(({ name, reason }) => `Không có ${name}: ${reason}`)].filter(Boolean);
  return parts.map((part, at) => (at < parts.length - 1 ? part.replace(/\.$/, "") : part)).join("; ");
}

/** The papers of the office, as text that a phone can read aloud, and as the paper itself. */
function Notices({ id }: { id: string }): JSX.Element | null {
  const { value } = useAnswer("GET /v1/dossiers/{dossier_id}/notices", { path: { dossier_id: id } });
  if (!value?.items.length) return null;
  return (
    <Card title="Giấy báo của cơ quan">
      {value.items.map(({ version, title, issued_at, plain_text, form }) => (
        <details>
          <summary>{title}, ngày {dayOf(issued_at)}</summary>
          <p class="pre">{plain_text}</p>
          <ReadAloud text={plain_text} />
          {form ? <Button kind="quiet" icon="file" busy="Đang mở…" onClick={() => openFile("GET /v1/dossiers/{dossier_id}/notices/{version}/paper", { dossier_id: id, version }, `${title}.pdf`)}>Mở bản giấy</Button> : null}
        </details>
      ))}
    </Card>
  );
}

const sumsOf = ({ items, amount }: Payment): Array<[string, string]> => [...items.map((item): [string, string] => [item.name, money(item.amount)]), ["Tổng cộng", money(amount)]];

const ToPay = ({ payment, dossier }: { payment: Payment; dossier: string }): JSX.Element => (
  <Card title="Khoản cần thanh toán">
    <Facts facts={[...sumsOf(payment), ["Hạn nộp", payment.pay_by ? momentOf(payment.pay_by) : ""]]} />
    <p>{payment.how_to_pay}</p>
    <LinkButton to={`/bills?dossier=${dossier}`} icon="wallet">Nộp tiền</LinkButton>
  </Card>
);

/** What was paid stays to be found here, with its receipt. */
function Paid({ payment }: { payment: Payment }): JSX.Element {
  // The dossier stays paid when money goes back: only its payment knows.
  const { value } = useAnswer("GET /v1/payments/{payment_id}", payment.payment_id ? { path: { payment_id: payment.payment_id } } : null);
  return (
    <Card title={value?.refunded ? "Khoản đã nộp, đã hoàn lại" : "Khoản đã nộp"}>
      <Facts facts={[...sumsOf(payment), ["Nộp lúc", payment.paid_at && momentOf(payment.paid_at)], ["Đã hoàn lại", value?.refunded ? money(value.refunded) : ""]]} />
      {payment.payment_id ? <LinkButton to={`/payments/${payment.payment_id}`} kind="quiet" icon="file">Xem biên nhận</LinkButton> : null}
    </Card>
  );
}

interface TakenStep {
  dossier: DossierView;
  sending: Sending;
  reload: () => Promise<void>;
}

/** A procedure of the national portal goes on there; with its code the province can follow it. */
function NationalCode({ dossier, sending: { send, closed, outcome, kept, refused }, reload }: TakenStep): JSX.Element {
  const draft = `draft:national-code:${dossier.id}`;
  const { value: { code }, change } = useKept(draft, { code: "" });
  const { of, right, whole, ...wrong } = useRefusal(refused?.problem, useFaults(() => [!code.trim() && { field: "national-code", message: "Xin ghi mã hồ sơ." }]), { code: "national-code" }, { "national-code": code });
  const submit = async (): Promise<void> => {
    if (!right()) return;
    const errand = { draft, label: `Mã hồ sơ quốc gia, ${nameOf(dossier)}`, path: { dossier_id: dossier.id }, body: { code: code.trim() }, version: dossier.version };
    if (await send("POST /v1/dossiers/{dossier_id}/national-code", errand)) await reload();
  };
  return (
    <Card title="Mã do Cổng quốc gia cấp">
      <ErrorSummary {...wrong} />
      <p>Nộp xong ở Cổng Dịch vụ công quốc gia, Ông/Bà ghi mã vào đây để theo dõi tiếp.</p>
      <Button kind="quiet" onClick={() => openPage(dossier.continue_at ?? NATIONAL_PORTAL)}>Mở Cổng quốc gia</Button>
      <div class="stack" inert={closed}><TextField id="national-code" label="Mã hồ sơ" required fault={of("national-code")} value={code} onChange={(typed) => change({ code: typed })} max={60} /></div>
      {whole ? null : outcome}
      {kept ? null : <Button onClick={submit}>Lưu mã</Button>}
    </Card>
  );
}

/** The answer to each paper that was asked for: its photos and as what it is handed in, or why there are none. */
type Answers = Record<string, { photos: string[]; lacking: string | null; kind?: CopyKind }>;
const UNANSWERED: Answers[string] = { photos: [], lacking: null };
const NOTHING_WRITTEN: { answers: Answers; note: string } = { answers: {}, note: "" };
/** By the names that the service has for them: papers are sent in the order in which they were asked for. */
const ASKED = { "documents[].unavailable_reason": "why-#", "documents[].file_ids": "paper-#", note: "note" };

function Supplement({ dossier, sending: { send, closed, outcome, kept, refused }, reload }: TakenStep): JSX.Element {
  const demands = dossier.timeline.filter(({ action }) => action === "request_supplement");
  const draft = `draft:supplement:${dossier.id}:${demands.length}`;
  const written = useKept(draft, NOTHING_WRITTEN);
  const { answers, note } = written.value;
  const reason = demands[demands.length - 1]?.text;
  const answer = (code: string, change: Change<Answers[string]>): Promise<void> => written.change(({ answers: all }) => {
    const before = all[code] ?? UNANSWERED;
    return { answers: { ...all, [code]: { ...before, ...partOf(change, before) } } };
  });
  const { of, right, whole, ...wrong } = useRefusal(refused?.problem, useFaults(() => dossier.asked.map(({ code, name }, at) => {
    const { photos, lacking } = answers[code] ?? UNANSWERED;
    if (lacking !== null) return lacking.trim().length <= 2 && { field: `why-${at}`, message: `${name}: xin cho biết vì sao không có.` };
    return !photos.length && { field: `paper-${at}`, message: `Còn thiếu: ${name}.` };
  })), ASKED, { why: answers, paper: answers, note });
  const submit = async (): Promise<void> => {
    if (!right()) return;
    const documents = dossier.asked.map(({ code, copies }) => {
      const { photos, lacking, kind } = answers[code] ?? UNANSWERED;
      return lacking === null ? { code, file_ids: photos, copy_kind: kindAmong(copies, kind) } : { code, unavailable_reason: lacking.trim() };
    });
    const errand = { draft, label: `Giấy tờ bổ sung, ${nameOf(dossier)}`, path: { dossier_id: dossier.id }, body: { documents, note: note.trim() || null }, version: dossier.version };
    if (await send("POST /v1/dossiers/{dossier_id}/supplements", errand)) await reload();
  };
  if (kept) return <Card title="Giấy tờ bổ sung"><ul>{dossier.asked.map(({ name }) => <li>{name}</li>)}</ul>{outcome}</Card>;
  return (
    <Card title="Giấy tờ cần bổ sung">
      <ErrorSummary {...wrong} />
      {reason ? <p>{reason}</p> : null}
      {dossier.answer_by ? <p>Xin gửi trước <b>{momentOf(dossier.answer_by)}</b>.</p> : null}
      <div class="stack" inert={closed}>
        {dossier.asked.map(({ code, name, note: hint, copies, copy_labels }, at) => {
          const { photos, lacking, kind } = answers[code] ?? UNANSWERED;
          const asWhat = kindAmong(copies, kind);
          const only = asWhat ? null : copies[0];
          return (
            <section class="stack asked">
              <h3>{name}</h3>
              {lacking === null ? (
                <>
                  <PhotoField id={`paper-${at}`} label={name} note={[hint, only ? `Cơ quan chỉ nhận ${copy_labels[only]?.toLowerCase()}` : ""].filter(Boolean).join(". ")} upload="POST /v1/files" pdf crop most={8} names={photos} onChange={(change) => answer(code, ({ photos: all }) => ({ photos: change(all) }))} />
                  {asWhat && photos.length ? <CopyChoice code={code} copies={copies} labels={copy_labels} kind={asWhat} onChange={(chosen) => answer(code, { kind: chosen })} /> : null}
                  {photos.length ? null : <Button kind="link" onClick={() => answer(code, { lacking: "" })}>Tôi không có giấy tờ này<span class="sr">: {name}</span></Button>}
                </>
              ) : (
                <>
                  <TextField id={`why-${at}`} label="Vì sao Ông/Bà không có?" required hint="Ví dụ: bị mất, đang nộp ở cơ quan khác" value={lacking} long max={500}
                    fault={of(`why-${at}`)} onChange={(typed) => answer(code, { lacking: typed })} />
                  <Button kind="link" onClick={() => answer(code, { lacking: null })}>Tôi có giấy tờ này<span class="sr">: {name}</span></Button>
                </>
              )}
            </section>
          );
        })}
        <TextField id="note" label="Lời nhắn cho cán bộ" required={false} fault={of("note")} value={note} onChange={(typed) => written.change({ note: typed })} max={500} />
      </div>
      {whole ? null : outcome}
      <ButtonAfterPhotos onClick={submit}>Gửi giấy tờ bổ sung</ButtonAfterPhotos>
    </Card>
  );
}

/** Thông tư 32/2017/TT-BTTTT. */
const LEVELS: Array<[string, string]> = [["3", "Rất hài lòng"], ["2", "Hài lòng"], ["1", "Chưa hài lòng"]];

const WITHDRAWING = { title: "Rút hồ sơ", ask: "Tôi muốn rút hồ sơ", effect: "Hồ sơ đã rút thì không giải quyết tiếp. Ông/Bà có thể nộp lại sau.", why: "Lý do rút", send: "Rút hồ sơ này", stay: "Không rút nữa" };
/** A dossier of the national portal is only followed here. */
const UNFOLLOWING = { title: "Thôi theo dõi", ask: "Tôi không theo dõi hồ sơ này nữa", effect: "Hồ sơ Ông/Bà đã nộp trên Cổng Dịch vụ công quốc gia vẫn được giải quyết ở đó.", why: "Lý do", send: "Thôi theo dõi hồ sơ này", stay: "Vẫn theo dõi" };

function Withdraw({ dossier, sending: { send, closed, outcome, kept, refused }, reload }: TakenStep): JSX.Element {
  const draft = `draft:withdrawal:${dossier.id}`;
  const written = useKept(draft, { open: false, reason: "" });
  const { open, reason } = written.value;
  const { of, right, whole, ...wrong } = useRefusal(refused?.problem, useFaults(() => [!reason.trim() && { field: "reason", message: "Xin cho biết lý do." }]), { reason: "reason" }, { reason });
  const { title, ask, effect, why, send: act, stay } = dossier.submitted_at ? WITHDRAWING : UNFOLLOWING;
  const submit = async (): Promise<void> => {
    if (!right()) return;
    const errand = { draft, label: `${title}, ${nameOf(dossier)}`, path: { dossier_id: dossier.id }, body: { reason: reason.trim() }, version: dossier.version };
    if (await send("POST /v1/dossiers/{dossier_id}/withdrawal", errand)) await reload();
  };
  return (
    <InPlace of={open}>
      {open ? (
        <Card title={title}>
          <ErrorSummary {...wrong} />
          <p>{effect}</p>
          <div class="stack" inert={closed}>
              <TextField id="reason" label={why} required fault={of("reason")} value={reason} onChange={(reason) => written.change({ reason })} long max={500} />
          </div>
          {whole ? null : outcome}
          {kept ? null : <Button kind="danger" onClick={submit}>{act}</Button>}
          {closed ? null : <Button kind="quiet" onClick={() => written.change({ open: false })}>{stay}</Button>}
        </Card>
      ) : <Button kind="quiet" onClick={() => written.change({ open: true })}>{ask}</Button>}
    </InPlace>
  );
}

/** For anybody who has a code: without names, without papers. */
export function Progress({ query }: Screen): JSX.Element {
  const linked = query.get("code") ?? "";
  const [typed, setTyped] = useState(linked);
  const [code, setCode] = useState(linked);
  useEffect(() => {
    if (!linked) return;
    setTyped(linked);
    setCode(linked);
  }, [linked]);
  const seen = useAnswer("GET /v1/dossier-progress", code ? { query: { code } } : null);
  // Everybody with the code is told how far it is; whose it is may also know which one, and where.
  const mine = useAnswer("GET /v1/dossiers", code && isKnown() ? { query: { limit: 50 } } : null);
  const own = mine.value?.items.find((each) => each.code === code || each.submission_reference === code);
  const { of, right, ...wrong } = useFaults(() => [!typed.trim() && { field: "code", message: "Xin ghi mã hồ sơ, in trên giấy hẹn." }]);
  const look = (event: Event): void => {
    event.preventDefault();
    if (right()) setCode(typed.replace(/\s/g, "").toUpperCase());
  };
  return (
    <>
      <Title note="Mã in trên giấy hẹn, không cần đăng nhập.">Tra cứu hồ sơ</Title>
      <ErrorSummary {...wrong} />
      <form class="stack" onSubmit={look}>
        <TextField id="code" label="Mã hồ sơ" required fault={of("code")} hint="Mã lúc gửi, ví dụ HS-RDA5-GAQH-WRB7, hoặc mã trên giấy hẹn" value={typed} onChange={setTyped} max={60} />
        <Button type="submit" icon="search">Tra cứu</Button>
      </form>
      {code ? (
        <Shown seen={seen}>
          {({ state, state_label, what_next, due_at, steps }) => (
            <Card title={state_label}>
              <p>{what_next}</p>
              {own ? <Rows><Row to={`/dossiers/${own.id}`} icon="file" title={own.procedure.name} note={own.agency.name} /></Rows> : null}
              <Facts facts={[["Hẹn trả kết quả", due_at && !isOver(state) ? momentOf(due_at) : ""]]} />
              <Timeline entries={steps.map(({ at, state_label }) => ({ at, label: state_label }))} />
              {state === 10 ? <Tag tone="good">Đã xong</Tag> : null}
            </Card>
          )}
        </Shown>
      ) : null}
    </>
  );
}

