/** School dues and other bills: a child is linked, a bill is paid, a receipt stays. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ask } from "@quangngai/common/api/client.ts";
import type { BillDetail, BillRow, Item, PaymentView } from "@quangngai/common/api/schema.ts";
import { Choices, ListField, ManyField, TextField } from "@quangngai/common/forms/fields.tsx";
import { useRefusal } from "@quangngai/common/forms/use_refusal.ts";
import { useFaults } from "@quangngai/common/forms/use_faults.ts";
import { Button, Card, Confirm, ErrorSummary, Facts, LinkButton, Notice, Row, Rows, Shown, Tag, Title } from "@quangngai/common/ui/parts.tsx";
import { ReadAloud } from "@quangngai/common/ui/read_aloud.tsx";
import { go } from "@quangngai/common/ui/router.ts";
import { useAnswer, useWhole } from "@quangngai/common/ui/use_answer.ts";
import { useKept } from "@quangngai/common/ui/use_kept.ts";
import { byName } from "@quangngai/common/words/names.ts";
import { dayOf, momentOf, money } from "@quangngai/common/words/words.ts";
import { bankName } from "../banks.ts";
import { Copied } from "../copied.tsx";
import { openFile } from "../open_file.ts";
import { pictureOf, Qr } from "../qr.tsx";
import { Saved } from "../saved.tsx";
import type { Screen } from "../screens.ts";
import { Step } from "../step.tsx";
import { type Sending, useSending } from "../use_sending.tsx";
import { checkout, inZalo, openPage, savePicture } from "../zalo/adapter.ts";

export function Dues(): JSX.Element {
  const students = useAnswer("GET /v1/students");
  return (
    <>
      <Title note="Xem và nộp học phí của con, cháu trên điện thoại.">Học phí</Title>
      <Shown seen={students} empty="Ông/Bà chưa thêm học sinh nào.">
        {({ items }) => <Rows>{items.map(({ id, name, class_name }) => <Row to={`/bills?student=${id}`} icon="school" title={name} note={`Lớp ${class_name}`} />)}</Rows>}
      </Shown>
      <LinkButton to="/dues/link" kind={students.value?.items.length ? "quiet" : "main"} icon="user">Thêm học sinh</LinkButton>
      <LinkButton to="/bills" kind="quiet" icon="wallet">Mọi khoản cần nộp</LinkButton>
    </>
  );
}

const STUDENT = "draft:student";
/** By the names that the service has for them. */
const ASKED = { school_id: "school", student_code: "student-code", name: "student-name" };

