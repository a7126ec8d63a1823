/** A visit to an office at a time of one's own, and the queue of today. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Fault } from "@quangngai/common/forms/check.ts";
import { Choices, SelectField, TextField } from "@quangngai/common/forms/fields.tsx";
import { Button, Card, ErrorSummary, Facts, LinkButton, Notice, Row, Rows, Shown, Tag, type Tone, Title } from "@quangngai/common/ui/parts.tsx";
import { go } from "@quangngai/common/ui/router.ts";
import { useAnswer } from "@quangngai/common/ui/use_answer.ts";
import { dayOf, momentOf, timeOf, weekdayOf } from "@quangngai/common/words/words.ts";
import { Qr } from "../qr.tsx";
import type { Screen } from "../screens.ts";
import { useSending } from "../use_sending.tsx";

const TONES: Record<string, Tone> = { requested: "wait", approved: "good", called: "good", rejected: "bad", missed: "bad" };

export function Appointments(): JSX.Element {
  const seen = useAnswer("GET /v1/appointments", { query: { limit: 30 } });
  return (
    <>
      <Title note="Đến đúng giờ, không phải chờ lâu.">Lịch hẹn</Title>
      <LinkButton to="/appointments/book" icon="calendar">Đặt lịch hẹn mới</LinkButton>
      <Shown seen={seen} empty="Ông/Bà chưa có lịch hẹn nào.">
        {({ items }) => <Rows>{items.map(({ id, office, starts_at, procedure, state, state_label }) => <Row to={`/appointments/${id}`} icon="calendar" title={momentOf(starts_at)} note={`${procedure.name}, ${office.name}`} tag={<Tag tone={TONES[state] ?? "calm"}>{state_label}</Tag>} />)}</Rows>}
      </Shown>
    </>
  );
}

export function Book(): JSX.Element {
  const procedures = useAnswer("GET /v1/procedures", { query: { limit: 100 } });
  const me = useAnswer("GET /v1/me");
  const [procedure, setProcedure] = useState("");
  const offices = useAnswer("GET /v1/offices", procedure ? { query: { procedure_code: procedure } } : null);
  const [office, setOffice] = useState("");
  const slots = useAnswer("GET /v1/offices/{office_id}/slots", office ? { path: { office_id: office }, query: { days: 14 } } : null);
  const [day, setDay] = useState("");
  const [time, setTime] = useState("");
  const [name, setName] = useState<string | null>(null);
  const [phone, setPhone] = useState("");
  const [faults, setFaults] = useState<Fault[]>([]);
  const { send, told } = useSending();
  const days = (slots.value?.items ?? []).filter(({ working, slots: each }) => working && each.some(({ free }) => free > 0));
  const called = name ?? me.value?.declared_name ?? me.value?.name ?? "";
  const submit = async (): Promise<void> => {
    const found = [
      !procedure && { field: "procedure", message: "Xin chọn việc cần làm." },
      !office && { field: "office", message: "Xin chọn nơi đến." },
      !time && { field: day ? "time" : "day", message: "Xin chọn ngày và giờ." },
      called.trim().length < 2 && { field: "name", message: "Xin ghi họ tên." },
      !/^0[35789]\d{8}$/.test(phone.replace(/\D/g, "")) && { field: "phone", message: "Số điện thoại gồm 10 chữ số." },
    ].filter((each): each is Fault => Boolean(each));
    setFaults(found);
    if (found.length) return;
    const answer = await send("POST /v1/appointments", { label: "Lịch hẹn", body: { office_id: office, procedure_code: procedure, starts_at: time, name: called.trim(), phone: phone.replace(/\D/g, "") } });
    if (answer) go(`/appointments/${answer.id}`, { replace: true });
    else slots.reload();
  };
  const of = (field: string): string | undefined => faults.find((each) => each.field === field)?.message;
  return (
    <>
      <Title>Đặt lịch hẹn</Title>
      <ErrorSummary faults={faults} />
      <SelectField id="procedure" label="Ông/Bà đến làm việc gì?" required fault={of("procedure")} value={procedure} choices={(procedures.value?.items ?? []).map((each) => [each.code, each.name])} onChange={(code) => { setProcedure(code); setOffice(""); setDay(""); setTime(""); }} />
      {procedure ? <SelectField id="office" label="Đến nơi nào?" required fault={of("office")} value={office} choices={(offices.value?.items ?? []).map((each) => [each.id, each.name])} onChange={(id) => { setOffice(id); setDay(""); setTime(""); }} /> : null}
      {office ? <SelectField id="day" label="Ngày nào?" required fault={of("day")} value={day} choices={days.map((each) => [each.day, `${weekdayOf(each.day)}, ${dayOf(each.day)}`])} onChange={(chosen) => { setDay(chosen); setTime(""); }} /> : null}
      {office && slots.value && !days.length ? <Notice tone="wait" title="Hai tuần tới đã kín chỗ"><p>Xin chọn nơi khác hoặc gọi 1022.</p></Notice> : null}
      {day ? <Choices id="time" label="Giờ nào?" required fault={of("time")} value={time} choices={(days.find((each) => each.day === day)?.slots ?? []).filter(({ free }) => free > 0).map(({ starts_at, free }) => [starts_at, `${timeOf(starts_at)} (còn ${free} chỗ)`])} onChange={setTime} /> : null}
      <TextField id="name" label="Họ và tên" required fault={of("name")} value={called} onChange={setName} max={100} autocomplete="name" />
      <TextField id="phone" label="Số điện thoại" required hint="Để cơ quan gọi khi đổi lịch" fault={of("phone")} value={phone} onChange={setPhone} mode="tel" max={15} autocomplete="tel-national" />
      {told}
      <Button onClick={submit}>Đặt lịch</Button>
    </>
  );
}

export function Appointment({ ids }: Screen): JSX.Element {
  const seen = useAnswer("GET /v1/appointments/{appointment_id}", { path: { appointment_id: ids.id ?? "" } });
  const { send, told } = useSending();
  return (
    <Shown seen={seen}>
      {({ id, number, office, procedure, starts_at, state, state_label, reason, queue, ahead, allowed_actions, version }) => (
        <>
          <Title note={<Tag tone={TONES[state] ?? "calm"}>{state_label}</Tag>}>{momentOf(starts_at)}</Title>
          {reason ? <Notice tone="wait"><p>{reason}</p></Notice> : null}
          <Card title="Số thứ tự">
            <div class="receipt"><Qr text={id} /><div class="grow"><b class="big">{number}</b><p class="soft">Đưa mã này cho cán bộ.</p></div></div>
            <Facts facts={[["Nơi đến", office.name], ["Việc", procedure.name], ["Đang phục vụ số", queue?.now_served], ["Số người trước Ông/Bà", ahead]]} />
          </Card>
          {queue ? <Button kind="quiet" onClick={seen.reload}>Xem lại hàng chờ</Button> : null}
          {told}
          {allowed_actions.some(({ action }) => action === "cancel") ? <Button kind="danger" onClick={async () => (await send("POST /v1/appointments/{appointment_id}/cancellation", { label: "Hủy lịch hẹn", path: { appointment_id: id }, version, body: {} })) && seen.reload()}>Hủy lịch hẹn này</Button> : null}
        </>
      )}
    </Shown>
  );
}
