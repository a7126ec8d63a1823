/** The few parts that all screens are made of. */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { addressAt } from "../api/client.ts";
import { asProblem, type Problem } from "../api/problem.ts";
import type { Thumbnail } from "../api/schema.ts";
import type { Faults } from "../forms/use_faults.ts";
import { recently } from "../words/words.ts";
import { Icon } from "./icons.tsx";
import { addressHere, href } from "./router.ts";
import type { Seen } from "./use_answer.ts";
import { useOnceOnline } from "./use_once_online.ts";

type Children = { children?: ComponentChildren };

let appName = "";
export const setAppName = (name: string): void => void (appName = name);

/** The heading of a screen takes the focus, so that who listens hears where they are. */
export function Title({ children, note }: Children & { note?: ComponentChildren }): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
    const screen = heading.current?.closest("main");
    if (screen) screen.scrollTop = 0;
    document.title = [heading.current?.textContent, appName].filter(Boolean).join(" – ");
  }, [String(children)]);
  return (
    <header class="title">
      <h1 ref={heading} tabIndex={-1}>{children}</h1>
      {note ? <p class="lead">{note}</p> : null}
    </header>
  );
}

/** An action. While it runs it says so, and a second tap does nothing; when it fails it says below what to do. */
export function Button({ children, onClick, kind = "main", busy = "Đang gửi…", icon, type = "button" }: Children & {
  onClick?: () => unknown;
  kind?: "main" | "quiet" | "danger" | "link";
  busy?: string;
  icon?: string;
  type?: "button" | "submit";
}): JSX.Element {
  const [running, setRunning] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const locked = useRef(false);
  const alive = useRef(true);
  useEffect(() => () => void (alive.current = false), []);
  useOnceOnline(problem?.kind === "offline", () => setProblem(null)); // what is said is true as it is read
  const click = async (): Promise<void> => {
    if (locked.current || !onClick) return;
    locked.current = true;
    setProblem(null);
    const slow = setTimeout(() => alive.current && setRunning(true), 150);
    try {
      await onClick();
    } catch (error) {
      if (alive.current) setProblem(asProblem(error));
    } finally {
      clearTimeout(slow);
      locked.current = false;
      if (alive.current) setRunning(false);
    }
  };
  return (
    <>
      <button type={type} class={`button ${kind}`} aria-disabled={running} onClick={() => void click()}>
        {icon ? <Icon name={icon} /> : null}
        <span>{running ? busy : children}</span>
      </button>
      {problem ? <ProblemView problem={problem} /> : null}
    </>
  );
}

/** Where one part takes the place of another in which somebody has tapped: it has the focus then, and is read. */
export function InPlace({ of, children }: Children & { of: unknown }): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const drawn = useRef(false);
  useEffect(() => {
    // It stands where the finger is: moved from there, a second tap would meet another button.
    if (drawn.current && isFocusLost()) place.current?.focus({ preventScroll: true });
    drawn.current = true;
  }, [of]);
  return <div class="stack" tabIndex={-1} ref={place}>{children}</div>;
}

/** What cannot be undone is asked once more. */
export function Confirm({ children, question, sure, onClick, busy = "Đang gửi…" }: Children & { question: string; sure: string; onClick: () => unknown; busy?: string }): JSX.Element {
  const [asked, setAsked] = useState(false);
  return (
    <InPlace of={asked}>
      {asked ? (
        <Card title={question}>
          <Button kind="danger" busy={busy} onClick={onClick}>{sure}</Button>
          <Button kind="quiet" onClick={() => setAsked(false)}>Không, giữ lại</Button>
        </Card>
      ) : <Button kind="danger" onClick={() => setAsked(true)}>{children}</Button>}
    </InPlace>
  );
}

export const LinkButton = ({ to, children, kind = "main", icon }: Children & { to: string; kind?: "main" | "quiet"; icon?: string }): JSX.Element => (
  <a class={`button ${kind}`} href={/^[a-z]+:/.test(to) ? to : href(to)}>
    {icon ? <Icon name={icon} /> : null}
    <span>{children}</span>
  </a>
);