export function LinkStudent(): JSX.Element {
  const schools = useAnswer("GET /v1/schools", { query: { limit: 100 } });
  const { value: { school, code, name }, change } = useKept(STUDENT, { school: "", code: "", name: "" });
  const [found, setFound] = useState({ of: "", masked: "" });
  const { send, closed, outcome, kept, saved, refused } = useSending(STUDENT);
  const student = { school_id: school, student_code: code.trim() };
  const sought = JSON.stringify(student);
  const masked = found.of === sought ? found.masked : ""; // another one may have been written while it was looked for
  const { of, right, whole, ...wrong } = useRefusal(refused?.problem, useFaults(() => [
    !school && { field: "school", message: "Xin chọn trường." },
    !student.student_code && { field: "student-code", message: "Xin ghi mã học sinh." },
    masked !== "" && !name.trim() && { field: "student-name", message: "Xin ghi họ tên học sinh." },
  ]), ASKED, { school, "student-code": code, "student-name": name });
  const find = async (): Promise<void> => {
    if (right()) setFound({ of: sought, masked: (await ask("POST /v1/students/lookup", { body: student })).masked_name });
  };
  const link = async (): Promise<void> => {
    if (right() && (await send("POST /v1/students", { label: "Thêm học sinh", body: { ...student, name: name.trim() } }))) go("/dues", { replace: true });
  };
  if (saved) return <Saved what="Yêu cầu thêm học sinh" errand={saved} waits={kept !== null} to="/dues" words="Xem học phí" />;
  return (
    <>
      <Title note="Mã học sinh ở trên sổ liên lạc hoặc phiếu thu của trường.">Thêm học sinh</Title>
      <ErrorSummary {...wrong} />
      <div class="stack" inert={closed}>
        <ListField id="school" label="Trường" required fault={of("school")} value={school} onChange={(id) => change({ school: id })} seen={schools} choicesOf={({ items }) => byName(items.map((each) => [each.id, items.some(({ id, name }) => id !== each.id && name === each.name) ? `${each.name}, ${each.commune_name}` : each.name]))} />
        <TextField id="student-code" label="Mã học sinh" required fault={of("student-code")} value={code} onChange={(typed) => change({ code: typed })} max={40} />
      </div>
      {masked ? (
        <>
          <Notice tone="good" live title={`Tìm thấy: ${masked}`}><p>Ghi đủ họ tên con để xác nhận.</p></Notice>
          <div class="stack" inert={closed}><TextField id="student-name" label="Họ và tên học sinh" required fault={of("student-name")} value={name} onChange={(typed) => change({ name: typed })} max={100} /></div>
          {whole ? null : outcome}
          <Button onClick={link}>Xác nhận</Button>
        </>
      ) : <Button busy="Đang tìm…" icon="search" onClick={find}>Tìm học sinh</Button>}
    </>
  );
}

export function Bills({ query }: Screen): JSX.Element {
  const [student, dossier] = [query.get("student"), query.get("dossier")];
  const students = useAnswer("GET /v1/students", student ? undefined : null);
  const name = students.value?.items.find(({ id }) => id === student)?.name;
  const wanted = (bill: BillRow): boolean => !student || bill.student_id === student;
  // Those of one student are looked for among all.
  const seen = useWhole(useAnswer("GET /v1/bills", { query: { dossier_id: dossier, limit: 50 } }), student !== null);
  const all = seen.value?.items ?? [];
  const only = dossier && all.length === 1 ? all[0]?.id : undefined;
  // The fee of a dossier is nothing to choose from.
  useEffect(() => void (only && go(`/bills/${only}`, { replace: true })), [only]);
  return (
    <>
      <Title note={name}>Khoản cần nộp</Title>
      <Shown seen={seen} empty="Không có khoản nào cần nộp.">
        {({ items }) => items.some(wanted) ? (
          <Rows>
            {items.filter(wanted).map(({ id, title, payee_name, student_name, remaining, remaining_voluntary, state, state_label, overdue, due_at }) => (
              <Row to={`/bills/${id}`} icon="wallet" title={title} note={`${student_name ? `${student_name}, ` : ""}${payee_name}. ${remaining ? `Còn ${money(remaining)}` : state === "paid" ? "Đã nộp đủ" : remaining_voluntary ? `Tự nguyện ${money(remaining_voluntary)}` : state_label}${due_at && remaining ? `, hạn ${dayOf(due_at)}` : ""}`}
                tag={<Tag tone={state === "paid" ? "good" : overdue ? "bad" : "wait"}>{overdue ? "Quá hạn" : state_label}</Tag>} />
            ))}
          </Rows>
        ) : <p class="empty">{dossier ? "Phiếu thu đang được lập. Ông/Bà xem lại sau ít phút." : "Không có khoản nào cần nộp."}</p>}
      </Shown>
      {student && name ? (
        <Confirm question={`Bỏ ${name} khỏi danh sách? Những lần đã nộp vẫn còn biên nhận.`} sure="Bỏ học sinh này" busy="Đang bỏ…"
          onClick={() => ask("DELETE /v1/students/{student_id}", { path: { student_id: student } }).then(() => go("/dues", { replace: true }))}>Bỏ học sinh này</Confirm>
      ) : null}
    </>
  );
}

