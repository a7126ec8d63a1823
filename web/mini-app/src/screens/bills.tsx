/** School dues and other bills: a child is linked, a bill is paid, a receipt stays. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ask } from "@quangngai/common/api/client.ts";
import { asProblem, type Problem } from "@quangngai/common/api/problem.ts";
import type { PaymentView } from "@quangngai/common/api/schema.ts";
import { Choices, SelectField, TextField } from "@quangngai/common/forms/fields.tsx";
import { Button, Card, Facts, LinkButton, Loading, Notice, ProblemView, ReadAloud, Row, Rows, Shown, Tag, Title } from "@quangngai/common/ui/parts.tsx";
import { go } from "@quangngai/common/ui/router.ts";
import { useAnswer } from "@quangngai/common/ui/use_answer.ts";
import { dayOf, momentOf, money } from "@quangngai/common/words/words.ts";
import { openFile } from "../open_file.ts";
import { Qr } from "../qr.tsx";
import type { Screen } from "../screens.ts";
import { useSending } from "../use_sending.tsx";
import { checkout, inZalo, openPage } from "../zalo/adapter.ts";

export function Dues(): JSX.Element {
  const students = useAnswer("GET /v1/students");
  return (
    <>
      <Title note="Xem và đóng học phí của con trên điện thoại.">Học phí</Title>
      <Shown seen={students} empty="Ông/Bà chưa thêm con nào.">
        {({ items }) => <Rows>{items.map(({ id, name, class_name }) => <Row to={`/bills?student=${id}`} icon="school" title={name} note={`Lớp ${class_name}`} />)}</Rows>}
      </Shown>
      <LinkButton to="/dues/link" kind={students.value?.items.length ? "quiet" : "main"} icon="user">Thêm con</LinkButton>
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
  const [problem, setProblem] = useState<Problem | null>(null);
  const student = { school_id: school, student_code: code.trim() };
  const attempt = async (act: () => Promise<void>): Promise<void> => {
    setProblem(null);
    await act().catch((error: unknown) => setProblem(asProblem(error)));
  };
  return (
    <>
      <Title note="Mã học sinh ở trên sổ liên lạc hoặc phiếu thu của trường.">Thêm con</Title>
      {problem ? <ProblemView problem={problem} /> : null}
      <SelectField id="school" label="Trường" required value={school} onChange={setSchool} choices={(schools.value?.items ?? []).map((each) => [each.id, each.name])} />
      <TextField id="student-code" label="Mã học sinh" required value={code} onChange={(typed) => { setCode(typed); setMasked(""); }} max={40} />
      {masked ? (
        <>
          <Notice tone="good" live title={`Tìm thấy: ${masked}`}><p>Ghi đủ họ tên con để xác nhận.</p></Notice>
          <TextField id="student-name" label="Họ và tên của con" required value={name} onChange={setName} max={100} />
          <Button onClick={() => attempt(async () => { await ask("POST /v1/students", { body: { ...student, name: name.trim() } }); go("/dues", { replace: true }); })}>Xác nhận</Button>
        </>
      ) : <Button busy="Đang tìm…" icon="search" onClick={() => attempt(async () => setMasked((await ask("POST /v1/students/lookup", { body: student })).masked_name))}>Tìm con tôi</Button>}
    </>
  );
}

export function Bills({ query }: Screen): JSX.Element {
  const student = query.get("student");
  const seen = useAnswer("GET /v1/bills", { query: { limit: 50 } });
  return (
    <>
      <Title>Khoản cần đóng</Title>
      <Shown seen={seen} empty="Không có khoản nào cần đóng.">
        {({ items }) => (
          <Rows>
            {items.filter((bill) => !student || bill.student_id === student).map(({ id, title, payee_name, remaining, state, state_label, overdue, due_at }) => (
              <Row to={`/bills/${id}`} icon="wallet" title={title} note={`${payee_name}. ${remaining ? `Còn ${money(remaining)}` : "Đã đóng đủ"}${due_at && remaining ? `, hạn ${dayOf(due_at)}` : ""}`}
                tag={<Tag tone={state === "paid" ? "good" : overdue ? "bad" : "wait"}>{overdue ? "Quá hạn" : state_label}</Tag>} />
            ))}
          </Rows>
        )}
      </Shown>
    </>
  );
}

export function Bill({ ids }: Screen): JSX.Element {
  const seen = useAnswer("GET /v1/bills/{bill_id}", { path: { bill_id: ids.id ?? "" } });
  const methods = useAnswer("GET /v1/payment-methods");
  const [way, setWay] = useState("");
  const [missing, setMissing] = useState(false);
  const { send, told } = useSending();
  const pay = async (): Promise<void> => {
    setMissing(!way);
    if (!way) return;
    const payment = await send("POST /v1/payments", { label: "Thanh toán", body: { bill_id: ids.id, provider: way } });
    if (payment) go(`/payments/${payment.id}`);
  };
  return (
    <Shown seen={seen}>
      {({ title, payee_name, items, total, paid, remaining, due_at, code, period }) => (
        <>
          <Title note={[payee_name, period].filter(Boolean).join(", ")}>{title}</Title>
          <Card>
            <Facts facts={[...items.map(({ name, amount, quantity }): [string, string] => [quantity > 1 ? `${name} × ${quantity}` : name, money(amount)]), ["Tổng cộng", money(total)], ["Đã đóng", paid ? money(paid) : ""], ["Hạn đóng", due_at ? dayOf(due_at) : ""], ["Mã", code]]} />
          </Card>
          {remaining ? (
            <>
              <Notice title={`Còn phải đóng ${money(remaining)}`} />
              <Choices id="way" label="Ông/Bà đóng bằng cách nào?" required fault={missing ? "Xin chọn một cách." : undefined} value={way} onChange={setWay}
                choices={(methods.value?.items ?? []).filter(({ provider }) => inZalo || provider !== "zalo").map(({ provider, label }) => [provider, label])} />
              {told}
              <Button icon="wallet" onClick={pay}>Đóng {money(remaining)}</Button>
            </>
          ) : <Notice tone="good" title="Đã đóng đủ" />}
        </>
      )}
    </Shown>
  );
}

const OPEN = new Set(["created", "started", "submitted"]);

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
  if (!payment) return problem ? <ProblemView problem={problem} /> : <Loading />;
  return (
    <>
      <Title note={money(payment.amount)}>{payment.state === "succeeded" ? "Đã thanh toán" : "Thanh toán"}</Title>
      {problem ? <ProblemView problem={problem} /> : null}
      {payment.state === "succeeded" ? <Receipt id={payment.id} /> : OPEN.has(payment.state) ? <Waiting payment={payment} /> : (
        <Notice tone="wait" title={payment.state_label} live><p>Chưa có tiền nào bị trừ cho khoản này, hoặc tiền sẽ được trả lại. Ông/Bà có thể đóng lại.</p></Notice>
      )}
      <LinkButton to={`/bills/${payment.bill_id}`} kind="quiet">Về khoản cần đóng</LinkButton>
    </>
  );
}

function Waiting({ payment }: { payment: PaymentView }): JSX.Element {
  const told = (payment.checkout ?? {}) as Record<string, unknown>;
  const text = (name: string): string => (typeof told[name] === "string" ? (told[name] as string) : "");
  const page = text("order_url") || text("pay_url") || text("payUrl");
  const order = told.order as Record<string, unknown> | undefined;
  const [problem, setProblem] = useState<Problem | null>(null);
  const payInZalo = async (): Promise<void> => {
    try {
      const order_id = await checkout(order ?? {});
      await ask("POST /v1/payments/{payment_id}/zalo-order", { path: { payment_id: payment.id }, body: { order_id } });
    } catch (error) {
      setProblem(asProblem(error));
    }
  };
  return (
    <>
      {problem ? <ProblemView problem={problem} /> : null}
      <Notice tone="wait" live title="Đang chờ thanh toán"><p>Trang này tự cập nhật. Hạn thanh toán: {momentOf(payment.expires_at)}.</p></Notice>
      {page ? <Button icon="wallet" onClick={() => openPage(page)}>Mở trang thanh toán</Button> : null}
      {order ? <Button icon="wallet" onClick={payInZalo}>Thanh toán bằng Zalo</Button> : null}
      {text("qr") ? (
        <Card title="Chuyển khoản">
          <Qr text={text("qr")} />
          <p>Quét mã bằng ứng dụng ngân hàng, hoặc chuyển khoản với đúng nội dung dưới đây.</p>
          <Facts facts={[["Số tài khoản", text("account")], ["Chủ tài khoản", text("holder")], ["Số tiền", money(payment.amount)], ["Nội dung", text("content")]]} />
        </Card>
      ) : null}
    </>
  );
}

function Receipt({ id }: { id: string }): JSX.Element {
  const seen = useAnswer("GET /v1/payments/{payment_id}/receipt", { path: { payment_id: id } });
  return (
    <Shown seen={seen}>
      {({ number, title, payee_name, amount, amount_in_words, paid_at, plain_text }) => (
        <>
          <Notice tone="good" live title="Đã nhận tiền. Cảm ơn Ông/Bà." />
          <Card title={`Biên lai ${number}`}>
            <Facts facts={[["Khoản", title], ["Nơi nhận", payee_name], ["Số tiền", `${money(amount)} (${amount_in_words})`], ["Lúc", momentOf(paid_at)]]} />
            <ReadAloud text={plain_text} />
            <Button kind="quiet" icon="file" busy="Đang mở…" onClick={() => openFile("GET /v1/payments/{payment_id}/receipt.pdf", { payment_id: id }, `bien-lai-${number}.pdf`)}>Lưu biên lai</Button>
          </Card>
        </>
      )}
    </Shown>
  );
}
