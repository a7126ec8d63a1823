/** The first screen, from one request: utilities, what matters now, and the citizen's own running matters. */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { BillRow, DossierRow as DossierSummary, HomeView, OwnReportRow } from "@quangngai/common/api/schema.ts";
import { accessToken, currentCitizen } from "@quangngai/common/api/session.ts";
import { Icon } from "@quangngai/common/ui/icons.tsx";
import { Row, Rows, Shown, Tag } from "@quangngai/common/ui/parts.tsx";
import { go, href } from "@quangngai/common/ui/router.ts";
import { type Seen, useAnswer } from "@quangngai/common/ui/use_answer.ts";
import { dayOf, momentOf, money } from "@quangngai/common/words/words.ts";
import { isOver, toneOf } from "../dossier_words.ts";
import { addressOf } from "../target.ts";
import { isKnown } from "../zalo/adapter.ts";

export function Home(): JSX.Element {
  const home = useAnswer("GET /v1/home");
  const name = useName();
  return (
    <>
      <Welcome name={name} />
      <Shown seen={home}>{(value) => <Below home={value} />}</Shown>
    </>
  );
}

export const Welcome = ({ name = "" }: { name?: string }): JSX.Element => (
  <div class="hero bleed">
    <div>
      <h1 tabIndex={-1}>{name ? `Chào ${name}` : "Kính chào Ông/Bà"}</h1>
      <p>Hôm nay Ông/Bà cần việc gì?</p>
    </div>
    <form role="search" onSubmit={(event) => { event.preventDefault(); go(`/search?q=${encodeURIComponent(new FormData(event.currentTarget).get("q") as string)}`); }}>
      <label class="find">
        <span class="sr">Tìm thủ tục, hướng dẫn, tin tức</span>
        <Icon name="search" />
        <input type="search" name="q" placeholder="Ví dụ: khai sinh" enterkeyhint="search" autocomplete="off" />
      </label>
    </form>
    <Scene />
  </div>
);

function useName(): string {
  const [name, setName] = useState(() => currentCitizen()?.name ?? "");
  useEffect(() => {
    if (isKnown()) accessToken().then(() => setName(currentCitizen()?.declared_name ?? currentCitizen()?.name ?? ""), () => undefined);
  }, []);
  return name;
}

const COMING = new Set(["requested", "approved", "called"]);
const ASKED_BACK = "CHO_BO_SUNG";
const REPORT_OVER = new Set(["HOAN_THANH", "DA_DONG", "TU_CHOI", "CHUYEN_CAP_TREN", "GOP_TRUNG", "DA_RUT"]);
/** What only the citizen can do, so that a dossier goes on. */
const ASKS = new Set(["supplement", "enter_code"]);

function Below({ home }: { home: HomeView }): JSX.Element {
  return (
    <>
      <Utilities>
        {home.utilities.filter(({ in_development }) => !in_development).map(({ label, icon, target }) => (
          <Utility label={label} icon={icon} address={addressOf(target)} />
        ))}
      </Utilities>
      <MyMatters />
      {home.pinned.map((article) => (
        <a class="notice bad plain" href={href(`/news/${article.id}`)}>
          <Icon name="warning" />
          <span><strong>{article.title}</strong></span>
        </a>
      ))}
      {home.banners.map(({ title, target }) => (
        <a class="banner" href={addressOf(target)}>
          <span class="grow">{title}</span>
          <Icon name="next" />
        </a>
      ))}
      {home.news.length ? (
        <>
          <div class="section"><h2>Tin mới của tỉnh</h2><a href={href("/news")}>Xem tất cả</a></div>
          <Rows>{home.news.slice(0, 4).map((article) => <Row to={`/news/${article.id}`} title={article.title} picture={article.thumbnail} note={`${article.category_label}, ngày ${dayOf(article.published_at)}`} />)}</Rows>
        </>
      ) : null}
    </>
  );
}

export const Utilities = ({ children }: { children: ComponentChildren }): JSX.Element => (
  <nav aria-label="Tiện ích">
    <ul class="grid">{children}</ul>
  </nav>
);

export const Utility = ({ label, icon, address }: { label: string; icon: string; address: string }): JSX.Element => (
  <li>
    <a href={address}>
      <span class="tile"><Icon name={icon} /></span>
      {label}
    </a>
  </li>
);

const MOST_MATTERS = 3;

const settled = ({ value, problem }: Seen<unknown>): boolean => value !== null || problem !== null;

/** All that waits for the citizen, then a few of what goes on without them. */
const waitingFirst = <T,>(all: T[], waits: (one: T) => boolean): [waiting: T[], others: T[]] => [all.filter(waits), all.filter((one) => !waits(one)).slice(0, MOST_MATTERS)];

/**
 * What is under way: first what waits for the citizen, then visits, dossiers, reports. Only for who is signed in already,
 * as the first screen asks nobody who they are; one question after the other, so that a weak network carries the rest of
 * the screen first; and shown once all of them are answered, so that nothing moves below a finger.
 */
