/** Reports from the field: what is broken, where, with photos; one's own reports; those that everybody may see. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { ask } from "@quangngai/common/api/client.ts";
import { now } from "@quangngai/common/device/clock.ts";
import type { CheckView, OwnReport, PublicGroup, svc_feedback_Receipt, svc_feedback_State, svc_feedback_TimelineRow } from "@quangngai/common/api/schema.ts";
import type { Fault } from "@quangngai/common/forms/check.ts";
import { Choices, ListField, TextField } from "@quangngai/common/forms/fields.tsx";
import { useFaults } from "@quangngai/common/forms/use_faults.ts";
import { useRefusal } from "@quangngai/common/forms/use_refusal.ts";
import { ButtonAfterPhotos } from "@quangngai/common/ui/button_after_photos.tsx";
import { Button, Card, Confirm, ErrorSummary, Facts, LinkButton, Notice, Row, Rows, Shown, Tag, Title } from "@quangngai/common/ui/parts.tsx";
import { ReadAloud } from "@quangngai/common/ui/read_aloud.tsx";
import { PhotoField } from "@quangngai/common/ui/photo_field.tsx";
import { VideoField } from "@quangngai/common/ui/video_field.tsx";
import { go, goBack, leaveSteps } from "@quangngai/common/ui/router.ts";
import { useAnswer, useWhole } from "@quangngai/common/ui/use_answer.ts";
import { isMobile, MOBILE_WANTED, nationalNumber } from "@quangngai/common/words/phone.ts";
import { useKept } from "@quangngai/common/ui/use_kept.ts";
import type { Choice } from "@quangngai/common/words/names.ts";
import { dayOf, momentOf } from "@quangngai/common/words/words.ts";
import { communeChoices, formerCommunes } from "../communes.ts";
import { boxOf, PointMap, type View, WHOLE_PROVINCE } from "../point_map.tsx";
import { type Contact, useContact } from "../contact.ts";
import { FoldedWords } from "../folded_words.tsx";
import { Picture } from "../picture.tsx";
import { PlaceField, type Point } from "../place_field.tsx";
import { Timeline } from "../timeline.tsx";
import { Urgent } from "../urgent.tsx";
import type { Screen } from "../screens.ts";
import { Saved } from "../saved.tsx";
import { Step } from "../step.tsx";
import { levelChoices, Rated, RateIt } from "../rate_it.tsx";
import { useNarrowing } from "../use_narrowing.ts";
import { useSending, useThere } from "../use_sending.tsx";
import { isKnown } from "../zalo/adapter.ts";

interface Written {
  title: string;
  description: string;
  category: string;
  words: string;
  commune: string;
  point: Point | null;
  photos: string[];
  video: string;
  /** Whom the name is hidden from. */
  hiding: "" | "agency" | "all";
  /** Whether others may see it; nobody has agreed to what they have not chosen. */
  publish: "" | "yes" | "no";
  name: string | null;
  phone: string | null;
}

const EMPTY: Written = { title: "", description: "", category: "", words: "", commune: "", point: null, photos: [], video: "", hiding: "", publish: "", name: null, phone: null };
const DRAFT = "draft:report";
/** By the names that the service has for them. */
const ASKED = {
  title: "title", category: "category", description: "description", "place.words": "words", "place.commune": "commune", "contact.name": "name", "contact.phone": "phone", may_publish: "publish", file_ids: "photos",
};
const HERE = "/feedback/new";
const JOIN = "POST /v1/reports/{report_id}/support";

