/** School dues and other bills: a child is linked, a bill is paid, a receipt stays. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ask } from "@quangngai/common/api/client.ts";
import { asProblem, type Problem } from "@quangngai/common/api/problem.ts";
import type { BillDetail, BillRow, PaymentView } from "@quangngai/common/api/schema.ts";
import { Choices, ListField, ManyField, TextField } from "@quangngai/common/forms/fields.tsx";
import { useFaults } from "@quangngai/common/forms/use_faults.ts";
import { Button, Card, Confirm, ErrorSummary, Facts, LinkButton, Loading, Notice, ProblemView, ReadAloud, Row, Rows, Shown, Tag, Title } from "@quangngai/common/ui/parts.tsx";
import { go } from "@quangngai/common/ui/router.ts";
import { useAnswer, useWhole } from "@quangngai/common/ui/use_answer.ts";
import { byName } from "@quangngai/common/words/names.ts";
import { dayOf, momentOf, money } from "@quangngai/common/words/words.ts";
import { bankName } from "../banks.ts";
import { Copied } from "../copied.tsx";
import { openFile } from "../open_file.ts";
import { pictureOf, Qr } from "../qr.tsx";
import type { Screen } from "../screens.ts";
import { useSending } from "../use_sending.tsx";
import { checkout, inZalo, openPage, savePicture } from "../zalo/adapter.ts";

export function Dues(): JSX.Element {
  const students = useAnswer("GET /v1/students");
  return (
    <>
      <Title note="Xem và đóng học phí của con, cháu trên điện thoại.">Học phí</Title>
      <Shown seen={students} empty="Ông/Bà chưa thêm học sinh nào.">
        {({ items }) => <Rows>{items.map(({ id, name, class_name }) => <Row to={`/bills?student=${id}`} icon="school" title={name} note={`Lớp ${class_name}`} />)}</Rows>}
      </Shown>
      <LinkButton to="/dues/link" kind={students.value?.items.length ? "quiet" : "main"} icon="user">Thêm học sinh</LinkButton>
      <LinkButton to="/bills" kind="quiet" icon="wallet">Mọi khoản cần đóng</LinkButton>
    </>
  );
}

export function LinkStudent(): JSX.Element {
  const schools = useAnswer("GET /v1/schools", { query: { limit: 100 } });
  const [school, setSchool] = useState("");
  const [code, setCode] = useState("");
  const [name, setName] = useState("");
  const [masked, setMasked] = useState("");
  const student = { school_id: school, student_code: code.trim() };
  const { of, right, ...wrong } = useFaults(() => [
    !school && { field: "school", message: "Xin chọn trường." },
    !student.student_code && { field: "student-code", message: "Xin ghi mã học sinh." },
    masked !== "" && !name.trim() && { field: "student-name", message: "Xin ghi họ tên học sinh." },
  ]);
  const find = async (): Promise<void> => {
    if (right()) setMasked((await ask("POST /v1/students/lookup", { body: student })).masked_name);
  };
  const link = async (): Promise<void> => {
    if (!right()) return;
    await ask("POST /v1/students", { body: { ...student, name: name.trim() } });
    go("/dues", { replace: true });
  };
  return (
    <>
      <Title note="Mã học sinh ở trên sổ liên lạc hoặc phiếu thu của trường.">Thêm học sinh</Title>
      <ErrorSummary {...wrong} />
      <ListField id="school" label="Trường" required fault={of("school")} value={school} onChange={setSchool} seen={schools} choicesOf={({ items }) => byName(items.map((each) => [each.id, each.name]))} />
      <TextField id="student-code" label="Mã học sinh" required fault={of("student-code")} value={code} onChange={(typed) => { setCode(typed); setMasked(""); }} max={40} />
      {masked ? (
        <>
          <Notice tone="good" live title={`Tìm thấy: ${masked}`}><p>Ghi đủ họ tên con để xác nhận.</p></Notice>
          <TextField id="student-name" label="Họ và tên học sinh" required fault={of("student-name")} value={name} onChange={setName} max={100} />
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
      <Title note={name}>Khoản cần đóng</Title>
      <Shown seen={seen} empty="Không có khoản nào cần đóng.">
        {({ items }) => items.some(wanted) ? (
          <Rows>
            {items.filter(wanted).map(({ id, title, payee_name, student_name, remaining, state, state_label, overdue, due_at }) => (
              <Row to={`/bills/${id}`} icon="wallet" title={title} note={`${student_name ? `${student_name}, ` : ""}${payee_name}. ${remaining ? `Còn ${money(remaining)}` : state === "paid" ? "Đã đóng đủ" : state_label}${due_at && remaining ? `, hạn ${dayOf(due_at)}` : ""}`}
                tag={<Tag tone={state === "paid" ? "good" : overdue ? "bad" : "wait"}>{overdue ? "Quá hạn" : state_label}</Tag>} />
            ))}
          </Rows>
        ) : <p class="empty">{dossier ? "Phiếu thu đang được lập. Ông/Bà xem lại sau ít phút." : "Không có khoản nào cần đóng."}</p>}
      </Shown>
      {student && name ? (
        <Confirm question={`Bỏ ${name} khỏi danh sách? Những lần đã đóng vẫn còn biên nhận.`} sure="Bỏ học sinh này" busy="Đang bỏ…"
          onClick={() => ask("DELETE /v1/students/{student_id}", { path: { student_id: student } }).then(() => go("/dues", { replace: true }))}>Bỏ học sinh này</Confirm>
      ) : null}
    </>
  );
}

export function Bill({ ids }: Screen): JSX.Element {
  const seen = useAnswer("GET /v1/bills/{bill_id}", { path: { bill_id: ids.id ?? "" } });
  return <Shown seen={seen} title="Khoản cần đóng">{(bill) => <WholeBill bill={bill} />}</Shown>;
}

function WholeBill({ bill }: { bill: BillDetail }): JSX.Element {
  const { title, payee_name, items, total, paid, remaining, due_at, code, state, state_label, student_name, class_name, dossier_id } = bill;
  const { value } = useWhole(useAnswer("GET /v1/payments", { query: { limit: 100 } }));
  const made = (value?.items ?? []).filter(({ bill_id, state: of }) => bill_id === bill.id && (of === "succeeded" || of === "held" || OPEN.has(of)));
  const held = made.some(({ state: of, received }) => of === "held" && received > 0);
  const open = made.find(({ state: of }) => OPEN.has(of));
  return (
    <>
      <Title note={payee_name}>{title}</Title>
      {held ? <Notice tone="wait" title="Đã nhận tiền, cán bộ đang kiểm tra"><p>Ông/Bà không cần đóng lại.</p></Notice>
        : made.some(({ state: of }) => of !== "succeeded") ? <Notice tone="wait" title="Đang có lần thanh toán chưa xong"><p>Ông/Bà làm tiếp lần đó, không cần đóng lần nữa.</p></Notice> : null}
      <Card>
        <Facts facts={[["Học sinh", student_name ? `${student_name}${class_name ? `, lớp ${class_name}` : ""}` : ""], ...items.map(({ name, amount, quantity }): [string, string] => [quantity > 1 ? `${name} × ${quantity}` : name, money(amount)]), ["Tổng cộng", money(total)], ["Đã đóng", paid ? money(paid) : ""], ["Hạn đóng", due_at && remaining ? dayOf(due_at) : ""], ["Mã", code]]} />
        {dossier_id ? <LinkButton to={`/dossiers/${dossier_id}`} kind="quiet" icon="file">Xem hồ sơ này</LinkButton> : null}
      </Card>
      <Payments made={made} />
      {held ? null : remaining && open ? (
        <>
          <LinkButton to={`/payments/${open.id}`} icon="wallet">Làm tiếp lần thanh toán này</LinkButton>
          <details class="card">
            <summary>Đóng bằng cách khác</summary>
            <div class="stack"><Pay bill={bill} kind="quiet" /></div>
          </details>
        </>
      ) : remaining ? <Pay bill={bill} kind="main" /> : <Notice tone={state === "paid" ? "good" : "wait"} title={state === "paid" ? "Đã đóng đủ" : state_label} />}
    </>
  );
}

/** What was paid already, each with its receipt, and what is under way. */
function Payments({ made }: { made: PaymentView[] }): JSX.Element | null {
  if (!made.length) return null;
  return (
    <Rows>
      {made.map(({ id, amount, received, state, state_label, paid_at, created_at }) => state === "succeeded"
        ? <Row to={`/payments/${id}`} icon="file" title={`Biên nhận ${money(received)}`} note={paid_at ? momentOf(paid_at) : ""} />
        : <Row to={`/payments/${id}`} icon="wallet" title={`${state_label}: ${money(received || amount)}`} note={momentOf(created_at)} />)}
    </Rows>
  );
}

