/** A visit to an office at a time of one's own, and the queue of today. */
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { ask } from "@quangngai/common/api/client.ts";
import type { AppointmentDetail, SlotRow } from "@quangngai/common/api/schema.ts";
import { Choices, ListField, TextField } from "@quangngai/common/forms/fields.tsx";
import { useRefusal } from "@quangngai/common/forms/use_refusal.ts";
import { useFaults } from "@quangngai/common/forms/use_faults.ts";
import { Button, Card, Confirm, ErrorSummary, Facts, LinkButton, Notice, Row, Rows, Shown, Tag, type Tone, Title } from "@quangngai/common/ui/parts.tsx";
import { ReadAloud } from "@quangngai/common/ui/read_aloud.tsx";
import { go } from "@quangngai/common/ui/router.ts";
import { useAnswer } from "@quangngai/common/ui/use_answer.ts";
import { byName } from "@quangngai/common/words/names.ts";
import { useKept } from "@quangngai/common/ui/use_kept.ts";
import { isMobile, MOBILE_WANTED, nationalNumber } from "@quangngai/common/words/phone.ts";
import { dateIn, dayOf, momentOf, timeOf, weekdayOf } from "@quangngai/common/words/words.ts";
import { formerCommunes } from "../communes.ts";
import { useContact } from "../contact.ts";
import { MapButton } from "../map_button.tsx";
import { PaperList } from "../paper_list.tsx";
import { Qr } from "../qr.tsx";
import { province } from "../province.ts";
import type { Screen } from "../screens.ts";
import { useSending } from "../use_sending.tsx";
import { isKnown } from "../zalo/adapter.ts";

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

/** With ``move`` in the address: another time for that visit. A citizen has one open visit for a procedure. */
export function Book({ query }: Screen): JSX.Element {
  const move = query.get("move") ?? "";
  const moved = useAnswer("GET /v1/appointments/{appointment_id}", move ? { path: { appointment_id: move } } : null);
  if (!move) return <Booking title="Đặt lịch hẹn" name="draft:appointment" first={{ procedure: query.get("procedure") ?? "", office: "" }} />;
  return (
    <Shown seen={moved} title="Đổi lịch hẹn">
      {(visit) => <Booking title="Đổi lịch hẹn" name={`draft:appointment:${move}`} first={{ procedure: visit.procedure.code, office: visit.office.id }} moved={visit} onFreed={moved.reload} />}
    </Shown>
  );
}

/** By the names that the service has for them. */
const ASKED = { procedure_code: "procedure", office_id: "office", starts_at: "time", name: "name", phone: "phone" };
/** How many days the gateway tells at a time. */
const AT_ONCE = 14;
/** ``later``: from so many days on they are shown. */
const NO_TIME = { later: 0, day: "", time: "" };