function MyMatters(): JSX.Element | null {
  const dossiers = useAnswer("GET /v1/dossiers", isKnown() ? { query: { limit: 20 } } : null);
  const reports = useAnswer("GET /v1/reports", settled(dossiers) ? { query: { limit: 20 } } : null);
  const bills = useAnswer("GET /v1/bills", settled(reports) ? { query: { limit: 20 } } : null);
  const visits = useAnswer("GET /v1/appointments", settled(bills) ? { query: { limit: 10 } } : null);
  if (!settled(visits)) return null;
  const running = (dossiers.value?.items ?? []).filter(({ state }) => !isOver(state));
  const due = (bills.value?.items ?? []).filter(({ remaining }) => remaining > 0);
  const feeOf = (dossier: string): BillRow | undefined => due.find(({ dossier_id }) => dossier_id === dossier);
  const [asked, going] = waitingFirst(running, ({ id, allowed_actions }) => Boolean(feeOf(id)) || allowed_actions.some(({ action }) => ASKS.has(action)));
  const sent = (reports.value?.items ?? []).filter(({ state }) => !REPORT_OVER.has(state));
  const [askedBack, handled] = waitingFirst(sent, ({ state }) => state === ASKED_BACK);
  const coming = (visits.value?.items ?? []).filter(({ state, ends_at }) => COMING.has(state) && Date.parse(ends_at) > Date.now());
  if (![running, sent, due, coming].some(({ length }) => length)) return null;
  return (
    <>
      <div class="section"><h2>Việc của Ông/Bà</h2><a href={href("/me")}>Xem tất cả</a></div>
      <Rows>
        {asked.map((dossier) => <DossierRow dossier={dossier} note={feeText(feeOf(dossier.id)) || dossier.what_next} />)}
        {askedBack.map((report) => <ReportRow report={report} note="Cơ quan hỏi thêm, mời Ông/Bà trả lời" />)}
        {due.filter(({ dossier_id }) => !asked.some(({ id }) => id === dossier_id)).map((bill) => (
          <Row to={`/bills/${bill.id}`} icon="wallet" title={bill.title} note={feeText(bill)} tag={<Tag tone={bill.overdue ? "bad" : "wait"}>{bill.overdue ? "Quá hạn" : bill.state_label}</Tag>} />
        ))}
        {coming.map(({ id, starts_at, office, number }) => (
          <Row to={`/appointments/${id}`} icon="calendar" title={`Lịch hẹn ${momentOf(starts_at)}`} note={`Số ${number}, ${office.name}`} />
        ))}
        {going.map((dossier) => <DossierRow dossier={dossier} note={dossier.due_at ? `Hẹn trả kết quả ngày ${dayOf(dossier.due_at)}` : dossier.agency.name} />)}
        {handled.map((report) => <ReportRow report={report} note={`Gửi ngày ${dayOf(report.sent_at)}`} />)}
      </Rows>
    </>
  );
}

/** A fee stands with its dossier: it is one matter. */
const feeText = (bill: BillRow | undefined): string => (bill ? `Còn ${money(bill.remaining)}${bill.due_at ? `, hạn ${dayOf(bill.due_at)}` : ""}` : "");

const DossierRow = ({ dossier: { id, code, submission_reference, procedure, state, state_label }, note }: { dossier: DossierSummary; note: string }): JSX.Element => (
  <Row to={`/dossiers/${id}`} icon="file" title={procedure.name} tag={<Tag tone={toneOf(state)}>{state_label}</Tag>} note={`Mã ${code ?? submission_reference}. ${note}`} />
);

const ReportRow = ({ report: { id, title, state, state_label }, note }: { report: OwnReportRow; note: string }): JSX.Element => (
  <Row to={`/feedback/mine/${id}`} icon="megaphone" title={title} tag={<Tag tone={state === ASKED_BACK ? "wait" : "calm"}>{state_label}</Tag>} note={note} />
);

/** Núi Ấn, sông Trà: the province's own, in its colours. */
const Scene = (): JSX.Element => (
  <svg class="scene" viewBox="0 0 400 60" preserveAspectRatio="xMidYMax slice" aria-hidden="true">
    <circle cx="322" cy="15" r="9" fill="var(--sun)" />
    <g fill="var(--sea-pale)" opacity=".16">
      <path d="M196 52l30-30c4-4 74-4 78 0l36 30z" />
      <path d="M296 52l20-16c3-2 44-2 47 0l37 16z" />
    </g>
    <path d="M0 40c60-13 110 9 170 3s110-12 230 0v20H0z" fill="var(--sea-pale)" opacity=".3" />
    <path d="M0 50c70-9 120 8 200 2s130-7 200 2v8H0z" fill="var(--sand)" />
  </svg>
);
