/** The frame around every screen: the bar with the way back and the help, the screen, the tabs. */
import type { ComponentChildren, FunctionComponent, JSX } from "preact";
import { useEffect, useErrorBoundary, useState } from "preact/hooks";
import { offline } from "@quangngai/common/api/problem.ts";
import { lasts } from "@quangngai/common/device/keep.ts";
import { Icon } from "@quangngai/common/ui/icons.tsx";
import { Button, LinkButton, Loading, Notice, ProblemView, Title } from "@quangngai/common/ui/parts.tsx";
import { goBack, href, matched, type Place, usePlace } from "@quangngai/common/ui/router.ts";
import { forgetAsked } from "@quangngai/common/ui/use_answer.ts";
import { useOnceOnline } from "@quangngai/common/ui/use_once_online.ts";
import { OutboxNotice } from "./outbox_notice.tsx";
import { province } from "./province.ts";
import { type Screen, SCREENS } from "./screens.ts";
import { useTextSize } from "./text_size.ts";
import { useUnread } from "./unread.ts";
import { inZalo } from "./zalo/adapter.ts";

export function App(): JSX.Element {
  const place = usePlace();
  useTextSize();
  return (
    <Frame path={place.path}>
      <OutboxNotice path={place.path} />
      <Current place={place} />
    </Frame>
  );
}

/** What moves between the bars can have the focus, so that keys move it where there is no link in it. */
export const Frame = ({ path, children }: { path: string; children: ComponentChildren }): JSX.Element => (
  <div class="frame">
    <Bar path={path} />
    <main tabIndex={0}>{children}</main>
    <Tabs path={path} />
  </div>
);

/** The name stands in Zalo's own bar already, which has no way back of its own: the build says so in app-config.json. */
function Bar({ path }: { path: string }): JSX.Element {
  return (
    <div class="bar" role="banner">
      {path === "/" ? null : (
        <button type="button" class={inZalo ? "grow" : undefined} onClick={() => goBack("/")}>
          <Icon name="back" />
          <span class={inZalo ? undefined : "sr"}>Quay lại</span>
        </button>
      )}
      {inZalo ? null : <Name />}
      <a href={href("/hotlines")}>
        <Icon name="phone" />
        Trợ giúp
      </a>
    </div>
  );
}

const [LAST_WORD = "", ...EARLIER] = province.name.split(" ").reverse();
const FIRST_WORDS = EARLIER.reverse().join(" ");

const Name = (): JSX.Element => (
  <a class="place" href={href("/")}>{province.logo ? <img src={province.logo} alt="" /> : null}<span>{FIRST_WORDS} <b>{LAST_WORD}</b></span></a>
);

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
        <a href={href(to)} aria-current={path === to ? "page" : to !== "/" && path.startsWith(`${to}/`) ? "true" : undefined}>
          <Icon name={icon} />
          {name}
          {to === "/inbox" && unread ? <span class="badge">{unread > 99 ? "99+" : unread}<span class="sr"> tin chưa đọc</span></span> : null}
        </a>
      ))}
    </nav>
  );
}

interface Opened {
  path: string;
  Screen: FunctionComponent<Screen>;
  ids: Record<string, string>;
}

/** The screen at ``path``; a promise of it while its module has to be fetched. */
function opened(path: string): Opened | Promise<Opened> {
  for (const [pattern, load] of SCREENS) {
    const ids = matched(pattern, path);
    if (!ids) continue;
    const Screen = load();
    return Screen instanceof Promise ? Screen.then((fetched) => ({ path, Screen: fetched, ids })) : { path, Screen, ids };
  }
  throw new Error(`no screen for ${path}`); // the last pattern fits every path
}

/** A module has failed since the page was opened: Chromium does not fetch it again before the page is opened anew. */
let broken = false;
const mayOpenAnew = (): boolean => navigator.onLine && lasts();

function Current({ place }: { place: Place }): JSX.Element {
  // The first screen is drawn at once, in place of what the page came with.
  const [shown, setShown] = useState<Opened | null>(() => (place.path === "/" ? (opened("/") as Opened) : null));
  const [failed, setFailed] = useState(false);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let gone = false;
    setFailed(false);
    Promise.resolve(opened(place.path)).then(
      (next) => gone || setShown(next),
      () => {
        if (gone) return;
        if (broken && mayOpenAnew()) return location.reload();
        broken = true;
        setFailed(true);
      },
    );
    return () => void (gone = true);
  }, [place.path, turn]);
  const again = (): void => (mayOpenAnew() ? location.reload() : setTurn((before) => before + 1));
  useOnceOnline(failed, again);
  if (failed)
    return (
      <>
        <Title>Chưa mở được trang này</Title>
        <ProblemView problem={offline()} again={again} />
        <LinkButton to={`tel:${province.hotline}`} kind="quiet" icon="phone">{`Gọi ${province.hotline}`}</LinkButton>
      </>
    );
  if (!shown || shown.path !== place.path) return <Loading />;
  return <ErrorBoundary key={shown.path}><shown.Screen ids={shown.ids} query={place.query} /></ErrorBoundary>;
}

/** A fault in one screen leaves the rest of the app standing, and an answer that it could not draw is not drawn again. */
function ErrorBoundary({ children }: { children: ComponentChildren }): JSX.Element {
  const [fault, reset] = useErrorBoundary(forgetAsked);
  if (fault === undefined) return <>{children}</>;
  return (
    <>
      <Title>Trang này gặp trục trặc</Title>
      <Notice tone="bad" title="Chưa hiện được trang này" live>
        <p>Những gì Ông/Bà đã nhập vẫn còn trên máy. Xin thử lại, hoặc gọi {province.hotline}.</p>
        <Button kind="quiet" onClick={reset}>Thử lại</Button>
      </Notice>
    </>
  );
}