export const Rows = ({ children }: Children): JSX.Element => <ul class="rows">{children}</ul>;

/** A line of a list that leads somewhere. */
export const Row = ({ to, title, note, tag, icon, picture }: { to: string; title: ComponentChildren; note?: ComponentChildren; tag?: ComponentChildren; icon?: string; picture?: Thumbnail | null }): JSX.Element => (
  <li>
    <a class="row" href={href(to)}>
      {icon ? <span class="tile"><Icon name={icon} /></span> : null}
      {picture ? <img src={addressAt(picture.url)} alt={picture.text} width={picture.width} height={picture.height} loading="lazy" /> : null}
      <span class="grow">
        <strong>{title}</strong>
        {note ? <span class="soft">{note}</span> : null}
        {tag}
      </span>
      <Icon name="next" />
    </a>
  </li>
);

export type Tone = "calm" | "good" | "wait" | "bad";
export const Tag = ({ tone = "calm", children }: Children & { tone?: Tone }): JSX.Element => <span class={`tag ${tone}`}>{children}</span>;

const TONE_ICON: Record<Tone, string> = { calm: "bell", good: "check", wait: "wait", bad: "warning" };

export const isFocusLost = (): boolean => document.activeElement === document.body;

/** ``live``: whoever listens hears it. */
export function Notice({ tone = "calm", title, children, live = false, instead = false }: Children & {
  tone?: Tone;
  title?: string;
  live?: boolean;
  /** It stands where the button was that led to it: the focus that has gone with that one is here then. */
  instead?: boolean;
}): JSX.Element {
  const notice = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (instead && isFocusLost()) notice.current?.focus();
  }, []);
  return (
    <div class={`notice ${tone}`} role={live ? "status" : undefined} tabIndex={instead ? -1 : undefined} ref={notice}>
      <Icon name={TONE_ICON[tone]} />
      <div>
        {title ? <strong>{title}</strong> : null}
        {children}
      </div>
    </div>
  );
}

export const Card = ({ title, aside, children }: Children & { title?: string; aside?: ComponentChildren }): JSX.Element => (
  <section class="card">
    {aside ? <div class="section"><h2>{title}</h2>{aside}</div> : title ? <h2>{title}</h2> : null}
    {children}
  </section>
);