export function Feedback({ query }: Screen): JSX.Element {
  const { wanted, narrow, typed, type } = useNarrowing(query, ["category", "commune", "group"]);
  const [filtered] = useState(Boolean(wanted.category || wanted.commune || wanted.group));
  const reports = useAnswer("GET /v1/public-reports", { query: { ...wanted, group: (wanted.group || null) as PublicGroup | null, limit: 20 } });
  return (
    <>
      <Title note="Ổ gà, đèn hỏng, rác, mất nước… Chụp ảnh gửi cơ quan xử lý.">Phản ánh hiện trường</Title>
      <LinkButton to="/feedback/new" icon="camera">Gửi phản ánh mới</LinkButton>
      <LinkButton to="/feedback/mine" kind="quiet" icon="list">Phản ánh của tôi</LinkButton>
      <LinkButton to="/feedback/map" kind="quiet" icon="pin">Xem trên bản đồ</LinkButton>
      <LinkButton to="/feedback/figures" kind="quiet" icon="check">Kết quả xử lý của tỉnh</LinkButton>
      <h2>Bà con vừa phản ánh</h2>
      <TextField id="find" label="Tìm trong các phản ánh" required value={typed} onChange={type} mode="search" max={100} />
      <details class="card" open={filtered}>
        <summary>Lọc theo loại, nơi, tình trạng</summary>
        <Narrowed {...wanted} onChange={narrow} />
      </details>
      <Shown seen={reports} empty={Object.values(wanted).some(Boolean) ? "Không có phản ánh nào như vậy." : "Chưa có phản ánh nào được công khai."}>
        {({ items }) => (
          <Rows>
            {items.map(({ id, title, category, commune, group, group_label, sent_at }) => (
              <Row to={`/feedback/public/${id}`} icon="megaphone" title={title} tag={<Tag tone={group === "completed" ? "good" : "wait"}>{group_label}</Tag>}
                note={[category.name, commune?.name, `ngày ${dayOf(sent_at)}`].filter(Boolean).join(", ")} />
            ))}
          </Rows>
        )}
      </Shown>
    </>
  );
}

function Narrowed({ category, commune, group, onChange }: { category: string; commune: string; group: string; onChange: (part: { category?: string; commune?: string; group?: string }) => void }): JSX.Element {
  const categories = useAnswer("GET /v1/feedback-categories");
  const communes = useAnswer("GET /v1/communes");
  return (
    <div class="stack">
      <ListField id="only-category" label="Loại phản ánh" required none="Tất cả" value={category} onChange={(category) => onChange({ category })} seen={categories} choicesOf={({ fields }) => fields.map(({ code, name }) => [code, name])} />
      <ListField id="only-commune" label="Xã, phường" required none="Tất cả" value={commune} onChange={(commune) => onChange({ commune })} seen={communes} choicesOf={communeChoices} otherNames={formerCommunes} />
      <Choices id="only-group" label="Tình trạng" required choices={[["", "Tất cả"], ["in_progress", "Đang xử lý"], ["completed", "Hoàn thành"]]} value={group} onChange={(group) => onChange({ group })} />
    </div>
  );
}

/** Where reports that everybody may see come from; the same as a list stands below for who cannot read a map. */
export function ReportMap(): JSX.Element {
  const [view, setView] = useState<View>(WHOLE_PROVINCE);
  const { west, south, east, north } = boxOf(view);
  const seen = useAnswer("GET /v1/public-reports/map", { query: { bbox: [west, south, east, north].join(), zoom: Math.floor(view.zoom) } });
  const marks = seen.value ? [
    ...seen.value.clusters,
    ...seen.value.points.flatMap(({ id, title, point }) => (point ? [{ point, count: 1, label: title, onTap: () => go(`/feedback/public/${id}`) }] : [])),
  ] : [];
  return (
    <>
      <Title note="Chạm vào một điểm để xem.">Bản đồ phản ánh</Title>
      <PointMap label="Bản đồ phản ánh của tỉnh" view={view} onMove={setView} marks={marks} things="phản ánh" />
      <Shown seen={seen}>
        {({ points, clusters }) => points.length ? (
          <Rows>{points.map(({ id, title, category, commune, group, group_label }) => <Row to={`/feedback/public/${id}`} icon="pin" title={title} note={[category.name, commune?.name].filter(Boolean).join(", ")} tag={<Tag tone={group === "completed" ? "good" : "wait"}>{group_label}</Tag>} />)}</Rows>
        ) : <p class="empty">{clusters.length ? "Chạm vào một điểm trên bản đồ để xem từng phản ánh ở đó." : "Trong khung này chưa có phản ánh nào được công khai."}</p>}
      </Shown>
    </>
  );
}

