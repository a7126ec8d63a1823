/** Television and radio of the province, with today's programmes and reminders. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { ask } from "@quangngai/common/api/client.ts";
import type { ChannelView, ReminderView } from "@quangngai/common/api/schema.ts";
import { Button, Card, Loading, Notice, Row, Rows, Shown, Tag, Title } from "@quangngai/common/ui/parts.tsx";
import { useAnswer } from "@quangngai/common/ui/use_answer.ts";
import { dateIn, momentOf, timeOf } from "@quangngai/common/words/words.ts";
import type { Screen } from "../screens.ts";
import { isKnown, openPage } from "../zalo/adapter.ts";

/** What the citizen wants to be reminded of; whoever is not signed in has none yet. */
function useReminders(): { items: ReminderView[]; add: (channel: string, starts_at: string) => Promise<void>; drop: (id: string) => Promise<void> } {
  const seen = useAnswer("GET /v1/tv/reminders", isKnown() ? undefined : null);
  return {
    items: seen.value?.items ?? [],
    add: (channel, starts_at) => ask("PUT /v1/tv/reminders", { body: { channel, starts_at } }).then(seen.reload),
    drop: (reminder_id) => ask("DELETE /v1/tv/reminders/{reminder_id}", { path: { reminder_id } }).then(seen.reload),
  };
}

/** The codes of the channels that the citizen likes best; whoever is not signed in has none yet. */
function useFavourites(): { codes: string[]; known: boolean; change: (code: string) => Promise<void> } {
  const { value, problem, reload } = useAnswer("GET /v1/tv/favourites", isKnown() ? undefined : null);
  const codes = value?.channels ?? [];
  return {
    codes,
    known: value !== null || problem !== null || !isKnown(),
    change: (code) => ask(codes.includes(code) ? "DELETE /v1/tv/favourites/{code}" : "PUT /v1/tv/favourites/{code}", { path: { code } }).then(reload),
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
          <ul class="stack">
            {reminders.items.map(({ id, title, channel_name, starts_at, note }) => (
              <li class="programme">
                <span class="grow"><strong>{title}</strong><span class="soft block">{momentOf(starts_at)}, {channel_name}</span>{note ? <span class="block">{note}</span> : null}</span>
                <Button kind="quiet" busy="Đang bỏ…" onClick={() => reminders.drop(id)}>Bỏ nhắc<span class="sr"> {title}</span></Button>
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
  const { codes, change } = useFavourites();
  const reminders = useReminders();
  return (
    <>
      <Shown seen={channels} title="Truyền hình, phát thanh">
        {({ items }) => {
          const channel = items.find((each) => each.code === code);
          return channel ? <><Title note={channel.now ? `Đang phát: ${channel.now.title}` : channel.description}>{channel.name}</Title><Player channel={channel} /><Button kind="quiet" icon={codes.includes(code) ? "check" : undefined} busy="Đang lưu…" onClick={() => change(code)}>{codes.includes(code) ? "Bỏ khỏi kênh yêu thích" : "Thêm vào kênh yêu thích"}</Button></> : <Title>Không có kênh này</Title>;
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
                const reminder = reminders.items.find((each) => each.channel === code && each.starts_at === starts_at);
                return (
                  <li class="programme">
                    <span class="grow"><strong>{timeOf(starts_at)}</strong> {title}<span class="soft block">{showing_label}</span></span>
                    {Date.parse(ends_at) <= Date.now() ? null : Date.parse(starts_at) <= Date.now() ? <Tag tone="good">Đang phát</Tag> : reminder ? (
                      <Button kind="quiet" icon="check" busy="Đang bỏ…" onClick={() => reminders.drop(reminder.id)}>Bỏ nhắc<span class="sr"> {title}</span></Button>
                    ) : (
                      <Button kind="quiet" icon="bell" busy="Đang đặt…" onClick={() => reminders.add(code, starts_at)}>Nhắc tôi<span class="sr"> {title}</span></Button>
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
