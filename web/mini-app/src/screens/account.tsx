/** The citizen: signing in, messages, profile, text size, what they want to be told and how, signing out. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ask, PUBLIC } from "@quangngai/common/api/client.ts";
import { errands, keepDelivering, newKey, sendOrKeep, shownErrands, waitingOfAll } from "@quangngai/common/api/outbox.ts";
import { asProblem, type Problem } from "@quangngai/common/api/problem.ts";
import type { CitizenView, InboxMessage, NotificationPreferences } from "@quangngai/common/api/schema.ts";
import { accessToken, currentTokens, forgetSession } from "@quangngai/common/api/session.ts";
import { forgetAll, isShared } from "@quangngai/common/device/keep.ts";
import { Choices, TextField } from "@quangngai/common/forms/fields.tsx";
import { useFaults } from "@quangngai/common/forms/use_faults.ts";
import { useRefusal } from "@quangngai/common/forms/use_refusal.ts";
import { Icon } from "@quangngai/common/ui/icons.tsx";
import { Button, Card, Confirm, ErrorSummary, Facts, LinkButton, Loading, Notice, ProblemView, Row, Rows, Shown, Tag, Title } from "@quangngai/common/ui/parts.tsx";
import { ReadAloud } from "@quangngai/common/ui/read_aloud.tsx";
import { go, goBack } from "@quangngai/common/ui/router.ts";
import { SEEN, useAnswer } from "@quangngai/common/ui/use_answer.ts";
import { useKept } from "@quangngai/common/ui/use_kept.ts";
import { dayOf, momentOf, recently } from "@quangngai/common/words/words.ts";
import { province } from "../province.ts";
import type { Screen } from "../screens.ts";
import { chooseTextSize, type TextSize, textSize, watchTextSize } from "../text_size.ts";
import { readAgain } from "../unread.ts";
import { useSending } from "../use_sending.tsx";
import { followAccount, inZalo, isKnown, openChat, openPermissions, phoneCode, zaloToken } from "../zalo/adapter.ts";
import { choose, isThere, people, type Someone } from "../zalo/simulator.ts";

export function SignIn({ query }: Screen): JSX.Element {
  const [problem, setProblem] = useState<Problem | null>(null);
  const enter = async (): Promise<void> => {
    forgetSession();
    setProblem(null);
    try {
      await accessToken();
      keepDelivering();
      readAgain();
      const to = query.get("to"); // who was led here from there goes back
      if (to) goBack(to);
      else go("/", { replace: true });
    } catch (error) {
      setProblem(asProblem(error));
    }
  };
  return (
    <>
      <Title note="Ứng dụng dùng tài khoản Zalo của Ông/Bà, không cần đặt mật khẩu.">Đăng nhập</Title>
      {problem ? <ProblemView problem={problem} /> : null}
      {inZalo ? <Button onClick={enter} busy="Đang đăng nhập…">Đăng nhập bằng Zalo</Button> : isThere ? <Simulated enter={enter} /> : (
        <Notice tone="wait" title="Xin mở trong Zalo"><p>Trên trình duyệt chỉ xem được thông tin chung.</p></Notice>
      )}
    </>
  );
}

/** A developer is whoever they choose to be. */
function Simulated({ enter }: { enter: () => Promise<void> }): JSX.Element {
  const [all, setAll] = useState<Someone[] | null>(null);
  useEffect(() => void people().then(setAll, () => setAll([])), []);
  if (!all) return <Loading />;
  return (
    <>
      <Notice title="Đang xem thử trên trình duyệt"><p>Zalo giả lập sẽ đăng nhập giúp. Chọn một người dùng thử.</p></Notice>
      <ul class="rows">
        {all.map(({ user_id, name }) => (
          <li>
            <button type="button" class="row" onClick={() => { choose(user_id); void enter(); }}>
              <span class="tile"><Icon name="user" /></span>
              <strong class="grow">{name}</strong>
              <Icon name="next" />
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

export function Inbox(): JSX.Element {
  const seen = useAnswer("GET /v1/me/messages", { query: { limit: 50 } });
  const [read, markRead] = useDone(READ);
  const [removed, markRemoved] = useDone(REMOVE);
  const changed = (): Promise<void> => {
    readAgain();
    return seen.reload();
  };
  const readAll = async (unread: InboxMessage[]): Promise<void> => {
    try {
      await ask("POST /v1/me/messages/read-all");
    } catch (error) {
      if (!asProblem(error).passing) throw error;
      await Promise.all(unread.map((each) => sendOrKeepFor(READ, each))); // each by itself: what comes meanwhile nobody has read
    }
    markRead(unread);
    await changed();
  };
  return (
    <>
      <Title>Tin báo của tôi</Title>
      <Shown seen={seen}>
        {({ items }) => {
          const left = items.filter(({ id }) => !removed.has(id)).map((each) => ({ ...each, read: each.read || read.has(each.id) }));
          const unread = left.filter((each) => !each.read);
          if (!left.length) return <div class="empty">Chưa có tin nào. Khi hồ sơ, phản ánh hay câu hỏi có tin mới, tin sẽ ở đây.</div>;
          return (
            <>
              {unread.length ? <Button kind="quiet" icon="check" busy="Đang đánh dấu…" onClick={() => readAll(unread)}>Đánh dấu đã đọc hết</Button> : null}
              {left.map((message) => (
                <Message key={message.id} message={message}
                  onRead={() => { markRead([message]); void sendOrKeepFor(READ, message).then(readAgain, () => undefined); }}
                  onRemove={() => sendOrKeepFor(REMOVE, message).then(() => { markRemoved([message]); return changed(); })} />
              ))}
            </>
          );
        }}
      </Shown>
    </>
  );
}

/** What a message is about, by where the API has it: the screen that shows it, and in which words one goes there. */
const LEADS: Array<[start: string, path: string, words: string]> = [
  ["/v1/dossiers/", "/dossiers/", "Xem hồ sơ"],
  ["/v1/appointments/", "/appointments/", "Xem lịch hẹn"],
  ["/v1/reports/", "/feedback/mine/", "Xem phản ánh"],
  ["/v1/questions/", "/questions/mine/", "Xem câu hỏi"],
  ["/v1/bills/", "/bills/", "Xem khoản cần nộp"],
  ["/v1/payments/", "/payments/", "Xem lần thanh toán"],
  ["/v1/me/shops/", "/stores/mine", "Xem cửa hàng"],
  ["/v1/news/", "/news/", "Đọc tin"],
  ["/v1/tv/channels/", "/tv/", "Mở kênh này"],
];

/** What ``href`` leads to; a path without an end of its own shows all of its kind. */
function leadOf(href: string): [path: string, words: string] | null {
  const lead = LEADS.find(([start]) => href.startsWith(start));
  return lead ? [lead[1].endsWith("/") ? lead[1] + href.slice(lead[0].length) : lead[1], lead[2]] : null;
}

const Words = ({ message: { body, plain_text, subject_href }, main }: { message: InboxMessage; main: boolean }): JSX.Element => {
  const lead = leadOf(subject_href ?? "");
  return (
    <>
      <p class="pre">{body}</p>
      {lead ? <LinkButton to={lead[0]} kind={main ? "main" : "quiet"}>{lead[1]}</LinkButton> : null}
      <ReadAloud text={plain_text || body} />
    </>
  );
};

/** What it is about, with its code: so the first line of every message begins. */
const firstLine = (body: string): string => body.trim().split("\n")[0] ?? "";

const READ = "POST /v1/me/messages/{message_id}/read";
const REMOVE = "DELETE /v1/me/messages/{message_id}";
type Done = typeof READ | typeof REMOVE;

/** Nobody waits for it. */
const sendOrKeepFor = (operation: Done, { id, title }: InboxMessage): Promise<unknown> =>
  sendOrKeep(operation, { label: title, key: newKey(), body: undefined, path: { message_id: id }, quiet: true });

/** The ids of the messages with which that was done here, also without a network: the gateway may not know it yet. */
function useDone(operation: Done): [done: Set<string>, add: (messages: InboxMessage[]) => void] {
  const [done, setDone] = useState(new Set<string>());
  const add = (ids: string[]): void => setDone((before) => new Set([...before, ...ids]));
  useEffect(() => void errands().then((all) => add(all.filter((each) => each.operation === operation).map(({ path }) => path?.message_id ?? ""))), []);
  return [done, (messages) => add(messages.map(({ id }) => id))];
}

function Message({ message, onRead, onRemove }: { message: InboxMessage; onRead: () => void; onRemove: () => Promise<void> }): JSX.Element {
  const { title, body, at, read } = message;
  return (
    <details class="card" onToggle={({ currentTarget }) => { if (currentTarget.open && !read) onRead(); }}>
      <summary>
        <span class="grow">{read ? null : <span class="dot"><span class="sr">Chưa đọc: </span></span>}{title}<span class="soft block beginning">{firstLine(body)}</span><span class="soft block">{recently(at)}</span></span>
      </summary>
      <div class="stack">
        <Words message={message} main={false} />
        <Confirm question="Xóa hẳn tin này? Tin đã xóa không lấy lại được." sure="Xóa tin" busy="Đang xóa…" onClick={onRemove}>Xóa tin này</Confirm>
      </div>
    </details>
  );
}

/** Where the button below a message of the Official Account leads. To open it is to have read it. */
export function OneMessage({ ids }: Screen): JSX.Element {
  const seen = useAnswer("POST /v1/me/messages/{message_id}/read", { path: { message_id: ids.id ?? "" } });
  useEffect(() => void (seen.value && readAgain()), [seen.value]);
  return (
    <>
      <Shown seen={seen} title="Tin báo">
        {(message) => (
          <>
            <Title note={recently(message.at)}>{message.title}</Title>
            <Words message={message} main />
          </>
        )}
      </Shown>
      <LinkButton to="/inbox" kind="quiet" icon="bell">Mọi tin báo</LinkButton>
    </>
  );
}

export function Me(): JSX.Element {
  const seen = useAnswer("GET /v1/me");
  return (
    <>
      <Title>Cá nhân</Title>
      <Size />
      <Shown seen={seen}>{(citizen) => <Profile citizen={citizen} reload={seen.reload} />}</Shown>
      {seen.value || seen.problem ? <Own /> : null}
    </>
  );
}

/** Below the profile, and not before it is there: nothing that somebody is about to tap may move away. */
const Own = (): JSX.Element => (
  <>
    <Rows>
      <Row to="/dossiers" icon="file" title="Hồ sơ của tôi" />
      <Row to="/feedback/mine" icon="megaphone" title="Phản ánh của tôi" />
      <Row to="/questions/mine" icon="question" title="Câu hỏi của tôi" />
      <Row to="/appointments" icon="calendar" title="Lịch hẹn của tôi" />
      <Row to="/dues" icon="school" title="Học phí của con" />
      <Row to="/bills" icon="wallet" title="Khoản cần thanh toán" />
      <Row to="/stores/mine" icon="store" title="Cửa hàng của tôi" />
      <Row to="/me/notifications" icon="bell" title="Nhận tin thế nào" />
      <Row to="/me/consents" icon="check" title="Những điều đã đồng ý" />
      <Row to="/hotlines" icon="phone" title="Trợ giúp và đường dây nóng" />
    </Rows>
    {isKnown() ? <SignOut /> : null}
  </>
);

const SIZES: Array<[TextSize, string]> = [["normal", "Chữ thường"], ["large", "Chữ lớn"], ["larger", "Chữ rất lớn"]];

/** It needs neither a network nor a sign-in. */
function Size(): JSX.Element {
  const [size, setSize] = useState<string>(textSize);
  useEffect(() => {
    setSize(textSize()); // it may have been read from the phone since this was drawn
    return watchTextSize(setSize);
  }, []);
  return (
    <Card title="Cỡ chữ">
      <Choices id="size" label="Ông/Bà đọc cỡ nào dễ nhất?" required choices={SIZES} value={size} onChange={(chosen) => void chooseTextSize(chosen as TextSize)} />
    </Card>
  );
}

const NAME = "draft:name";

function Profile({ citizen, reload }: { citizen: CitizenView; reload: () => Promise<void> }): JSX.Element {
  const known = citizen.declared_name ?? citizen.name ?? "";
  const written = useKept(NAME, { name: null as string | null });
  const name = written.value.name ?? known;
  const [saved, setSaved] = useState(false);
  const { send, outcome, refused } = useSending(NAME);
  const { of, right, whole, ...wrong } = useRefusal(refused?.problem, useFaults(() => [name.trim().length < 2 && { field: "name", message: "Xin ghi tên Ông/Bà muốn được gọi." }]), { declared_name: "name" }, { name });
  const save = async (): Promise<void> => {
    if (!right()) return;
    const answer = await send("PATCH /v1/me", { label: "Tên muốn được gọi", now: true, body: { declared_name: name.trim() } });
    await reload();
    if (!answer) return;
    await written.drop();
    setSaved(true);
  };
  return (
    <Card title="Thông tin của Ông/Bà">
      <ErrorSummary {...wrong} />
      <TextField id="name" label="Tên muốn được gọi" required fault={of("name")} value={name} onChange={(typed) => { written.change({ name: typed }); setSaved(false); }} max={100} />
      {saved ? <Notice tone="good" live title="Đã lưu tên" /> : name.trim() !== known ? <p class="soft">Tên này chưa được lưu.</p> : null}
      {whole ? null : outcome}
      <Button kind="quiet" busy="Đang lưu…" onClick={save}>Lưu tên</Button>
      <Facts facts={[["Số điện thoại", citizen.phone ?? "Chưa có"]]} />
      {citizen.phone ? null : (
        <>
          <p class="soft">Có số điện thoại, cơ quan gọi lại được khi hồ sơ cần hỏi thêm.</p>
          <Button kind="quiet" icon="phone" busy="Đang hỏi Zalo…" onClick={async () => ask("POST /v1/me/phone", { body: { access_token: await zaloToken(), code: await phoneCode() } }).then(reload)}>Lấy số điện thoại từ Zalo</Button>
        </>
      )}
      {citizen.follows_oa || !inZalo ? null : <Button kind="quiet" icon="bell" onClick={() => followAccount(province.official_account).then(reload)}>Quan tâm trang Zalo của tỉnh</Button>}
      {inZalo ? <Button kind="quiet" icon="question" onClick={() => openChat(province.official_account)}>Nhắn tin hỏi cán bộ</Button> : null}
    </Card>
  );
}

/** What is kept under that name is the same for everybody, and not found by words or a code that somebody has typed. */
const isForAll = (name: string): boolean => PUBLIC.test(name.replace(SEEN, "")) && !/[?&](code|q)=/.test(name);

/** Nothing of this citizen stays on the phone, and what everybody may see does. */
function SignOut(): JSX.Element {
  const [waiting, setWaiting] = useState(0);
  const [ofOthers, setOfOthers] = useState(false);
  const [shared, setShared] = useState(false);
  useEffect(() => {
    void Promise.all([waitingOfAll(), shownErrands()]).then(([all, own]) => {
      setWaiting(all);
      setOfOthers(all > own.length);
    });
    void isShared().then(setShared);
  }, []);
  const leave = async (): Promise<void> => {
    const tokens = currentTokens();
    forgetSession();
    choose(null);
    await forgetAll(isForAll);
    // Nobody waits for it: on a slow network what is on the phone would stay as long.
    if (tokens) void ask("POST /v1/auth/logout", { body: { refresh_token: tokens.refresh_token } }).catch(() => undefined);
    readAgain();
    go("/", { replace: true });
  };
  return (
    <>
      <Confirm question={`Đăng xuất khỏi máy này? Bản viết dở và tin đã lưu trên máy sẽ bị xóa${shared ? ", kể cả của người khác đã đăng nhập trên máy này" : ""}.${waiting ? ` Còn ${waiting} việc chưa gửi${ofOthers ? ", có cả của người khác," : ""} cũng sẽ mất.` : ""}`} sure="Đăng xuất và xóa" busy="Đang thoát…" onClick={leave}>Đăng xuất</Confirm>
    </>
  );
}

export function Notifications(): JSX.Element {
  const seen = useAnswer("GET /v1/me/notification-preferences");
  return (
    <>
      <Title note="Hộp thư trong ứng dụng luôn có tin. Các cách khác Ông/Bà tự chọn.">Nhận tin thế nào</Title>
      <Shown seen={seen}>{(preferences) => <Preferences preferences={preferences} reload={seen.reload} />}</Shown>
    </>
  );
}

function Preferences({ preferences, reload }: { preferences: NotificationPreferences; reload: () => Promise<void> }): JSX.Element {
  const written = useKept("draft:notifications", { off: null as string[] | null });
  const off = new Set(written.value.off ?? preferences.purposes.flatMap(({ purpose, ways }) => ways.filter(({ on }) => !on).map(({ way }) => `${purpose} ${way}`)));
  const [saved, setSaved] = useState(false);
  const save = async (): Promise<void> => {
    const choices = preferences.purposes.flatMap(({ purpose, ways }) => ways.filter(({ changeable }) => changeable).map(({ way }) => ({ purpose, way, on: !off.has(`${purpose} ${way}`) })));
    setSaved(false);
    await ask("PUT /v1/me/notification-preferences", { body: { choices: choices as never, communes: preferences.communes } }).finally(reload);
    await written.drop();
    setSaved(true);
  };
  return (
    <>
      {preferences.consent_revoked ? <Notice tone="wait" title="Ông/Bà đã rút lại sự đồng ý trong Zalo"><p>Cho phép lại trong Zalo thì tin mới đến được.</p></Notice> : null}
      {preferences.purposes.map(({ purpose, label, ways }) => (
        <fieldset class="card">
          <legend class="sr">{label}</legend>
          <h2 aria-hidden="true">{label}</h2>
          {ways.filter(({ changeable }) => changeable).map(({ way, label: name }) => (
            <label class="choice">
              <input type="checkbox" checked={!off.has(`${purpose} ${way}`)} onChange={(event) => { const next = new Set(off); if (event.currentTarget.checked) next.delete(`${purpose} ${way}`); else next.add(`${purpose} ${way}`); written.change({ off: [...next] }); setSaved(false); }} />
              <span>{name}</span>
            </label>
          ))}
        </fieldset>
      ))}
      {saved ? <Notice tone="good" live title="Đã lưu" /> : written.value.off ? <p class="soft">Lựa chọn này chưa được lưu.</p> : null}
      <Button busy="Đang lưu…" onClick={save}>Lưu lựa chọn</Button>
    </>
  );
}

/** What the province knows by the citizen's leave, since when, and how to take it back. */
export function Consents(): JSX.Element {
  const seen = useAnswer("GET /v1/me");
  const preferences = useAnswer("GET /v1/me/notification-preferences");
  return (
    <>
      <Title note="Ông/Bà cho phép điều gì thì ứng dụng mới dùng điều đó, và rút lại được bất cứ lúc nào.">Những điều đã đồng ý</Title>
      <Shown seen={seen}>{(citizen) => <Agreed citizen={citizen} revoked={preferences.value?.consent_revoked ?? false} />}</Shown>
    </>
  );
}

function Agreed({ citizen, revoked }: { citizen: CitizenView; revoked: boolean }): JSX.Element {
  const { registered_at, name, phone, location, follows_oa } = citizen;
  const given: Array<[what: string, since: string | null, why: string, has: boolean]> = [
    ["Dùng tài khoản Zalo để đăng nhập", `Từ ngày ${dayOf(registered_at)}`, "Để biết hồ sơ nào là của Ông/Bà.", true],
    ["Tên trên Zalo", name, "Để xưng hô cho đúng.", Boolean(name)],
    ["Số điện thoại", phone, "Để cơ quan gọi lại khi cần hỏi thêm.", Boolean(phone)],
    ["Vị trí", location && `Lấy lúc ${momentOf(location.taken_at)}`, "Để phản ánh đến đúng chỗ.", Boolean(location)],
    ["Nhận tin của trang Zalo tỉnh", follows_oa ? "Đang quan tâm" : null, "Để được báo khi hồ sơ có tin mới.", follows_oa],
  ];
  return (
    <>
      {revoked ? <Notice tone="wait" title="Ông/Bà đã rút lại sự đồng ý trong Zalo"><p>Thông tin Zalo đã cho biết được xóa. Hồ sơ đã nộp vẫn được giải quyết.</p></Notice> : null}
      <ul class="rows">
        {given.map(([what, detail, why, has]) => (
          <li class="row still">
            <span class="grow">
              <strong>{what}</strong>
              <span class="soft">{why}</span>
              <Tag tone={has ? "good" : "calm"}>{has ? "Đã đồng ý" : "Chưa đồng ý"}</Tag>
              {has && detail ? <span class="block">{detail}</span> : null}
            </span>
          </li>
        ))}
      </ul>
      <LinkButton to="/me/notifications" kind="quiet" icon="bell">Chọn tin muốn nhận</LinkButton>
      <Card title="Rút lại sự đồng ý">
        <p>Ông/Bà tắt từng quyền trong Zalo. Rút lại tất cả thì những gì Zalo đã cho biết về Ông/Bà được xóa; hồ sơ đã nộp vẫn được giải quyết.</p>
        {inZalo ? <Button kind="danger" busy="Đang mở Zalo…" onClick={openPermissions}>Mở mục quyền trong Zalo</Button> : <p class="soft">Trong Zalo: mở ứng dụng này, bấm dấu ba chấm ở góc trên, chọn Cài đặt.</p>}
      </Card>
    </>
  );
}