export function NewReport({ query }: Screen): JSX.Element {
  const categories = useAnswer("GET /v1/feedback-categories");
  const communes = useAnswer("GET /v1/communes");
  const { value: written, change } = useKept<Written>(DRAFT, EMPTY);
  const contact = useContact();
  const name = written.name ?? contact.name;
  const phone = written.phone ?? contact.phone;
  const [check, setCheck] = useState<CheckView | null>(null);
  const [checking, setChecking] = useState(false);
  const [joined, setJoined] = useState("");
  const [receipt, setReceipt] = useState<svc_feedback_Receipt | null>(null);
  const pressed = useRef("");
  const { send, closed, outcome, kept: held, saved, refused, forgive } = useSending(DRAFT);
  const there = useThere();
  const { of, right, whole, ...wrong } = useRefusal(refused?.problem, useFaults(() => faultsOf({ ...written, name, phone })), ASKED, { ...written, name, phone });
  useEffect(() => void (held && leaveSteps(HERE)), [held]);
  const place = { point: written.point, words: written.words.trim() || null, commune: written.commune || null };
  const anonymous = written.hiding === "all";
  const body = { title: written.title.trim(), description: written.description.trim(), category: written.category, place };
  const review = async (): Promise<void> => {
    if (!right()) return;
    forgive();
    // Whoever has no network is not kept from sending by a question about neighbours.
    setChecking(true);
    const seen = await ask("POST /v1/reports/check", { body }).catch(() => null);
    setChecking(false);
    if (!there()) return;
    if (seen && (seen.near.length || seen.emergency || seen.other_channel || seen.outside_province)) {
      setCheck(seen);
      go(`${HERE}?step=near`); // a step of its own, from which the phone's back button leads to the form
    } else await submit();
  };
  const submit = async (): Promise<void> => {
    // The agency's time counts from the first tap, however long the network is away; and what is sent again is the same.
    pressed.current ||= now().toISOString();
    const from = anonymous ? null : { name: name.trim(), phone: nationalNumber(phone) };
    const whole = { ...body, anonymous, hidden_from_agency: written.hiding === "agency", may_publish: written.publish === "yes", contact: from, file_ids: [...written.photos, written.video].filter(Boolean), declared_at: pressed.current };
    const answer = await send("POST /v1/reports", { label: `Phản ánh “${body.title}”`, body: whole });
    if (!answer) return;
    setReceipt(answer);
    leaveSteps(HERE);
  };
  /** In place of the report: what was written of it is kept until then, and neither is sent beside the other. */
  const join = async (id: string): Promise<void> => {
    const answer = await send(JOIN, { label: "Cùng phản ánh", path: { report_id: id } });
    if (!answer) return;
    setJoined(answer.what_next);
    leaveSteps(HERE);
  };
  if (receipt) return <Sent receipt={receipt} />;
  if (saved?.operation === JOIN) return <Saved errand={saved} waits={held !== null} what="Lời “tôi cũng gặp”" to="/feedback/joined" words="Xem chuyện tôi cũng gặp" />;
  if (saved) return <Saved errand={saved} waits={held !== null} what="Phản ánh" to="/feedback/mine" words="Xem phản ánh của tôi" />;
  if (joined) return <><Title>Đã cùng phản ánh</Title><Notice tone="good" live><p>{joined}</p></Notice><LinkButton to="/feedback/joined">Xem chuyện tôi cũng gặp</LinkButton></>;
  if (check && query.get("step") === "near") return <Near check={check} words={place.words} closed={closed} outcome={outcome} onSend={submit} onJoin={join} onBack={() => goBack(HERE)} />;
  return (
    <>
      <Title note="Nếu có người gặp nguy hiểm, xin gọi 113, 114 hoặc 115 ngay.">Gửi phản ánh</Title>
      <ErrorSummary {...wrong} />
      <div class="stack" inert={closed || checking}>
        <PhotoField id="photos" label="Ảnh hiện trường" note="Nơi và lúc chụp ghi trong ảnh được gửi kèm để đối chiếu, không công khai." upload="POST /v1/feedback-files" placed most={6} names={written.photos} onChange={(next) => change(({ photos: all }) => ({ photos: next(all) }))} />
        <VideoField id="video" label="Video" upload="POST /v1/feedback-files" name={written.video} onChange={(video) => change({ video })} />
        <TextField id="title" label="Chuyện gì xảy ra?" required hint="Ví dụ: Ổ gà lớn trước chợ" fault={of("title")} value={written.title} onChange={(title) => change({ title })} max={150} />
        <ListField id="category" label="Thuộc loại nào?" required fault={of("category")} value={written.category} onChange={(category) => change({ category })} seen={categories}
          choicesOf={({ fields }) => fields.flatMap((field) => field.categories.map(({ code, name }): Choice => [code, name, field.name]))} />
        <TextField id="description" label="Kể rõ hơn" required fault={of("description")} value={written.description} onChange={(description) => change({ description })} long max={2000} />
        <ListField id="commune" label="Ở xã, phường nào?" required={false} value={written.commune} onChange={(commune) => change({ commune })} seen={communes} choicesOf={communeChoices} otherNames={formerCommunes} />
        <TextField id="words" label="Chỗ nào?" required={!written.point} hint="Ví dụ: trước cổng trường, gần cầu Trà Khúc" fault={of("words")} value={written.words} onChange={(words) => change({ words })} max={250} />
        <PlaceField point={written.point} why="Để cơ quan đến đúng chỗ. Không bắt buộc." onChange={(point) => change({ point })} />
        <Choices id="hiding" label="Ông/Bà có muốn giấu tên?" required choices={HIDING} value={written.hiding} onChange={(hiding) => change({ hiding: hiding as Written["hiding"] })} />
        {anonymous ? null : (
          <>
            <TextField id="name" label="Họ và tên" required fault={of("name")} value={name} onChange={(name) => change({ name })} max={100} autocomplete="name" />
            <TextField id="phone" label="Số điện thoại" required hint={written.hiding === "agency" ? "Chỉ trung tâm điều phối được xem" : "Chỉ cơ quan tiếp nhận và xử lý được xem"} fault={of("phone")} value={phone} onChange={(phone) => change({ phone })} mode="tel" max={20} autocomplete="tel-national" />
          </>
        )}
        <Choices id="publish" label="Cho người khác xem phản ánh và kết quả?" hint="Cơ quan duyệt trước khi đăng." required fault={of("publish")} choices={[["yes", "Được, không ghi tên tôi"], ["no", "Không, chỉ cơ quan xử lý xem"]]} value={written.publish} onChange={(publish) => change({ publish: publish as Written["publish"] })} />
      </div>
      {whole ? null : outcome}
      <ButtonAfterPhotos onClick={review}>Gửi phản ánh</ButtonAfterPhotos>
    </>
  );
}