export function Bill({ ids }: Screen): JSX.Element {
  const seen = useAnswer("GET /v1/bills/{bill_id}", { path: { bill_id: ids.id ?? "" } });
  return <Shown seen={seen} title="Khoản cần nộp">{(bill) => <WholeBill bill={bill} />}</Shown>;
}

function WholeBill({ bill }: { bill: BillDetail }): JSX.Element {
  const { title, payee_name, items, total, paid, remaining, remaining_voluntary, due_at, code, state, state_label, student_name, class_name, dossier_id, paid_by } = bill;
  const payments = usePayments(bill.id);
  const held = payments.find(({ state: of, received }) => of === "held" && received) ?? payments.find(({ state: of }) => of === "held");
  const checked = held?.received;
  // What was begun and is then paid by another way is left out: there is nothing to do about it.
  const made = payments.filter(({ state: of, next_step }) => of === "succeeded" || of === "held" || next_step === "pay_cash" || (OPEN.has(of) && next_step !== "not_needed" && !checked));
  const counter = made.find(({ next_step }) => next_step === "pay_cash");
  const open = made.find(({ state: of, next_step }) => OPEN.has(of) && next_step !== "pay_cash");
  const settled = state === "paid" ? (remaining_voluntary ? "Đã nộp đủ các khoản bắt buộc" : "Đã nộp đủ") : remaining || remaining_voluntary ? "" : state_label;
  return (
    <>
      <Title note={payee_name}>{title}</Title>
      {checked ? <Notice tone="wait" title={`Đã nhận ${money(checked)}, cán bộ đang kiểm tra`}><p>{remaining ? "Ông/Bà không cần nộp lại." : "Phiếu thu đã đủ tiền; số tiền này được trả lại hay ghi nhận thế nào, chúng tôi sẽ báo."}</p></Notice>
        : held ? <Notice tone="wait" title="Đơn vị thanh toán đang kiểm tra một lần nộp"><p>{held.next_step_label}</p></Notice>
          : remaining && open ? <Notice tone="wait" title="Đang có lần thanh toán chưa xong"><p>Ông/Bà làm tiếp lần đó, không cần nộp lần nữa.</p></Notice>
            : counter ? <Notice tone="wait" title={counter.state_label}><p>{counter.next_step_label}</p></Notice> : null}
      {settled ? <Notice tone={state === "paid" ? "good" : "wait"} title={settled} /> : null}
      <Card>
        <Facts facts={[["Học sinh", student_name ? `${student_name}${class_name ? `, lớp ${class_name}` : ""}` : ""], ...items.map((item): [string, string] => [item.name, itemText(item)]), ["Tổng cộng", money(total)], ["Đã nộp", paid ? money(paid) : ""], ...paid_by.map((each): [string, string] => [each.way_label, `${money(each.amount)}, ${paidAt(each)}`]), ["Còn phải nộp", paid && remaining ? money(remaining) : ""], ["Tự nguyện, chưa nộp", remaining_voluntary ? money(remaining_voluntary) : ""], ["Hạn nộp", due_at && remaining ? dayOf(due_at) : ""], ["Mã phiếu thu", code]]} />
        {dossier_id ? <LinkButton to={`/dossiers/${dossier_id}`} kind="quiet" icon="file">Xem hồ sơ này</LinkButton> : null}
      </Card>
      <Payments made={made} />
      <Step open={checked && remaining ? false : remaining + remaining_voluntary > 0}>
        {({ outcome, ...sending }) => (
          <>
            {open && !held ? <LinkButton to={`/payments/${open.id}`} icon="wallet">Làm tiếp lần thanh toán này</LinkButton> : null}
            {held || open || counter || !remaining ? (
              <details class="card">
                <summary>{remaining ? "Nộp bằng cách khác" : "Nộp khoản tự nguyện"}</summary>
                <div class="stack"><Pay bill={bill} kind="quiet" {...sending} /></div>
              </details>
            ) : <Pay bill={bill} kind="main" {...sending} />}
            {outcome}
          </>
        )}
      </Step>
    </>
  );
}

