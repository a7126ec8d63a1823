/** Television and radio of the province, with today's programmes and reminders. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { ChannelView, ProgrammeView, ReminderView } from "@quangngai/common/api/schema.ts";
import { Button, Card, Loading, Notice, Row, Rows, Shown, Tag, Title } from "@quangngai/common/ui/parts.tsx";
import { useAnswer } from "@quangngai/common/ui/use_answer.ts";
import { dateIn, momentOf, timeOf } from "@quangngai/common/words/words.ts";
import type { Screen } from "../screens.ts";
import { useSending } from "../use_sending.tsx";
import { isKnown, openPage } from "../zalo/adapter.ts";

/** What the citizen wants to be reminded of; whoever is not signed in has none yet. */
function useReminders(): { items: ReminderView[]; add: (channel: string, programme: ProgrammeView) => Promise<void>; drop: (reminder: ReminderView) => Promise<void>; closed: boolean; outcome: JSX.Element | null } {
  const seen = useAnswer("GET /v1/tv/reminders", isKnown() ? undefined : null);
  const { send, closed, outcome } = useSending();
  const ifSent = (answer: unknown): Promise<void> | undefined => (answer === null ? undefined : seen.reload());
  return {
    items: seen.value?.items ?? [],
    add: async (channel, { title, starts_at }) => ifSent(await send("PUT /v1/tv/reminders", { label: `Nhắc xem ${title}`, body: { channel, starts_at } })),
    drop: async ({ id, title }) => ifSent(await send("DELETE /v1/tv/reminders/{reminder_id}", { label: `Bỏ nhắc ${title}`, path: { reminder_id: id } })),
    closed,
    outcome,
  };
}

/** The codes of the channels that the citizen likes best; whoever is not signed in has none yet. */
function useFavourites(): { codes: string[]; known: boolean; change: (channel: ChannelView) => Promise<void>; closed: boolean; outcome: JSX.Element | null } {
  const { value, problem, reload } = useAnswer("GET /v1/tv/favourites", isKnown() ? undefined : null);
  const { send, closed, outcome } = useSending();
  const codes = value?.channels ?? [];
  return {
    codes,
    known: value !== null || problem !== null || !isKnown(),
    change: async ({ code, name }) => {
      const liked = codes.includes(code);
      const answer = await send(liked ? "DELETE /v1/tv/favourites/{code}" : "PUT /v1/tv/favourites/{code}", { label: `${liked ? "Bỏ" : "Thêm"} kênh yêu thích ${name}`, path: { code } });
      if (answer !== null) await reload();
    },
    closed,
    outcome,
  };
}

const ChannelRows = ({ channels }: { channels: ChannelView[] }): JSX.Element => (
  <Rows>
    {channels.map(({ code, name, medium, now, description, up }) => (
      <Row to={`/tv/${code}`} icon={medium === "tv" ? "tv" : "sound"} title={name} note={now ? `Đang phát: ${now.title}` : description} tag={up === false ? <Tag tone="wait">Tạm dừng</Tag> : null} />
    ))}
  </Rows>
);

export function Channels(): JSX.Element {
  const seen = useAnswer("GET /v1/tv/channels");
  const { codes, known } = useFavourites();
  const reminders = useReminders();
  return (
    <>
      <Title>Truyền hình, phát thanh</Title>
      <Shown seen={seen} empty="Chưa có kênh nào.">
        {({ items }) => {
          if (!known) return <Loading />; // no channel moves away from a finger
          const [liked, others] = [true, false].map((is) => items.filter(({ code }) => codes.includes(code) === is)) as [ChannelView[], ChannelView[]];
          return liked.length ? <><h2>Kênh yêu thích</h2><ChannelRows channels={liked} />{others.length ? <h2>Kênh khác</h2> : null}<ChannelRows channels={others} /></> : <ChannelRows channels={others} />;
        }}
      </Shown>
      {reminders.items.length ? (
        <Card title="Chương trình sẽ nhắc Ông/Bà">
          {reminders.outcome}
          <ul class="stack" inert={reminders.closed}>
            {reminders.items.map((reminder) => (
              <li class="programme">
                <span class="grow"><strong>{reminder.title}</strong><span class="soft block">{momentOf(reminder.starts_at)}, {reminder.channel_name}</span>{reminder.note ? <span class="block">{reminder.note}</span> : null}</span>
                <Button kind="quiet" busy="Đang bỏ…" onClick={() => reminders.drop(reminder)}>Bỏ nhắc<span class="sr"> {reminder.title}</span></Button>
              </li>
            ))}
          </ul>
        </Card>
      ) : null}
    </>
  );
}