const HIDING: Array<[string, string]> = [["", "Không, cơ quan xử lý gọi lại được cho tôi"], ["agency", "Giấu với cơ quan xử lý, chỉ trung tâm điều phối biết"], ["all", "Gửi ẩn danh, không ghi tên"]];

function faultsOf({ title, category, description, words, point, hiding, name, phone, publish }: Written & Contact): Array<Fault | false> {
  return [
    title.trim().length < 5 && { field: "title", message: "Xin ghi ngắn gọn chuyện gì xảy ra." },
    !category && { field: "category", message: "Xin chọn loại phản ánh." },
    description.trim().length < 10 && { field: "description", message: "Xin kể rõ hơn một chút." },
    !words.trim() && !point && { field: "words", message: "Xin cho biết ở chỗ nào." },
    hiding !== "all" && name.trim().length < 2 && { field: "name", message: "Xin ghi họ tên, hoặc chọn gửi ẩn danh." },
    hiding !== "all" && !isMobile(nationalNumber(phone)) && { field: "phone", message: MOBILE_WANTED },
    !publish && { field: "publish", message: "Xin chọn có cho người khác xem hay không." },
  ];
}

function Near({ check, words, closed, outcome, onSend, onJoin, onBack }: {
  check: CheckView;
  /** Where it is, as the citizen wrote it: what is near without a distance is written the same. */
  words: string | null;
  closed: boolean;
  outcome: JSX.Element | null;
  onSend: () => Promise<void>;
  onJoin: (id: string) => Promise<void>;
  onBack: () => void;
}): JSX.Element {
  const joined = useWhole(useAnswer("GET /v1/joined-reports", isKnown() ? { query: { limit: 100 } } : null)).value?.items;
  return (
    <>
      <Title>Xem trước khi gửi</Title>
      <Urgent {...check} />
      {check.outside_province ? <Notice tone="wait" title="Vị trí này ở ngoài tỉnh"><p>Cơ quan của tỉnh chỉ xử lý được việc trong tỉnh. Ông/Bà xem lại vị trí.</p></Notice> : null}
      {check.near.some(({ own }) => !own) ? <p>Đã có người phản ánh chuyện gần giống ở gần đó. Nếu đúng là chuyện Ông/Bà gặp, xin bấm nút bên dưới để cùng theo dõi, không cần gửi lại.</p> : null}
      <div class="stack" inert={closed}>
        {check.near.map(({ id, own, title, excerpt, category, state_label, distance_metres, supporters, sent_at }, at) => (
          <Card title={title ?? category.name}>
            {excerpt ? <p>{excerpt}</p> : null}
            <p class="soft">{[distance_metres === null ? [`Cùng nơi: ${words}`, check.commune?.name].filter(Boolean).join(", ") : `Cách khoảng ${distance_metres} mét`, `Gửi ngày ${dayOf(sent_at)}`, state_label, supporters ? `${supporters} người cùng phản ánh` : ""].filter(Boolean).join(". ")}</p>
            {own ? <p>Ông/Bà đã gửi phản ánh này.</p> : null}
            {own ? <LinkButton to={`/feedback/mine/${id}`} kind={at ? "quiet" : "main"}>Xem phản ánh của tôi</LinkButton> : joined?.some(({ report_id }) => report_id === id) ? <p>Ông/Bà đã cùng phản ánh chuyện này.</p> : <Button kind={at ? "quiet" : "main"} onClick={() => onJoin(id)}>Đúng chuyện này, tôi cũng gặp</Button>}
          </Card>
        ))}
        {check.other_channel ? null : <Button kind={check.near.length ? "quiet" : "main"} onClick={onSend}>Vẫn gửi phản ánh của tôi</Button>}
        <Button kind="quiet" onClick={onBack}>Sửa lại</Button>
      </div>
      {outcome}
    </>
  );
}