const usePayments = (bill_id: string): PaymentView[] =>
  (useWhole(useAnswer("GET /v1/payments", { query: { bill_id, limit: 100 } })).value?.items ?? []).filter((each) => each.bill_id === bill_id);

/** When money was paid: of some only the day is known. */
const paidAt = ({ paid_at, paid_day_only }: { paid_at: string; paid_day_only: boolean }): string => (paid_day_only ? dayOf(paid_at) : momentOf(paid_at));

/** What one item costs, how that came about, and what has become of it. */
function itemText({ amount, quantity, unit_price, exemption, mandatory, paid, remaining }: Item): string {
  const price = quantity > 1 || exemption ? ` (${quantity > 1 ? `${quantity} × ` : ""}${money(unit_price)}${exemption ? `, miễn giảm ${exemption}%` : ""})` : "";
  const done = !amount ? "" : paid ? ", đã nộp" : remaining && remaining < amount ? `, còn ${money(remaining)}` : "";
  return `${money(amount)}${price}${mandatory ? "" : ", tự nguyện"}${done}`;
}

/** What was paid already, each with its receipt, and what is under way. */
function Payments({ made }: { made: PaymentView[] }): JSX.Element | null {
  if (!made.length) return null;
  return (
    <Rows>
      {made.map(({ id, amount, received, receipt_amount, refunded, refund_due, receipt_link, state, state_label, paid_at, paid_day_only, created_at }) => state === "succeeded"
        ? <Row to={`/payments/${id}`} icon="file" title={receipt_link ? `Biên nhận ${money(receipt_amount)}` : `Tiền đã nộp ${money(received)}`} note={[paid_at ? paidAt({ paid_at, paid_day_only }) : "", refunded ? `đã hoàn lại ${money(refunded)}` : "", refund_due ? `sẽ hoàn lại ${money(refund_due)}` : ""].filter(Boolean).join(", ")} />
        : <Row to={`/payments/${id}`} icon="wallet" title={`${state_label}: ${money(received || amount)}`} note={momentOf(created_at)} />)}
    </Rows>
  );
}

/** What is paid now, where a school lets one choose, and how. */
function Pay({ bill: { id, items, partial }, kind, send, closed }: { bill: BillDetail; kind: "main" | "quiet" } & Pick<Sending, "send" | "closed">): JSX.Element {
  const methods = useAnswer("GET /v1/payment-methods");
  const open = items.filter(({ remaining }) => remaining > 0);
  // Where a school takes the whole bill only, what is voluntary is chosen all the same.
  const choosable = partial ? open : open.filter(({ mandatory }) => !mandatory);
  const [chosen, setChosen] = useState(() => choosable.filter(({ mandatory }) => mandatory).map(({ code }) => code));
  const [way, setWay] = useState("");
  const wanted = open.filter((item) => !choosable.includes(item) || chosen.includes(item.code));
  const sum = wanted.reduce((all, { remaining }) => all + remaining, 0);
  const { of, right, ...wrong } = useFaults(() => [!sum && { field: "items", message: "Xin chọn ít nhất một khoản." }, !way && { field: "way", message: "Xin chọn cách nộp." }]);
  const pay = async (): Promise<void> => {
    if (!right()) return;
    // Money is not sent later, when somebody may have thought better of it.
    const payment = await send("POST /v1/payments", { label: "Thanh toán", body: { bill_id: id, provider: way, items: wanted.map(({ code }) => code) }, now: true });
    if (payment) go(`/payments/${payment.id}`);
  };
  return (
    <>
      <ErrorSummary {...wrong} />
      <div class="stack" inert={closed}>
        {choosable.length > 1 || choosable.some(({ mandatory }) => !mandatory) ? (
          <ManyField id="items" label={partial ? "Ông/Bà nộp khoản nào?" : "Ông/Bà nộp thêm khoản tự nguyện nào?"} required={partial} fault={of("items")} value={chosen} onChange={setChosen}
            hint={choosable.every(({ mandatory }) => mandatory) ? undefined : "Khoản tự nguyện chỉ nộp khi Ông/Bà muốn."}
            choices={choosable.map(({ code, name, remaining, mandatory }) => [code, `${name}: ${money(remaining)}${mandatory ? "" : " (tự nguyện)"}`])} />
        ) : null}
        <Choices id="way" label="Ông/Bà nộp bằng cách nào?" required fault={of("way")} value={way} onChange={setWay}
          choices={(methods.value?.items ?? []).filter(({ provider }) => inZalo || provider !== "zalo").map(({ provider, label }) => [provider, label])} />
      </div>
      {methods.value ? null : <p class="soft" role="status">{methods.problem ? "Chưa tải được các cách nộp. Ông/Bà kiểm tra mạng rồi mở lại trang." : "Đang tải các cách nộp…"}</p>}
      <Button kind={kind} icon="wallet" onClick={pay}>{sum ? `Nộp ${money(sum)}` : "Nộp"}</Button>
    </>
  );
}

