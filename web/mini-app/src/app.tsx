/** The frame around every screen: the bar with the way back and the help, the screen, the tabs. */
import type { FunctionComponent, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { currentCitizen } from "@quangngai/common/api/session.ts";
import { Icon } from "@quangngai/common/ui/icons.tsx";
import { Button, Loading, Notice } from "@quangngai/common/ui/parts.tsx";
import { goBack, href, matched, type Place, usePlace } from "@quangngai/common/ui/router.ts";
import { OutboxNotice } from "./outbox_notice.tsx";
import { type Screen, SCREENS } from "./screens.ts";
import { useUnread } from "./unread.ts";

export function App(): JSX.Element {
  const place = usePlace();
  useTextSize();
  return (
    <>
      <Bar place={place} />
      <main>
        <OutboxNotice />
        <Current place={place} />
      </main>
      <Tabs path={place.path} />
    </>
  );
}

function Bar({ place }: { place: Place }): JSX.Element {
  return (
    <div class="bar" role="banner">
      {place.path === "/" ? null : (
        <button type="button" onClick={() => goBack("/")}>
          <Icon name="back" />
          <span class="sr">Quay lại</span>
        </button>
      )}
      <a class="place" href={href("/")}>Quảng Ngãi <b>Smart</b></a>
      <a href={href("/hotlines")}>
        <Icon name="phone" />
        Trợ giúp
      </a>
    </div>
  );
}

const TABS: Array<[path: string, name: string, icon: string]> = [
  ["/", "Trang chủ", "home"],
  ["/dossiers", "Hồ sơ", "file"],
  ["/inbox", "Tin báo", "bell"],
  ["/me", "Cá nhân", "user"],
];

function Tabs({ path }: { path: string }): JSX.Element {
  const unread = useUnread(path);
  return (
    <nav class="tabs" aria-label="Các mục chính">
      {TABS.map(([to, name, icon]) => (
        <a href={href(to)} aria-current={path === to ? "page" : undefined}>
          <Icon name={icon} />
          {name}
          {to === "/inbox" && unread ? <span class="badge">{unread > 99 ? "99+" : unread}<span class="sr"> tin chưa đọc</span></span> : null}
        </a>
      ))}
    </nav>
  );
}

function Current({ place }: { place: Place }): JSX.Element {
  const [shown, setShown] = useState<{ path: string; Screen: FunctionComponent<Screen>; ids: Record<string, string> } | null>(null);
  const [failed, setFailed] = useState(false);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let gone = false;
    setFailed(false);
    for (const [pattern, load] of SCREENS) {
      const ids = matched(pattern, place.path);
      if (!ids) continue;
      Promise.resolve(load()).then(
        (Screen) => gone || setShown({ path: place.path, Screen, ids }),
        () => gone || setFailed(true),
      );
      break;
    }
    return () => void (gone = true);
  }, [place.path, turn]);
  if (failed)
    return (
      <Notice tone="bad" title="Chưa mở được trang này" live>
        <p>Mạng đang yếu. Những gì Ông/Bà đã nhập vẫn còn trên máy.</p>
        <Button kind="quiet" onClick={() => setTurn(turn + 1)}>Thử lại</Button>
      </Notice>
    );
  if (!shown || shown.path !== place.path) return <Loading />;
  return <shown.Screen key={shown.path} ids={shown.ids} query={place.query} />;
}

/** The size that the citizen chose, wherever they chose it. */
function useTextSize(): void {
  useEffect(() => {
    const apply = (): void => {
      const size = currentCitizen()?.text_size;
      if (size) document.documentElement.className = size;
    };
    const timer = setInterval(apply, 1500);
    apply();
    return () => clearInterval(timer);
  }, []);
}