const Sent = ({ receipt }: { receipt: svc_feedback_Receipt }): JSX.Element => (
  <>
    <Title>Đã gửi phản ánh</Title>
    <Notice tone="good" title={`Mã ${receipt.code}`} live><p>{receipt.what_next}</p></Notice>
    <Urgent emergency={receipt.emergency} />
    <Card><Facts facts={[["Cơ quan xem chậm nhất lúc", momentOf(receipt.received_by)], ["Xử lý xong chậm nhất lúc", momentOf(receipt.resolved_by)]]} /></Card>
    <LinkButton to={`/feedback/mine/${receipt.id}`}>Theo dõi phản ánh này</LinkButton>
    <LinkButton to="/feedback" kind="quiet">Xong</LinkButton>
  </>
);

const LEAVE = "DELETE /v1/reports/{report_id}/support";

/** Those of others: how they go, and nothing of who sent them. */
export function JoinedReports(): JSX.Element {
  const joined = useAnswer("GET /v1/joined-reports", { query: { limit: 50 } });
  return (
    <>
      <Title note="Chuyện người khác đã phản ánh mà Ông/Bà cũng gặp.">Chuyện tôi cũng gặp</Title>
      <Shown seen={joined} empty="Ông/Bà chưa cùng phản ánh chuyện nào.">
        {({ items }) => items.map(({ report_id, title, category, commune, agency, state_label, what_next, joined_at, promised_resolved_by: by, supporters, published, allowed_actions }) => (
          <Card key={report_id} title={title ?? category.name}>
            <Tag>{state_label}</Tag>
            <p>{what_next}</p>
            <Facts facts={[["Loại", title ? category.name : ""], ["Nơi", commune?.name], ["Cơ quan xử lý", agency?.name], ["Cùng phản ánh ngày", dayOf(joined_at)], ["Hẹn xong trước", by && momentOf(by)], ["Người cùng phản ánh", supporters]]} />
            {published ? <LinkButton to={`/feedback/public/${report_id}`} kind="quiet">Xem phản ánh này</LinkButton> : null}
            {allowed_actions.some(({ action }) => action === "leave") ? <Leave id={report_id} reload={joined.reload} /> : null}
          </Card>
        ))}
      </Shown>
    </>
  );
}