export function Channel({ ids }: Screen): JSX.Element {
  const code = ids.code ?? "";
  const channels = useAnswer("GET /v1/tv/channels");
  const [ahead, setAhead] = useState(0);
  const day = useAnswer("GET /v1/tv/channels/{code}/programmes", { path: { code }, query: { day: dateIn(ahead) } });
  const { codes, change, closed, outcome } = useFavourites();
  const reminders = useReminders();
  return (
    <>
      <Shown seen={channels} title="Truyền hình, phát thanh">
        {({ items }) => {
          const channel = items.find((each) => each.code === code);
          if (!channel) return <Title>Không có kênh này</Title>;
          const liked = codes.includes(code);
          return (
            <>
              <Title note={channel.now ? `Đang phát: ${channel.now.title}` : channel.description}>{channel.name}</Title>
              <Player channel={channel} />
              {outcome}
              <div inert={closed}><Button kind="quiet" icon={liked ? "check" : undefined} busy="Đang lưu…" onClick={() => change(channel)}>{liked ? "Bỏ khỏi kênh yêu thích" : "Thêm vào kênh yêu thích"}</Button></div>
            </>
          );
        }}
      </Shown>
      <Card title="Chương trình">
        <div class="chips" role="group" aria-label="Ngày">
          {DAYS.map((name, days) => <button type="button" aria-pressed={days === ahead} onClick={() => setAhead(days)}>{name}</button>)}
        </div>
        {reminders.outcome}
        <Shown seen={day} empty="Chưa có lịch phát sóng ngày này.">
          {({ items }) => (
            <ul class="stack" inert={reminders.closed}>
              {items.map((programme) => {
                const { starts_at, ends_at, title, showing_label } = programme;
                const reminder = reminders.items.find((each) => each.channel === code && each.starts_at === starts_at);
                return (
                  <li class="programme">
                    <span class="grow"><strong>{timeOf(starts_at)}</strong> {title}<span class="soft block">{showing_label}</span></span>
                    {Date.parse(ends_at) <= Date.now() ? null : Date.parse(starts_at) <= Date.now() ? <Tag tone="good">Đang phát</Tag> : reminder ? (
                      <Button kind="quiet" icon="check" busy="Đang bỏ…" onClick={() => reminders.drop(reminder)}>Bỏ nhắc<span class="sr"> {title}</span></Button>
                    ) : (
                      <Button kind="quiet" icon="bell" busy="Đang đặt…" onClick={() => reminders.add(code, programme)}>Nhắc tôi<span class="sr"> {title}</span></Button>
                    )}
                  </li>
                );
              })}
            </ul>
          )}
        </Shown>
      </Card>
    </>
  );
}

const DAYS = ["Hôm nay", "Ngày mai", "Ngày kia"];
const STALLED_MS = 8000;

/** Plays by the browser itself, which knows HLS on iOS and on Android's newer web views; else another app may. */
function Player({ channel }: { channel: ChannelView }): JSX.Element {
  const media = useRef<HTMLVideoElement>(null);
  const [failed, setFailed] = useState(false);
  const [address, setAddress] = useState(channel.stream_url);
  useEffect(() => {
    const player = media.current;
    if (!player) return;
    let moved = -1;
    const watch = setInterval(() => {
      if (player.paused) return;
      if (player.currentTime === moved) fail();
      moved = player.currentTime;
    }, STALLED_MS);
    return () => clearInterval(watch);
  }, [address]);
  const fail = (): void => {
    if (channel.fallback_url && address !== channel.fallback_url) setAddress(channel.fallback_url);
    else setFailed(true);
  };
  if (!address) return <Notice tone="wait" title="Kênh này chưa phát trên ứng dụng"><p>{channel.licence_note}</p></Notice>;
  return (
    <>
      {channel.medium === "tv" ? <video ref={media} src={address} controls playsInline preload="none" aria-label={`Truyền hình ${channel.name}`} onError={fail} /> : <audio ref={media} src={address} controls preload="none" aria-label={`Phát thanh ${channel.name}`} onError={fail} />}
      {failed ? (
        <Notice tone="wait" live title="Máy này chưa phát được kênh">
          <p>Ông/Bà thử mở bằng trình duyệt.</p>
          <Button kind="quiet" onClick={() => openPage(address)}>Mở bằng trình duyệt</Button>
        </Notice>
      ) : null}
    </>
  );
}