/** Whether the payer chose in Zalo to pay in cash at the payee's counter, which ends as the counter says. */
const atCounter = ({ method, state }: PaymentView): boolean => Boolean(method?.startsWith("COD")) && (OPEN.has(state) || state === "expired");

const OPEN = new Set(["created", "started", "submitted"]);

/** What a payment that came to another end means for the payer's money. */
const ENDS: Record<string, (payment: PaymentView) => string> = {
  held: ({ received }) => received
    ? `Chúng tôi đã nhận ${money(received)} và cán bộ đang kiểm tra. Ông/Bà không cần nộp lại; có kết quả chúng tôi sẽ báo.`
    : "Đơn vị thanh toán đang kiểm tra giao dịch. Nếu tài khoản đã bị trừ tiền, xin Ông/Bà chưa nộp lại; có kết quả chúng tôi sẽ báo.",
  expired: () => "Đã hết hạn của lần thanh toán này. Nếu tài khoản đã bị trừ tiền, xin Ông/Bà chưa nộp lại: tiền sẽ được ghi nhận hoặc trả lại. Nếu chưa bị trừ, Ông/Bà có thể nộp lại.",
  failed: () => "Lần thanh toán này không thành. Nếu tài khoản đã bị trừ tiền, xin Ông/Bà chưa nộp lại: tiền sẽ được ghi nhận hoặc trả lại. Nếu chưa bị trừ, Ông/Bà có thể nộp lại.",
  cancelled: () => "Lần thanh toán này đã hủy. Ông/Bà có thể nộp lại.",
};

/** Asked again and again while the payer pays elsewhere. */
export function Payment({ ids }: Screen): JSX.Element {
  const seen = useAnswer("GET /v1/payments/{payment_id}", { path: { payment_id: ids.id ?? "" } });
  const { value, problem, loading, reload } = seen;
  const changes = problem !== null || (value !== null && (OPEN.has(value.state) || value.next_step === "entry"));
  useEffect(() => {
    if (loading || !changes) return;
    const timer = setTimeout(reload, problem ? 8000 : 3000);
    return () => clearTimeout(timer);
  }, [loading]);
  return <Shown seen={seen} title="Thanh toán">{(payment) => <OnePayment payment={payment} live={!problem} />}</Shown>;
}