function Leave({ id, reload }: { id: string; reload: () => Promise<void> }): JSX.Element {
  const path = { report_id: id };
  const { send, outcome, kept } = useSending({ operation: LEAVE, path });
  const leave = async (): Promise<void> => {
    // Nothing comes back: asked anew, the list says whether it was done.
    await send(LEAVE, { label: "Thôi cùng phản ánh", path });
    await reload();
  };
  return (
    <>
      {outcome}
      {kept ? null : <Confirm question="Thôi theo dõi chuyện này? Ông/Bà sẽ không được báo kết quả." sure="Thôi theo dõi" onClick={leave}>Thôi theo dõi</Confirm>}
    </>
  );
}

export function MyReports(): JSX.Element {
  const reports = useAnswer("GET /v1/reports", { query: { limit: 50 } });
  return (
    <>
      <Title>Phản ánh của tôi</Title>
      <LinkButton to="/feedback/joined" kind="quiet" icon="megaphone">Chuyện tôi cũng gặp</LinkButton>
      <Shown seen={reports} empty={<><p>Ông/Bà chưa gửi phản ánh nào.</p><LinkButton to="/feedback/new">Gửi phản ánh</LinkButton></>}>
        {({ items }) => <Rows>{items.map(({ id, title, state_label, sent_at }) => <Row to={`/feedback/mine/${id}`} icon="megaphone" title={title} note={`Gửi ngày ${dayOf(sent_at)}`} tag={<Tag>{state_label}</Tag>} />)}</Rows>}
      </Shown>
    </>
  );
}

export function MyReport({ ids }: Screen): JSX.Element {
  const seen = useAnswer("GET /v1/reports/{report_id}", { path: { report_id: ids.id ?? "" } });
  return <Shown seen={seen} title="Phản ánh">{(report) => <Own report={report} reload={seen.reload} />}</Shown>;
}

/** Who acted, and in their words what they said; of a rating, how satisfied they were. */
function wordsOf({ by, agency, text, rating }: svc_feedback_TimelineRow): string {
  const said = [rating?.label, text].filter(Boolean).join(". ");
  if (by === "citizen") return said && `Ông/Bà: ${said}`;
  return [by === "staff" && agency?.name, said].filter(Boolean).join(": ");
}

