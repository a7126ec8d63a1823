/** Television and radio of the province, with today's programmes and reminders. */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { showWaiting } from "@quangngai/common/api/outbox.ts";
import type { ChannelView, ReminderView } from "@quangngai/common/api/schema.ts";
import { Button, Card, InPlace, Loading, Notice, Row, Rows, Shown, Tag, Title } from "@quangngai/common/ui/parts.tsx";
import { useAnswer } from "@quangngai/common/ui/use_answer.ts";
import { useLasting } from "@quangngai/common/ui/use_lasting.ts";
import { dateIn, momentOf, timeOf } from "@quangngai/common/words/words.ts";
import type { Screen } from "../screens.ts";
import { type Sending, useSending } from "../use_sending.tsx";
import { isKnown, openPage } from "../zalo/adapter.ts";

/** In place of a button that was tapped: that it waits. Each button has its own sending, so that none holds another. */
function InRow({ sending: { kept, outcome }, waits, children }: { sending: Sending; waits: string; children: ComponentChildren }): JSX.Element {
  const lasting = useLasting();
  useEffect(() => (kept ? showWaiting(kept.key) : undefined), [kept?.key]);
  const brief = kept && lasting && !kept.postponed;
  return <InPlace of={kept?.key}>{brief ? <p class="soft" role="status">{waits}</p> : <>{outcome}{kept ? null : children}</>}</InPlace>;
}

const DROP = "DELETE /v1/tv/reminders/{reminder_id}";

/** Sets the reminder of a programme, or drops it, in the guide and in the list of what the citizen is reminded of. */
function Reminding({ channel, starts_at, title, set, reload }: { channel: string; starts_at: string; title: string; set: ReminderView | undefined; reload: () => Promise<void> }): JSX.Element {
  const sending = useSending(`reminder:${channel}:${starts_at}`);
  const { send, kept } = sending;
  const add = async (): Promise<void> => {
    if ((await send("PUT /v1/tv/reminders", { label: `Nhắc xem ${title}`, body: { channel, starts_at } })) !== null) await reload();
  };
  const drop = async ({ id }: ReminderView): Promise<void> => {
    if ((await send(DROP, { label: `Bỏ nhắc ${title}`, path: { reminder_id: id } })) !== null) await reload();
  };
  return (
    <InRow sending={sending} waits={kept?.operation === DROP ? "Sẽ bỏ nhắc khi có mạng" : "Sẽ đặt nhắc khi có mạng"}>
      {set ? (
        <Button kind="quiet" icon="check" busy="Đang bỏ…" onClick={() => drop(set)}>Bỏ nhắc<span class="sr"> {title}</span></Button>
      ) : (
        <Button kind="quiet" icon="bell" busy="Đang đặt…" onClick={add}>Nhắc tôi<span class="sr"> {title}</span></Button>
      )}
    </InRow>
  );
}

function Favourite({ channel: { code, name }, liked, reload }: { channel: ChannelView; liked: boolean; reload: () => Promise<void> }): JSX.Element {
  const sending = useSending(`favourite:${code}`);
  const change = async (): Promise<void> => {
    const answer = await sending.send(liked ? "DELETE /v1/tv/favourites/{code}" : "PUT /v1/tv/favourites/{code}", { label: `${liked ? "Bỏ" : "Thêm"} kênh yêu thích ${name}`, path: { code } });
    if (answer !== null) await reload();
  };
  return (
    <InRow sending={sending} waits="Sẽ lưu khi có mạng">
      <Button kind="quiet" icon={liked ? "check" : undefined} busy="Đang lưu…" onClick={change}>{liked ? "Bỏ khỏi kênh yêu thích" : "Thêm vào kênh yêu thích"}</Button>
    </InRow>
  );
}

/** Whoever is not signed in has none yet. */
const useReminders = () => useAnswer("GET /v1/tv/reminders", isKnown() ? undefined : null);
const useFavourites = () => useAnswer("GET /v1/tv/favourites", isKnown() ? undefined : null);

const ChannelRows = ({ channels }: { channels: ChannelView[] }): JSX.Element => (
  <Rows>
    {channels.map(({ code, name, medium, now, description, up }) => (
      <Row to={`/tv/${code}`} icon={medium === "tv" ? "tv" : "sound"} title={name} note={now ? `Đang phát: ${now.title}` : description} tag={up === false ? <Tag tone="wait">Tạm dừng</Tag> : null} />
    ))}
  </Rows>
);

export function Channels(): JSX.Element {
  const seen = useAnswer("GET /v1/tv/channels");
  const favourites = useFavourites();
  const codes = favourites.value?.channels ?? [];
  const reminders = useReminders();
  const reminded = reminders.value?.items ?? [];
  return (
    <>
      <Title>Truyền hình, phát thanh</Title>
      <Shown seen={seen} empty="Chưa có kênh nào.">
        {({ items }) => {
          if (isKnown() && !favourites.value && !favourites.problem) return <Loading />; // no channel moves away from a finger
          const [liked, others] = [true, false].map((is) => items.filter(({ code }) => codes.includes(code) === is)) as [ChannelView[], ChannelView[]];
          return liked.length ? <><h2>Kênh yêu thích</h2><ChannelRows channels={liked} />{others.length ? <h2>Kênh khác</h2> : null}<ChannelRows channels={others} /></> : <ChannelRows channels={others} />;
        }}
      </Shown>
      {reminded.length ? (
        <Card title="Chương trình sẽ nhắc Ông/Bà">
          <ul class="stack">
            {reminded.map((reminder) => (
              <li class="programme" key={reminder.id}>
                <span class="grow"><strong>{reminder.title}</strong><span class="soft block">{momentOf(reminder.starts_at)}, {reminder.channel_name}</span>{reminder.note ? <span class="block">{reminder.note}</span> : null}</span>
                <Reminding {...reminder} set={reminder} reload={reminders.reload} />
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
  const favourites = useFavourites();
  const reminders = useReminders();
  return (
    <>
      <Shown seen={channels} title="Truyền hình, phát thanh">
        {({ items }) => {
          const channel = items.find((each) => each.code === code);
          if (!channel) return <Title>Không có kênh này</Title>;
          return (
            <>
              <Title note={channel.now ? `Đang phát: ${channel.now.title}` : channel.description}>{channel.name}</Title>
              <Player channel={channel} />
              <Favourite channel={channel} liked={Boolean(favourites.value?.channels.includes(code))} reload={favourites.reload} />
            </>
          );
        }}
      </Shown>
      <Card title="Chương trình">
        <div class="chips" role="group" aria-label="Ngày">
          {DAYS.map((name, days) => <button type="button" aria-pressed={days === ahead} onClick={() => setAhead(days)}>{name}</button>)}
        </div>
        <Shown seen={day} empty="Chưa có lịch phát sóng ngày này.">
          {({ items }) => (
            <ul class="stack">
              {items.map(({ starts_at, ends_at, title, showing_label }) => {
                const set = reminders.value?.items.find((each) => each.channel === code && each.starts_at === starts_at);
                return (
                  <li class="programme" key={starts_at}>
                    <span class="grow"><strong>{timeOf(starts_at)}</strong> {title}<span class="soft block">{showing_label}</span></span>
                    {Date.parse(ends_at) <= Date.now() ? null : Date.parse(starts_at) <= Date.now() ? <Tag tone="good">Đang phát</Tag> : (
                      <Reminding channel={code} starts_at={starts_at} title={title} set={set} reload={reminders.reload} />
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