/** What is paid now, where a school lets one choose, and how. */
function Pay({ bill: { id, items, partial, remaining }, kind }: { bill: BillDetail; kind: "main" | "quiet" }): JSX.Element {
  const methods = useAnswer("GET /v1/payment-methods");
  const open = items.filter((item) => !item.paid);
  const [chosen, setChosen] = useState(() => open.map(({ code }) => code));
  const [way, setWay] = useState("");
  const { send, outcome } = useSending();
  // Of an item some may be paid already: never more than what the bill still asks for.
  const sum = Math.min(remaining, open.filter(({ code }) => chosen.includes(code)).reduce((all, { amount }) => all + amount, 0));
  const { of, right, ...wrong } = useFaults(() => [!sum && { field: "items", message: "Xin chọn ít nhất một khoản." }, !way && { field: "way", message: "Xin chọn cách đóng." }]);
  const pay = async (): Promise<void> => {
    if (!right()) return;
    const some = chosen.length < open.length ? { items: chosen } : {};
    // Money is not sent later, when somebody may have thought better of it.
    const payment = await send("POST /v1/payments", { label: "Thanh toán", body: { bill_id: id, provider: way, ...some }, now: true });
    if (payment) go(`/payments/${payment.id}`);
  };
  return (
    <>
      <ErrorSummary {...wrong} />
      {partial && open.length > 1 ? (
        <ManyField id="items" label="Ông/Bà đóng khoản nào?" required fault={of("items")} value={chosen} onChange={setChosen}
          choices={open.map(({ code, name, amount, mandatory }) => [code, `${name}: ${money(amount)}${mandatory ? "" : " (tự nguyện)"}`])} />
      ) : null}
      <Choices id="way" label="Ông/Bà đóng bằng cách nào?" required fault={of("way")} value={way} onChange={setWay}
        choices={(methods.value?.items ?? []).filter(({ provider }) => inZalo || provider !== "zalo").map(({ provider, label }) => [provider, label])} />
      {methods.value ? null : <p class="soft" role="status">{methods.problem ? "Chưa tải được các cách đóng. Ông/Bà kiểm tra mạng rồi mở lại trang." : "Đang tải các cách đóng…"}</p>}
      {outcome}
      <Button kind={kind} icon="wallet" onClick={pay}>Đóng {money(sum)}</Button>
    </>
  );
}