const ENDED = new Set<svc_feedback_State>(["TU_CHOI", "CHUYEN_CAP_TREN", "DA_RUT", "DA_DONG"]);

/** Why it ended, and what can be done where nothing more will come of it; of a merged one, where the other promises nothing. */
function AfterTheEnd({ report: { state, timeline, resolved_at, followed, promised_resolved_by } }: { report: OwnReport }): JSX.Element | null {
  if (!ENDED.has(state) && (!followed || promised_resolved_by)) return null;
  const last = timeline[timeline.length - 1];
  const unsolved = ENDED.has(state) && !resolved_at;
  return (
    <>
      {last?.text && last.by !== "citizen" ? <Card title={last.label}><p class="pre">{last.text}</p></Card> : null}
      <LinkButton to={HERE} kind={unsolved ? "main" : "quiet"} icon="camera">Gửi phản ánh mới</LinkButton>
      {unsolved ? <LinkButton to="/agencies" kind="quiet" icon="phone">Tìm cơ quan để hỏi</LinkButton> : null}
    </>
  );
}

function Own({ report, reload }: { report: OwnReport; reload: () => Promise<void> }): JSX.Element {
  const may = new Set(report.allowed_actions.map(({ action }) => action));
  const shared = { path: { report_id: report.id }, version: report.version };
  const { promised_received_by: read, promised_resolved_by: done } = report;
  return (
    <>
      <Title note={<Tag>{report.state_label}</Tag>}>{report.title}</Title>
      <Notice title="Bước tiếp theo">
        <p>{report.what_next}</p>
        <ReadAloud text={[report.title, report.state_label, report.what_next, report.result?.text ?? report.followed?.result].filter(Boolean).join(". ")} />
      </Notice>
      <Urgent emergency={report.emergency} />
      <AfterTheEnd report={report} />
      <Step open={may.has("answer")} matter={{ operation: "POST /v1/reports/{report_id}/answer", path: shared.path }}>{(sending) => <FoldedWords draft={`draft:answer:${report.id}`} title={report.asked ?? "Cơ quan hỏi thêm"} label="Trả lời của Ông/Bà" button="Gửi trả lời" photos="POST /v1/feedback-files" sending={sending} onSend={(text, file_ids) => ["POST /v1/reports/{report_id}/answer", { ...shared, label: `Trả lời cơ quan “${report.title}”`, body: { text, file_ids } }]} done={reload} />}</Step>
      {report.result ? <Card title="Kết quả xử lý"><p class="pre">{report.result.text}</p>{report.result.files.map((file) => <Picture file={file} />)}</Card> : null}
      {report.followed?.result ? <Card title="Kết quả xử lý"><p class="pre">{report.followed.result}</p>{report.followed.files.map((file) => <Picture file={file} />)}</Card> : null}
      {(report.result ?? report.followed?.result) && report.rating && !may.has("rate") ? <Rated {...report.rating} /> : null}
      <Step open={may.has("rate")} matter={{ operation: "POST /v1/reports/{report_id}/rating", path: shared.path }}>{(sending) => <RateIt draft={`draft:rating:${report.id}`} levels={levelChoices(report.rating_levels)} sending={sending} onSend={(level, comment) => ["POST /v1/reports/{report_id}/rating", { ...shared, label: `Đánh giá “${report.title}”`, body: { level, comment } }]} done={reload} />}</Step>
      <Step open={may.has("reopen")} matter={{ operation: "POST /v1/reports/{report_id}/reopening", path: shared.path }}>{(sending) => <FoldedWords draft={`draft:reopening:${report.id}`} title="Chưa xử lý xong?" label="Còn gì chưa được" button="Yêu cầu xử lý lại" sending={sending} onSend={(reason) => ["POST /v1/reports/{report_id}/reopening", { ...shared, label: `Yêu cầu xử lý lại “${report.title}”`, body: { reason } }]} done={reload} />}</Step>
      <Card title="Nội dung">
        <p class="pre">{report.description}</p>
        {report.files.map((file) => <Picture file={file} />)}
        <Facts facts={[["Mã", report.code], ["Loại", report.category.name], ["Chỗ", [report.place.words, report.place.commune?.name].filter(Boolean).join(", ")], ["Cơ quan xử lý", report.agency?.name], ["Cơ quan đã xem", report.received_at && momentOf(report.received_at)], ["Cơ quan xem chậm nhất lúc", read && momentOf(read)], ["Hẹn xong trước", done && momentOf(done)], ["Thời hạn xử lý", report.asked && "Tạm dừng đến khi Ông/Bà trả lời"], ["Xong lúc", report.resolved_at && momentOf(report.resolved_at)]]} />
      </Card>
      <Card title="Quá trình xử lý"><Timeline entries={report.timeline.map((entry) => ({ ...entry, text: wordsOf(entry) }))} /></Card>
      <Step open={may.has("withdraw")} matter={{ operation: "POST /v1/reports/{report_id}/withdrawal", path: shared.path }}>{(sending) => <FoldedWords draft={`draft:withdrawal:${report.id}`} title="Rút phản ánh" label="Lý do" button="Rút phản ánh" sending={sending} onSend={(reason) => ["POST /v1/reports/{report_id}/withdrawal", { ...shared, label: `Rút phản ánh “${report.title}”`, body: { reason } }]} done={reload} />}</Step>
    </>
  );
}

