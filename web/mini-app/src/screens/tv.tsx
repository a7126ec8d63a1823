/** Television and radio of the province, with today's programmes and reminders. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { ask } from "@quangngai/common/api/client.ts";
import { asProblem, type Problem } from "@quangngai/common/api/problem.ts";
import type { ChannelOut } from "@quangngai/common/api/schema.ts";
import { Button, Card, Notice, ProblemView, Row, Rows, Shown, Tag, Title } from "@quangngai/common/ui/parts.tsx";
import { useAnswer } from "@quangngai/common/ui/use_answer.ts";
import { timeOf } from "@quangngai/common/words/words.ts";
import type { Screen } from "../screens.ts";
import { openPage } from "../zalo/adapter.ts";

export function Channels(): JSX.Element {
  const seen = useAnswer("GET /v1/tv/channels");
  return (
    <>
      <Title>Truyền hình, phát thanh</Title>
      <Shown seen={seen} empty="Chưa có kênh nào.">
        {({ items }) => (
          <Rows>
            {items.map(({ code, name, medium, now, description, up }) => (
              <Row to={`/tv/${code}`} icon={medium === "tv" ? "tv" : "sound"} title={name} note={now ? `Đang phát: ${now.title}` : description} tag={up === false ? <Tag tone="wait">Tạm dừng</Tag> : null} />
            ))}
          </Rows>
        )}
      </Shown>
    </>
  );
}

export function Channel({ ids }: Screen): JSX.Element {
  const code = ids.code ?? "";
  const channels = useAnswer("GET /v1/tv/channels");
  const day = useAnswer("GET /v1/tv/channels/{code}/programmes", { path: { code } });
  const [reminded, setReminded] = useState<Record<string, boolean>>({});
  const [problem, setProblem] = useState<Problem | null>(null);
  const remind = (starts_at: string): Promise<void> =>
    ask("PUT /v1/tv/reminders", { body: { channel: code, starts_at } }).then(() => setReminded((all) => ({ ...all, [starts_at]: true })), (error: unknown) => setProblem(asProblem(error)));
  return (
    <>
      <Shown seen={channels}>
        {({ items }) => {
          const channel = items.find((each) => each.code === code);
          return channel ? <><Title note={channel.now ? `Đang phát: ${channel.now.title}` : channel.description}>{channel.name}</Title><Player channel={channel} /></> : <Title>Không có kênh này</Title>;
        }}
      </Shown>
      {problem ? <ProblemView problem={problem} /> : null}
      <Card title="Chương trình hôm nay">
        <Shown seen={day} empty="Chưa có lịch phát sóng.">
          {({ items }) => (
            <ul class="stack">
              {items.map(({ starts_at, title, showing_label }) => (
                <li class="programme">
                  <span class="grow"><strong>{timeOf(starts_at)}</strong> {title}<span class="soft block">{showing_label}</span></span>
                  {Date.parse(starts_at) > Date.now() ? reminded[starts_at] ? <Tag tone="good">Sẽ nhắc</Tag> : <Button kind="quiet" onClick={() => remind(starts_at)}>Nhắc tôi<span class="sr"> {title}</span></Button> : null}
                </li>
              ))}
            </ul>
          )}
        </Shown>
      </Card>
    </>
  );
}

const STALLED_MS = 8000;

/** Plays by the browser itself, which knows HLS on iOS and on Android's newer web views; else another app may. */
function Player({ channel }: { channel: ChannelOut }): JSX.Element {
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