const OPEN = new Set(["created", "started", "submitted"]);

/** What a payment that came to another end means for the payer's money. */
const ENDS: Record<string, (payment: PaymentView) => string> = {
  held: ({ received }) => received
    ? `Chúng tôi đã nhận ${money(received)} và cán bộ đang kiểm tra. Ông/Bà không cần đóng lại; có kết quả chúng tôi sẽ báo.`
    : "Đơn vị thanh toán đang kiểm tra giao dịch. Nếu tài khoản đã bị trừ tiền, xin Ông/Bà chưa đóng lại; có kết quả chúng tôi sẽ báo.",
  expired: () => "Đã hết hạn của lần thanh toán này. Nếu tài khoản đã bị trừ tiền, xin Ông/Bà chưa đóng lại: tiền sẽ được ghi nhận hoặc trả lại. Nếu chưa bị trừ, Ông/Bà có thể đóng lại.",
  failed: () => "Lần thanh toán này không thành. Nếu tài khoản đã bị trừ tiền, xin Ông/Bà chưa đóng lại: tiền sẽ được ghi nhận hoặc trả lại. Nếu chưa bị trừ, Ông/Bà có thể đóng lại.",
  cancelled: () => "Lần thanh toán này đã hủy. Ông/Bà có thể đóng lại.",
};