export function Facts({ facts }: { facts: Array<[string, ComponentChildren]> }): JSX.Element {
  return (
    <dl class="facts">
      {facts.filter(([, value]) => value !== "" && value !== null && value !== undefined && value !== false).map(([name, value]) => (
        <div>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What to do when something was refused or did not come. What a tap led to has the focus, and is scrolled to with it. */
export function ProblemView({ problem, again, unasked = again !== undefined }: {
  problem: Problem;
  again?: (() => void) | undefined;
  /** It came while somebody may be writing somewhere else: they are not taken away from there. */
  unasked?: boolean;
}): JSX.Element {
  const notice = useRef<HTMLDivElement>(null);
  const { title, detail } = problem;
  useEffect(() => {
    if (!unasked) notice.current?.focus();
  }, [title, detail]);
  return (
    <div class="notice bad" role="alert" tabIndex={-1} ref={notice}>
      <Icon name="warning" />
      <div>
        <strong>{title}</strong>
        <p>{detail}</p>
        {problem.errors.length ? <ul>{problem.errors.map((each) => <li>{each.message}</li>)}</ul> : null}
        {problem.status === 401 ? <LinkButton to={`/sign-in?to=${encodeURIComponent(addressHere())}`}>Đăng nhập</LinkButton> : null}
        {again && problem.lasting ? <LinkButton to="/">Về trang chủ</LinkButton> : null}
        {again && !problem.lasting && problem.status !== 401 ? <Button kind="quiet" onClick={again}>Thử lại</Button> : null}
      </div>
    </div>
  );
}

/** At the top, with the focus after each turn of looking; each line leads to its field, and is gone once that is mended. */
export function ErrorSummary({ faults, turn }: Pick<Faults, "faults" | "turn">): JSX.Element | null {
  const summary = useRef<HTMLDivElement>(null);
  useEffect(() => summary.current?.focus(), [turn]);
  if (!faults.length) return null;
  const jump = (event: Event, field: string): void => {
    event.preventDefault();
    const target = document.getElementById(field);
    const inner = target?.matches("fieldset") ? target.querySelector<HTMLElement>("input") : target;
    (inner ?? target)?.focus();
    target?.scrollIntoView({ block: "center" });
  };
  return (
    <div class="notice bad" role="alert" tabIndex={-1} ref={summary}>
      <Icon name="warning" />
      <div>
        <strong>Xin xem lại {faults.length} mục</strong>
        <ul>{faults.map(({ field, message }) => <li><a href={`#${field}`} onClick={(event) => jump(event, field)}>{message}</a></li>)}</ul>
      </div>
    </div>
  );
}

export const Loading = (): JSX.Element => (
  <div class="loading" role="status">
    <span class="sr">Đang tải</span>
    <i /><i /><i />
  </div>
);

/** An answer on the screen: at once as it was last seen, then fresh; or what went wrong, and what to do. */
export function Shown<T>({ seen, children, empty, title }: {
  seen: Seen<T>;
  children: (value: T) => ComponentChildren;
  empty?: ComponentChildren;
  /** Of a screen whose own title is in the answer. */
  title?: string;
}): JSX.Element {
  const { value, from, problem, loading, reload, more } = seen;
  const away = from !== null && !loading && !problem; // its service is: the gateway gave what it had
  const waits = useLong(from !== null && loading);
  if (value === null)
    return (
      <>
        {title ? <Title>{title}</Title> : null}
        {problem ? <ProblemView problem={problem} again={reload} /> : <Loading />}
      </>
    );
  const { items } = value as { items?: unknown[] };
  const none = empty && Array.isArray(items) && !items.length;
  return (
    <>
      {problem || away ? (
        <Notice tone="wait" live title={from ? `Đây là thông tin lúc ${recently(from)}` : "Chưa cập nhật được"}>
          {problem ? <p>{problem.title}. {problem.status === 0 ? "Khi có mạng, trang sẽ cập nhật." : problem.detail}</p> : <p>Hệ thống đang bận, chưa có thông tin mới hơn.</p>}
          <Button kind="quiet" busy="Đang cập nhật…" onClick={reload}>Cập nhật</Button>
        </Notice>
      ) : null}
      {waits && from && !problem ? <p class="updating" role="status">Đang cập nhật. Đây là thông tin lúc {recently(from)}.</p> : null}
      {none && !loading ? <div class="empty">{empty}</div> : children(value)}
      {Array.isArray(items) && "next" in (value as object) ? <More shown={items.length} more={more} /> : null}
    </>
  );
}

/** Whether ``something`` has been so for longer than one waits without a word. */
function useLong(something: boolean): boolean {
  const [long, setLong] = useState(false);
  useEffect(() => {
    if (!something) return setLong(false);
    const timer = setTimeout(setLong, 3000, true);
    return () => clearTimeout(timer);
  }, [something]);
  return long;
}

/** The rest of a list, a page at a time. Whoever listens hears how long it has become, and is not left without a focus. */
function More({ shown, more }: { shown: number; more: Seen<unknown>["more"] }): JSX.Element {
  const [loaded, setLoaded] = useState(false);
  const words = useRef<HTMLParagraphElement>(null);
  const fetch = async (): Promise<void> => {
    await more?.();
    setLoaded(true);
  };
  useEffect(() => void (loaded && !more && words.current?.focus({ preventScroll: true })), [loaded, more === null]);
  return (
    <>
      <p class={loaded ? "soft" : "sr"} role="status" tabIndex={-1} ref={words}>{loaded ? `Đã hiện ${shown} mục${more ? "" : ", hết danh sách"}.` : ""}</p>
      {more ? <Button kind="quiet" busy="Đang tải thêm…" onClick={fetch}>Xem thêm</Button> : null}
    </>
  );
}