function OnePayment({ payment, live }: { payment: PaymentView; live: boolean }): JSX.Element {
  return (
    <>
      <Title note={money(payment.received || payment.amount)}>{payment.state === "succeeded" ? "Đã thanh toán" : "Thanh toán"}</Title>
      {payment.refund_due ? <Notice tone="wait" title={`Ông/Bà sẽ được hoàn lại ${money(payment.refund_due)}`}><p>{payment.next_step_label}</p></Notice> : null}
      {payment.refunded && payment.own ? <Notice tone="good" title={`Đã hoàn lại cho Ông/Bà ${money(payment.refunded)}`}><p>{payment.receipt_link ? "" : "Phiếu thu không nhận số tiền này nên không có biên nhận."}</p></Notice> : null}
      {payment.state === "succeeded" ? <Arrived payment={payment} /> : atCounter(payment) ? <Notice tone="wait" title={payment.state_label} live><p>{payment.next_step_label}</p></Notice> : OPEN.has(payment.state) ? <Waiting payment={payment} live={live} /> : (
        <Notice tone="wait" title={payment.state_label} live><p>{ENDS[payment.state]?.(payment)}</p></Notice>
      )}
      {payment.receipt_link ? null : <PaidFor payment={payment} />}
      <LinkButton to={`/bills/${payment.bill_id}`} kind="quiet">Về khoản cần nộp</LinkButton>
    </>
  );
}

/** Money that came: with its receipt, as soon as it is booked. */
function Arrived({ payment: { id, receipt_link, next_step, next_step_label, remaining } }: { payment: PaymentView }): JSX.Element | null {
  if (!receipt_link) return next_step === "entry" ? <Notice tone="wait" live title="Đã nhận tiền"><p>{next_step_label}</p></Notice> : null;
  return (
    <>
      <Receipt id={id} />
      {next_step === "pay_rest" ? <Notice tone="wait" title={`Phiếu thu còn ${money(remaining)} chưa nộp`}><p>{next_step_label}</p></Notice> : null}
    </>
  );
}

/** What is paid, for whom and how: a parent of two children may have two of these screens open. */
function PaidFor({ payment: { bill_id, items, provider_label, method_label } }: { payment: PaymentView }): JSX.Element | null {
  const bill = useAnswer("GET /v1/bills/{bill_id}", { path: { bill_id } }).value;
  if (!bill) return null;
  const names = bill.items.filter(({ code }) => items.includes(code)).map(({ name }) => name);
  return <Card><Facts facts={[["Phiếu thu", bill.title], ["Khoản", names.join(", ")], ["Học sinh", bill.student_name ?? ""], ["Nơi nhận", bill.payee_name], ["Cách nộp", [provider_label, method_label].filter(Boolean).join(", ")]]} /></Card>;
}

/** ``live``: it is asked for now and then, and answered. */
function Waiting({ payment, live }: { payment: PaymentView; live: boolean }): JSX.Element {
  const given = (payment.checkout ?? {}) as Record<string, unknown>;
  const text = (name: string): string => (typeof given[name] === "string" ? (given[name] as string) : "");
  const page = text("order_url") || text("pay_url") || text("payUrl");
  const order = given.order as Record<string, unknown> | undefined;
  const ordered = Boolean(order) && !payment.allowed_actions.some(({ action }) => action === "link_order");
  const payInZalo = async (): Promise<void> => {
    const order_id = await checkout(order ?? {});
    await ask("POST /v1/payments/{payment_id}/zalo-order", { path: { payment_id: payment.id }, body: { order_id } });
  };
  const checked = usePayments(payment.bill_id).find(({ state, received }) => state === "held" && received)?.received;
  if (checked) {
    return <Notice tone="wait" live title={`Đã nhận ${money(checked)} của lần nộp khác`}><p>Cán bộ đang kiểm tra số tiền đó. Ông/Bà chưa cần nộp lại; có kết quả chúng tôi sẽ báo.</p></Notice>;
  }
  if (payment.next_step === "not_needed" || payment.state === "submitted") {
    return <Notice tone="wait" live title={payment.state === "submitted" ? payment.state_label : "Không cần nộp nữa"}><p>{payment.next_step_label}</p></Notice>;
  }
  return (
    <>
      <Notice tone="wait" live title="Đang chờ thanh toán"><p>{live ? "Trang này tự cập nhật. " : ""}Hạn thanh toán: {momentOf(payment.expires_at)}.</p></Notice>
      {page ? <Button icon="wallet" onClick={() => openPage(page)}>Mở trang thanh toán</Button> : null}
      {order && !ordered ? <Button icon="wallet" onClick={payInZalo}>Thanh toán bằng Zalo</Button> : null}
      {text("qr") ? <Transfer to={given} amount={payment.amount} /> : null}
      {payment.method?.startsWith("BANK") && given.transfer ? <Transfer to={given.transfer as Record<string, unknown>} amount={payment.amount} /> : null}
    </>
  );
}