/** Asked again and again while the payer pays elsewhere. */
export function Payment({ ids }: Screen): JSX.Element {
  const path = { payment_id: ids.id ?? "" };
  const [payment, setPayment] = useState<PaymentView | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let timer = 0;
    ask("GET /v1/payments/{payment_id}", { path }).then(
      (value) => {
        setPayment(value);
        setProblem(null);
        if (OPEN.has(value.state)) timer = window.setTimeout(() => setTurn(turn + 1), 3000);
      },
      (error: unknown) => {
        setProblem(asProblem(error));
        timer = window.setTimeout(() => setTurn(turn + 1), 8000);
      },
    );
    return () => clearTimeout(timer);
  }, [turn]);
  if (!payment) return <><Title>Thanh toán</Title>{problem ? <ProblemView problem={problem} again={() => setTurn(turn + 1)} /> : <Loading />}</>;
  return (
    <>
      <Title note={money(payment.amount)}>{payment.state === "succeeded" ? "Đã thanh toán" : "Thanh toán"}</Title>
      {problem ? <ProblemView problem={problem} /> : null}
      {payment.refund_due ? <Notice tone="wait" title={`Ông/Bà sẽ được hoàn lại ${money(payment.refund_due)}`}><p>{payment.next_step_label}</p></Notice> : null}
      {payment.state === "succeeded" ? payment.refund_due && !payment.receipt_link ? null : <Receipt id={payment.id} /> : OPEN.has(payment.state) ? <Waiting payment={payment} /> : (
        <Notice tone="wait" title={payment.state_label} live><p>{ENDS[payment.state]?.(payment)}</p></Notice>
      )}
      <LinkButton to={`/bills/${payment.bill_id}`} kind="quiet">Về khoản cần đóng</LinkButton>
    </>
  );
}

function Waiting({ payment }: { payment: PaymentView }): JSX.Element {
  const given = (payment.checkout ?? {}) as Record<string, unknown>;
  const text = (name: string): string => (typeof given[name] === "string" ? (given[name] as string) : "");
  const page = text("order_url") || text("pay_url") || text("payUrl");
  const order = given.order as Record<string, unknown> | undefined;
  const ordered = Boolean(order) && !payment.allowed_actions.some(({ action }) => action === "link_order");
  const payInZalo = async (): Promise<void> => {
    const order_id = await checkout(order ?? {});
    await ask("POST /v1/payments/{payment_id}/zalo-order", { path: { payment_id: payment.id }, body: { order_id } });
  };
  return (
    <>
      <Notice tone="wait" live title="Đang chờ thanh toán"><p>Trang này tự cập nhật. Hạn thanh toán: {momentOf(payment.expires_at)}.</p></Notice>
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
      {({ number, title, payee_name, student_name, amount, amount_in_words, paid_at, plain_text, remark }) => (
        <>
          {remark ? <Notice live title={remark} /> : <Notice tone="good" live title="Đã nhận tiền. Cảm ơn Ông/Bà." />}
          <Card title={`Biên nhận ${number}`}>
            <Facts facts={[["Khoản", title], ["Học sinh", student_name ?? ""], ["Nơi nhận", payee_name], ["Số tiền", `${money(amount)} (${amount_in_words})`], ["Lúc", momentOf(paid_at)]]} />
            <ReadAloud text={plain_text} />
            <Button kind="quiet" icon="file" busy="Đang mở…" onClick={() => openFile("GET /v1/payments/{payment_id}/receipt.pdf", { payment_id: id }, `bien-nhan-${number}.pdf`)}>Lưu biên nhận</Button>
          </Card>
        </>
      )}
    </Shown>
  );
}