function Booking({ title, name: draft, first, moved, onFreed }: {
  title: string;
  name: string;
  first: { procedure: string; office: string };
  moved?: AppointmentDetail;
  /** The place of ``moved`` is given back. */
  onFreed?: () => Promise<void>;
}): JSX.Element {
  const contact = useContact();
  const written = useKept(draft, { ...first, ...NO_TIME, name: moved?.contact.name ?? null, phone: moved?.contact.phone ?? null } as Written);
  const { procedure, office, later, day, time: chosen } = written.value;
  const procedures = useAnswer("GET /v1/procedures", { query: { limit: 100 } });
  const offices = useAnswer("GET /v1/offices", procedure ? { query: { procedure_code: procedure } } : null);
  const opening = useAnswer("GET /v1/offices/{office_id}", office ? { path: { office_id: office } } : null);
  const offer = { path: { office_id: office }, query: { days: AT_ONCE, ...(later ? { from: dateIn(later) } : {}) } };
  const slots = useAnswer("GET /v1/offices/{office_id}/slots", office ? offer : null);
  const visits = useAnswer("GET /v1/appointments", isKnown() ? { query: { limit: 30 } } : null);
  const booked = visits.value?.items.find((each) => each.procedure.code === procedure && each.id !== moved?.id && OPEN.has(each.state));
  const freeing = useSending();
  const { send, closed, outcome, refused } = useSending(draft);
  const last = dateIn(opening.value?.days_ahead ?? 0);
  const days = (slots.value?.items ?? []).filter((each) => each.day <= last && each.slots.some(isFree));
  const free = (days.find((each) => each.day === day)?.slots ?? []).filter(isFree);
  const time = free.some(({ starts_at }) => starts_at === chosen) ? chosen : ""; // somebody else may have taken it
  const name = written.value.name ?? contact.name;
  const phone = written.value.phone ?? contact.phone;
  const holds = moved?.allowed_actions.some(({ action }) => action === "cancel");
  const { of, right, whole, ...wrong } = useRefusal(refused?.problem, useFaults(() => [
    !procedure && { field: "procedure", message: "Xin chọn việc cần làm." },
    !office && { field: "office", message: "Xin chọn nơi đến." },
    !time && { field: day ? "time" : "day", message: "Xin chọn ngày và giờ." },
    name.trim().length < 2 && { field: "name", message: "Xin ghi họ tên." },
    !isMobile(nationalNumber(phone)) && { field: "phone", message: MOBILE_WANTED },
  ]), ASKED, { procedure, office, time, name, phone });
  const submit = async (): Promise<void> => {
    if (!right()) return;
    if (moved && holds) {
      // The old place is given back only for one that is still there.
      const { items } = await ask("GET /v1/offices/{office_id}/slots", offer);
      if (!items.some((each) => each.slots.some((slot) => slot.starts_at === time && isFree(slot)))) {
        await slots.reload();
        return wrong.say([{ field: "time", message: "" }]);
      }
      if (!(await freeing.send("POST /v1/appointments/{appointment_id}/cancellation", { label: "Đổi lịch hẹn", now: true, path: { appointment_id: moved.id }, version: moved.version, body: {} }))) return;
    }
    // A free time is taken now or not at all.
    const answer = await send("POST /v1/appointments", { label: "Lịch hẹn", now: true, body: { office_id: office, procedure_code: procedure, starts_at: time, name: name.trim(), phone: nationalNumber(phone) } });
    if (!answer) return void (await Promise.all([slots.reload(), onFreed?.()]));
    go(`/appointments/${answer.id}`, { replace: true });
  };
  return (
    <>
      <Title note={moved ? `Lịch cũ: ${momentOf(moved.starts_at)}` : undefined}>{title}</Title>
      <ErrorSummary {...wrong} />
      {moved && !holds ? <Notice tone="wait" title="Lịch cũ không còn giữ chỗ"><p>Ông/Bà chọn giờ rồi bấm nút ở cuối trang để đặt lịch mới.</p></Notice> : null}
      <div class="stack" inert={closed || freeing.closed}>
        <ListField id="procedure" label="Ông/Bà đến làm việc gì?" required fault={of("procedure")} value={procedure} seen={procedures} choicesOf={({ items }) => byName(items.map((each) => [each.code, each.name]))} onChange={(code) => written.change({ ...NO_TIME, procedure: code, office: "" })} />
        {procedure ? <ListField id="office" label="Đến nơi nào?" required fault={of("office")} value={office} seen={offices} otherNames={formerCommunes} choicesOf={({ items }) => byName(items.map((each) => [each.id, each.name]))} onChange={(id) => written.change({ ...NO_TIME, office: id })} /> : null}
        {office ? <ListField id="day" label="Ngày nào?" required fault={of("day")} value={day} seen={slots} choicesOf={() => days.map((each) => [each.day, `${weekdayOf(each.day)}, ${dayOf(each.day)}`])} onChange={(each) => written.change({ day: each, time: "" })} /> : null}
        {office && slots.value && opening.value && !days.length ? <Notice tone="wait" title={`Hai tuần ${later ? "này" : "tới"} đã kín chỗ`}><p>Xin xem ngày khác, chọn nơi khác hoặc gọi {province.hotline}.</p></Notice> : null}
        {office && dateIn(later + AT_ONCE) <= last ? <Button kind="quiet" onClick={() => written.change({ ...NO_TIME, later: later + AT_ONCE })}>Xem những ngày sau</Button> : null}
        {later ? <Button kind="quiet" onClick={() => written.change({ ...NO_TIME, later: later - AT_ONCE })}>Xem những ngày trước</Button> : null}
        {day ? <Choices id="time" label="Giờ nào?" required compact fault={of("time")} value={time} choices={free.map(({ starts_at, free: left }) => [starts_at, left > 1 ? timeOf(starts_at) : `${timeOf(starts_at)}, còn 1 chỗ`])} onChange={(at) => written.change({ time: at })} /> : null}
        <TextField id="name" label="Họ và tên" required fault={of("name")} value={name} onChange={(typed) => written.change({ name: typed })} max={100} autocomplete="name" />
        <TextField id="phone" label="Số điện thoại" required hint="Để cơ quan gọi khi đổi lịch" fault={of("phone")} value={phone} onChange={(typed) => written.change({ phone: typed })} mode="tel" max={20} autocomplete="tel-national" />
      </div>
      {booked ? (
        <Notice tone="wait" live title={`Ông/Bà đã có lịch hẹn cho việc này: ${momentOf(booked.starts_at)}`}>
          <p>{booked.office.name}. Mỗi việc chỉ đặt một lịch hẹn; muốn giờ khác, Ông/Bà mở lịch hẹn này để đổi.</p>
          <LinkButton to={`/appointments/${booked.id}`} kind="quiet" icon="calendar">Xem lịch hẹn này</LinkButton>
        </Notice>
      ) : null}
      {freeing.outcome}
      {whole ? null : outcome}
      <Button onClick={submit}>{holds ? "Đổi sang giờ này" : "Đặt lịch"}</Button>
    </>
  );
}

