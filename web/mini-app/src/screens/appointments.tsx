/** A visit to an office at a time of one's own, and the queue of today. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Choices, ListField, TextField } from "@quangngai/common/forms/fields.tsx";
import { useFaults } from "@quangngai/common/forms/use_faults.ts";
import { Button, Card, Confirm, ErrorSummary, Facts, LinkButton, Notice, Row, Rows, Shown, Tag, type Tone, Title } from "@quangngai/common/ui/parts.tsx";
import { go } from "@quangngai/common/ui/router.ts";
import { useAnswer } from "@quangngai/common/ui/use_answer.ts";
import { byName } from "@quangngai/common/words/names.ts";
import { useKept } from "@quangngai/common/ui/use_kept.ts";
import { isMobile, MOBILE_WANTED, nationalNumber } from "@quangngai/common/words/phone.ts";
import { dayOf, momentOf, timeOf, weekdayOf } from "@quangngai/common/words/words.ts";
import { formerCommunes } from "../communes.ts";
import { useContact } from "../contact.ts";
import { MapButton } from "../map_button.tsx";
import { Qr } from "../qr.tsx";
import { province } from "../province.ts";
import type { Screen } from "../screens.ts";
import { useSending } from "../use_sending.tsx";

const TONES: Record<string, Tone> = { requested: "wait", approved: "good", called: "good", rejected: "bad", missed: "bad" };

export function Appointments(): JSX.Element {
  const seen = useAnswer("GET /v1/appointments", { query: { limit: 30 } });
  return (
    <>
      <Title note="Đến đúng giờ, không phải chờ lâu.">Lịch hẹn</Title>
      <LinkButton to="/appointments/book" icon="calendar">Đặt lịch hẹn mới</LinkButton>
      <LinkButton to="/appointments/queue" kind="quiet" icon="clock">Xem hàng chờ bây giờ</LinkButton>
      <Shown seen={seen} empty="Ông/Bà chưa có lịch hẹn nào.">
        {({ items }) => <Rows>{items.map(({ id, office, starts_at, procedure, state, state_label }) => <Row to={`/appointments/${id}`} icon="calendar" title={momentOf(starts_at)} note={`${procedure.name}, ${office.name}`} tag={<Tag tone={TONES[state] ?? "calm"}>{state_label}</Tag>} />)}</Rows>}
      </Shown>
    </>
  );
}

export function Book({ query }: Screen): JSX.Element {
  const procedures = useAnswer("GET /v1/procedures", { query: { limit: 100 } });
  const contact = useContact();
  const written = useKept("draft:appointment", { procedure: query.get("procedure") ?? "", office: "", name: null as string | null, phone: null as string | null });
  const { procedure, office } = written.value;
  const offices = useAnswer("GET /v1/offices", procedure ? { query: { procedure_code: procedure } } : null);
  const slots = useAnswer("GET /v1/offices/{office_id}/slots", office ? { path: { office_id: office }, query: { days: 14 } } : null);
  const [day, setDay] = useState("");
  const [chosen, setTime] = useState("");
  const { send, outcome } = useSending();
  const days = (slots.value?.items ?? []).filter(({ working, slots: each }) => working && each.some(({ free }) => free > 0));
  const free = (days.find((each) => each.day === day)?.slots ?? []).filter((slot) => slot.free > 0);
  const time = free.some(({ starts_at }) => starts_at === chosen) ? chosen : ""; // somebody else may have taken it
  const name = written.value.name ?? contact.name;
  const phone = written.value.phone ?? contact.phone;
  const { of, right, ...wrong } = useFaults(() => [
    !procedure && { field: "procedure", message: "Xin chọn việc cần làm." },
    !office && { field: "office", message: "Xin chọn nơi đến." },
    !time && { field: day ? "time" : "day", message: "Xin chọn ngày và giờ." },
    name.trim().length < 2 && { field: "name", message: "Xin ghi họ tên." },
    !isMobile(nationalNumber(phone)) && { field: "phone", message: MOBILE_WANTED },
  ]);
  const submit = async (): Promise<void> => {
    if (!right()) return;
    // A free time is taken now or not at all.
    const answer = await send("POST /v1/appointments", { label: "Lịch hẹn", now: true, body: { office_id: office, procedure_code: procedure, starts_at: time, name: name.trim(), phone: nationalNumber(phone) } });
    if (!answer) return slots.reload();
    await written.drop();
    go(`/appointments/${answer.id}`, { replace: true });
  };
  return (
    <>
      <Title>Đặt lịch hẹn</Title>
      <ErrorSummary {...wrong} />
      <ListField id="procedure" label="Ông/Bà đến làm việc gì?" required fault={of("procedure")} value={procedure} seen={procedures} choicesOf={({ items }) => byName(items.map((each) => [each.code, each.name]))} onChange={(code) => { written.change({ procedure: code, office: "" }); setDay(""); setTime(""); }} />
      {procedure ? <ListField id="office" label="Đến nơi nào?" required fault={of("office")} value={office} seen={offices} otherNames={formerCommunes} choicesOf={({ items }) => byName(items.map((each) => [each.id, each.name]))} onChange={(id) => { written.change({ office: id }); setDay(""); setTime(""); }} /> : null}
      {office ? <ListField id="day" label="Ngày nào?" required fault={of("day")} value={day} seen={slots} choicesOf={() => days.map((each) => [each.day, `${weekdayOf(each.day)}, ${dayOf(each.day)}`])} onChange={(each) => { setDay(each); setTime(""); }} /> : null}
      {office && slots.value && !days.length ? <Notice tone="wait" title="Hai tuần tới đã kín chỗ"><p>Xin chọn nơi khác hoặc gọi {province.hotline}.</p></Notice> : null}
      {day ? <Choices id="time" label="Giờ nào?" required compact fault={of("time")} value={time} choices={free.map(({ starts_at, free: left }) => [starts_at, left > 1 ? timeOf(starts_at) : `${timeOf(starts_at)}, còn 1 chỗ`])} onChange={setTime} /> : null}
      <TextField id="name" label="Họ và tên" required fault={of("name")} value={name} onChange={(typed) => written.change({ name: typed })} max={100} autocomplete="name" />
      <TextField id="phone" label="Số điện thoại" required hint="Để cơ quan gọi khi đổi lịch" fault={of("phone")} value={phone} onChange={(typed) => written.change({ phone: typed })} mode="tel" max={20} autocomplete="tel-national" />
      {outcome}
      <Button onClick={submit}>Đặt lịch</Button>
    </>
  );
}

const LOOK_AGAIN_MS = 20_000;

/** Looks again now and then, as long as the screen is looked at. */
function useLookingAgain(reload: () => void): void {
  useEffect(() => {
    const timer = setInterval(() => document.hidden || reload(), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [reload]);
}

/** How long the queue is, for whoever thinks of going there now. */
export function QueueNow({ query }: Screen): JSX.Element {
  const offices = useAnswer("GET /v1/offices");
  const office = query.get("office") ?? "";
  return (
    <>
      <Title note="Xem trước khi đi, đỡ phải đợi.">Hàng chờ bây giờ</Title>
      <ListField id="office" label="Nơi đến" required value={office} seen={offices} otherNames={formerCommunes} choicesOf={({ items }) => byName(items.map(({ id, name }) => [id, name]))}
        onChange={(id) => go(`/appointments/queue?office=${encodeURIComponent(id)}`, { replace: true })} />
      {office ? <Waiting key={office} office={office} /> : null}
      <LinkButton to="/appointments/book" kind="quiet" icon="calendar">Đặt lịch hẹn</LinkButton>
    </>
  );
}

function Waiting({ office }: { office: string }): JSX.Element {
  const seen = useAnswer("GET /v1/offices/{office_id}/queue", { path: { office_id: office } });
  useLookingAgain(seen.reload);
  return (
    <Shown seen={seen}>
      {({ now_served, waiting }) => (
        <Card title="Hôm nay">
          <Facts facts={[["Đang phục vụ số", now_served ?? "Chưa gọi số nào"], ["Số người đang chờ", String(waiting)]]} />
          <p class="soft">Trang này tự cập nhật.</p>
        </Card>
      )}
    </Shown>
  );
}

export function Appointment({ ids }: Screen): JSX.Element {
  const seen = useAnswer("GET /v1/appointments/{appointment_id}", { path: { appointment_id: ids.id ?? "" } });
  const { send, outcome, kept } = useSending();
  useLookingAgain(seen.reload);
  return (
    <Shown seen={seen} title="Lịch hẹn">
      {({ id, number, office, procedure, starts_at, state, state_label, what_next, reason, queue, ahead, allowed_actions, version }) => (
        <>
          <Title note={<Tag tone={TONES[state] ?? "calm"}>{state_label}</Tag>}>{momentOf(starts_at)}</Title>
          {reason ? <Notice tone="wait"><p>{reason}</p></Notice> : what_next ? <Notice title="Bước tiếp theo"><p>{what_next}</p></Notice> : null}
          <Card title="Số thứ tự">
            <div class="receipt"><Qr text={id} /><div class="grow"><b class="big">{number}</b><p class="soft">Đưa mã này cho cán bộ.</p></div></div>
            <Facts facts={[["Nơi đến", office.name], ["Địa chỉ", office.address], ["Việc", procedure.name], ["Đang phục vụ số", queue?.now_served], ["Số người trước Ông/Bà", ahead === null ? "" : String(ahead)]]} />
            <MapButton url={office.map_url} />
          </Card>
          {queue ? <p class="soft">Trang này tự cập nhật.</p> : null}
          {outcome}
          {allowed_actions.some(({ action }) => action === "cancel") && !kept ? <Confirm question="Hủy lịch hẹn này? Chỗ của Ông/Bà sẽ dành cho người khác." sure="Hủy lịch hẹn" onClick={async () => (await send("POST /v1/appointments/{appointment_id}/cancellation", { label: "Hủy lịch hẹn", path: { appointment_id: id }, version, body: {} })) && seen.reload()}>Hủy lịch hẹn này</Confirm> : null}
        </>
      )}
    </Shown>
  );
}