export function PublicReport({ ids }: Screen): JSX.Element {
  const seen = useAnswer("GET /v1/public-reports/{report_id}", { path: { report_id: ids.id ?? "" } });
  const others = useWhole(useAnswer("GET /v1/joined-reports", isKnown() ? { query: { limit: 100 } } : null));
  const own = useWhole(useAnswer("GET /v1/reports", isKnown() ? { query: { limit: 100 } } : null));
  const waits = isKnown() && [others, own].some(({ value, loading }) => loading && !value);
  const isOwn = own.value?.items.some(({ id }) => id === ids.id);
  const [justJoined, setJustJoined] = useState("");
  const { send, outcome, kept } = useSending({ operation: JOIN, path: { report_id: ids.id ?? "" } });
  const joined = justJoined || others.value?.items.find(({ report_id }) => report_id === ids.id)?.what_next;
  return (
    <Shown seen={seen} title="Phản ánh">
      {({ id, title, text, result, files, result_files, category, commune, agency, sent_at, supporters, group, group_label }) => (
        <>
          <Title note={<Tag tone={group === "completed" ? "good" : "wait"}>{group_label}</Tag>}>{title}</Title>
          <Card>
            <p class="pre">{text}</p>
            {files.map((file) => <Picture file={file} />)}
            <Facts facts={[["Loại", category.name], ["Nơi", commune?.name], ["Cơ quan xử lý", agency?.name], ["Gửi ngày", dayOf(sent_at)], ["Người cùng phản ánh", supporters || ""]]} />
          </Card>
          {result ? <Card title="Kết quả xử lý"><p class="pre">{result}</p>{result_files.map((file) => <Picture file={file} />)}</Card> : null}
          {joined ? <Notice tone="good" title="Ông/Bà đã cùng phản ánh chuyện này" live><p>{joined}</p></Notice> : outcome}
          {isOwn ? <LinkButton to={`/feedback/mine/${id}`} kind="quiet">Đây là phản ánh của Ông/Bà</LinkButton> : group === "completed" || joined || kept || waits ? null : <Button kind="quiet" onClick={async () => setJustJoined((await send(JOIN, { label: "Cùng phản ánh", path: { report_id: id } }))?.what_next ?? "")}>Tôi cũng gặp chuyện này</Button>}
        </>
      )}
    </Shown>
  );
}