interface Written {
  procedure: string;
  office: string;
  later: number;
  day: string;
  time: string;
  name: string | null;
  phone: string | null;
}

/** A citizen has one such visit for a procedure. */
const OPEN = new Set(["requested", "approved", "called"]);

const isFree = ({ free }: SlotRow): boolean => free > 0;

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
          {seen.problem ? null : <p class="soft">Trang này tự cập nhật.</p>}
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
          <ReadAloud text={[`${procedure.name}, ${momentOf(starts_at)}`, `Số thứ tự ${number}`, office.name, office.address, state_label, reason ?? what_next].filter(Boolean).join(". ")} />
          <Card title="Số thứ tự">
            <div class="receipt"><Qr text={id} /><div class="grow"><b class="big">{number}</b><p class="soft">Đưa mã này cho cán bộ.</p></div></div>
            <Facts facts={[["Nơi đến", office.name], ["Địa chỉ", office.address], ["Việc", procedure.name], ["Đang phục vụ số", queue?.now_served], ["Số người trước Ông/Bà", ahead === null ? "" : String(ahead)]]} />
            <MapButton url={office.map_url} />
          </Card>
          {queue && !seen.problem ? <p class="soft">Trang này tự cập nhật.</p> : null}
          <ToBring procedure={procedure.code} />
          {outcome}
          {allowed_actions.some(({ action }) => action === "cancel") && !kept ? <LinkButton to={`/appointments/book?move=${id}`} kind="quiet" icon="calendar">Đổi ngày giờ</LinkButton> : null}
          {allowed_actions.some(({ action }) => action === "cancel") && !kept ? <Confirm question="Hủy lịch hẹn này? Chỗ của Ông/Bà sẽ dành cho người khác." sure="Hủy lịch hẹn" onClick={async () => (await send("POST /v1/appointments/{appointment_id}/cancellation", { label: "Hủy lịch hẹn", path: { appointment_id: id }, version, body: {} })) && seen.reload()}>Hủy lịch hẹn này</Confirm> : null}
        </>
      )}
    </Shown>
  );
}

/** What one needs at the counter; nothing where that is not known. */
function ToBring({ procedure }: { procedure: string }): JSX.Element | null {
  const { value } = useAnswer("GET /v1/procedures/{code}", { path: { code: procedure } });
  return value && <Card title="Mang theo"><p>Thẻ căn cước và các giấy tờ sau:</p><PaperList papers={value.documents} /></Card>;
}