/** To the account that collects: to be scanned, or typed. */
function Transfer({ to, amount }: { to: Record<string, unknown>; amount: number }): JSX.Element {
  const [qr = "", bank = "", account = "", holder = "", content = ""] = ["qr", "bank", "account", "holder", "content"].map((name) => String(to[name] ?? ""));
  const [saved, setSaved] = useState(false);
  const save = async (): Promise<void> => {
    await savePicture(pictureOf(qr), `ma-chuyen-khoan-${content}.png`);
    setSaved(true);
  };
  return (
    <Card title="Chuyển khoản">
      <Qr text={qr} />
      {qr ? <Button kind="quiet" icon="camera" busy="Đang lưu…" onClick={save}>Lưu mã thành ảnh</Button> : null}
      <p class={saved ? "soft" : "sr"} role="status">{saved ? "Đã lưu ảnh mã. Ông/Bà mở ứng dụng ngân hàng, chọn quét mã rồi chọn ảnh này." : ""}</p>
      <p>Quét mã bằng ứng dụng ngân hàng, hoặc chuyển khoản với đúng nội dung dưới đây.</p>
      <Facts facts={[["Ngân hàng", bankName(bank)], ["Số tài khoản", account && <Copied shown={account} what="số tài khoản" />], ["Chủ tài khoản", holder], ["Số tiền", <Copied shown={money(amount)} text={String(amount)} what="số tiền" />], ["Nội dung", content && <Copied shown={content} what="nội dung" />]]} />
    </Card>
  );
}

function Receipt({ id }: { id: string }): JSX.Element {
  const seen = useAnswer("GET /v1/payments/{payment_id}/receipt", { path: { payment_id: id } });
  return (
    <Shown seen={seen}>
      {({ number, title, items, payee_name, student_name, amount, amount_in_words, paid_at, paid_day_only, plain_text, remark, invoice }) => (
        <>
          {remark ? <Notice live title={remark} /> : <Notice tone="good" live title="Đã nhận tiền. Cảm ơn Ông/Bà." />}
          <Card title={`Biên nhận ${number}`}>
            <Facts facts={[["Phiếu thu", title], ...items.filter(({ name }) => name !== title).map((item): [string, string] => [item.name, money(item.amount)]), ["Học sinh", student_name ?? ""], ["Nơi nhận", payee_name], ["Số tiền", `${money(amount)} (${amount_in_words})`], [paid_day_only ? "Ngày" : "Lúc", paidAt({ paid_at, paid_day_only })], ["Hóa đơn, biên lai", invoice ? `${invoice.symbol} số ${invoice.number}` : ""], ["Mã tra cứu", invoice?.code ?? ""]]} />
            <ReadAloud text={plain_text} />
            <Button kind="quiet" icon="file" busy="Đang mở…" onClick={() => openFile("GET /v1/payments/{payment_id}/receipt.pdf", { payment_id: id }, `bien-nhan-${number}.pdf`)}>Lưu biên nhận</Button>
          </Card>
        </>
      )}
    </Shown>
  );
}
