/**
 * What a citizen has sent and the network has not carried yet: "saved on this phone, will be sent". Each errand has its
 * own Idempotency-Key, so that sending it again after a lost answer changes nothing.
 */
import { alone, kept, keptOfAll, keptSurely, owner, store, watchKept, watchOwner } from "../device/keep.ts";
import { forgetPhotosIn, withUploads } from "../device/photos.ts";
import { type Answer, ask, newKey, type Operation, type Request } from "./client.ts";
import { asProblem, notKept, type Problem } from "./problem.ts";
import { accessToken } from "./session.ts";

export interface Errand {
  key: string;
  operation: Operation;
  path?: Record<string, string>;
  version?: number;
  body: unknown;
  /** Whose it is; empty where nobody had been known on this phone. */
  by: string;
  /** In the citizen's words: "Hồ sơ đăng ký khai sinh". */
  label: string;
  at: string;
  /** Nobody waits for it: it is neither shown nor missed. */
  quiet?: true;
  /** What was written for it: kept under this name until the gateway has accepted it. */
  draft?: string | undefined;
  /** The screen on which that is mended. */
  form?: string | undefined;
  /** Why it was refused for good, once it was. */
  refused?: string;
  /** The same, to be said where it is mended. */
  problem?: Problem;
  /** Why it is not taken yet, where that is neither the network nor a service that is down. */
  postponed?: Postponed;
}

export interface Postponed {
  why: string;
  /** It is not sent before. */
  until: string;
}

export type Sending<K extends Operation> = { sent: true; answer: Answer<K> } | { sent: false; errand: Errand };

const NAME = "outbox";
const watchers = new Set<() => void>();
type Recipient = (key: string, operation: string) => unknown;
const recipients = new Set<Recipient>();
/** What waits, as this window saw it last. */
let waiting: Errand[] = [];
let changing: Promise<unknown> = Promise.resolve();
let announcing: Promise<unknown> = Promise.resolve();
let delivering: Promise<void> | null = null;

export const errands = async (): Promise<Errand[]> => (await kept<Errand[]>(NAME)) ?? [];
/** How many wait on this phone, whoever has written them. */
export const waitingOfAll = async (): Promise<number> => (await keptOfAll<Errand[]>(NAME)).flat().filter(({ quiet }) => !quiet).length;
/** Those of which a citizen wants to know. */
export const shownErrands = async (): Promise<Errand[]> => (await errands()).filter(({ quiet }) => !quiet);

export function watchOutbox(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => void watchers.delete(watcher);
}
const tell = (): void => watchers.forEach((watcher) => watcher());
watchOwner(() => {
  waiting = [];
  tell();
});

/** Whoever has sent it, this window or another one: the screens hear what has gone. */
async function tellChange(): Promise<void> {
  const left = unrefused(await errands());
  const gone = waiting.filter(({ key }) => !left.some((each) => each.key === key));
  waiting = left;
  gone.forEach(({ key, operation }) => void announce(key, operation));
  tell();
}
watchKept(NAME, tellChange);
/** No screen asks anew when it goes: there is no news for any. */
const hush = (key: string): void => void (waiting = waiting.filter((each) => each.key !== key));
const unrefused = (all: Errand[]): Errand[] => all.filter(({ refused }) => !refused);

/** What the screens show is older than what the gateway has: they ask anew. Ends once they have been answered. */
export async function announce(key: string, operation = ""): Promise<void> {
  await (announcing = Promise.allSettled([announcing, ...[...recipients].map((recipient) => recipient(key, operation))]));
}

/** Ends once the screens know what has gone: until then it is shown as waiting, and not its form, to be sent again. */
export const announced = (): Promise<unknown> => announcing;

/** The keys of what the screen itself says to be waiting. */
const shown = new Set<string>();
export const isShown = ({ key }: Errand): boolean => shown.has(key);

/** The screen says that ``key`` waits, until what is returned is called. */
export function showWaiting(key: string): () => void {
  shown.add(key);
  tell();
  return () => {
    shown.delete(key);
    tell();
  };
}

/** ``recipient`` gets the key and the operation of what waits no longer, sent or refused: what the screen shows is older than that. */
export function watchDelivery(recipient: Recipient): () => void {
  recipients.add(recipient);
  return () => void recipients.delete(recipient);
}

/**
 * Sends now, or keeps it for later when there is no network. What the gateway refuses is thrown, and not kept as long as
 * whoever sent it is ``there`` to mend it.
 */
export async function sendOrKeep<K extends Operation>(
  operation: K,
  errand: Omit<Errand, "operation" | "by" | "at">,
  progress?: (done: number, all: number) => void,
  there = (): boolean => true,
): Promise<Sending<K>> {
  const whole: Errand = { ...errand, operation, by: await owner(), at: new Date().toISOString() };
  await add(whole); // first: the phone may die while it is being sent
  try {
    const answer = (await deliver(whole, progress)) as Answer<K>;
    if (whole.quiet) hush(whole.key);
    await settle(whole);
    return { sent: true, answer };
  } catch (error) {
    const problem = asProblem(error);
    if (problem.passing) return { sent: false, errand: await postpone(whole, problem) };
    if (there()) {
      hush(whole.key);
      await remove(whole.key);
    } else await refuse(whole, problem);
    throw problem;
  }
}

/** Accepted, or thrown away. What was written for it goes first: if the phone dies here it is sent again, under the same key. */
export async function settle({ key, draft, body }: Errand): Promise<void> {
  const waits = (await errands()).some((each) => each.key === key); // else it was sent twice, and there may be another draft
  if (draft && waits) await store(draft, null);
  await remove(key);
  await forgetPhotosIn(body);
}

const refuse = ({ key, quiet }: Errand, problem: Problem): Promise<void> =>
  quiet ? remove(key) : change((all) => all.map((each) => (each.key === key ? { ...each, refused: wordsOf(problem), problem } : each)));

/** Sends what waits, oldest first. What cannot be taken now holds up only what comes after it about the same matter. */
export function deliverAll(): Promise<void> {
  delivering ??= deliverEach().finally(() => (delivering = null));
  return delivering;
}

async function deliverEach(): Promise<void> {
  if (!(await errands()).some(({ refused }) => !refused)) return; // nobody need sign in for nothing
  if (!(await accessToken().then(() => true, () => false))) return; // before it is read whose errands these are
  const held = new Set<string>();
  const all = await errands();
  waiting = unrefused(all);
  for (const errand of all) {
    const matter = Object.values(errand.path ?? {})[0] ?? errand.key;
    if (errand.refused || held.has(matter)) continue;
    if (Date.parse(errand.postponed?.until ?? "") > Date.now()) {
      held.add(matter);
      continue;
    }
    try {
      await deliver(errand);
      await settle(errand);
    } catch (error) {
      const problem = asProblem(error);
      if (problem.status === 401 || (problem.passing && !navigator.onLine)) return;
      if (problem.passing) {
        held.add(matter);
        await postpone(errand, problem);
      } else await refuse(errand, problem);
    }
  }
}

/** Keeps with ``errand`` until when the gateway does not want it, and why; or that this is over. */
async function postpone(errand: Errand, problem: Problem): Promise<Errand> {
  const { postponed, ...plain } = errand;
  if (!postponed && !problem.tooOften) return errand;
  const next: Errand = problem.tooOften ? { ...plain, postponed: { why: problem.detail, until: new Date(Date.now() + problem.waitSeconds * 1000).toISOString() } } : plain;
  await change((all) => all.map((each) => (each.key === errand.key ? next : each)));
  return next;
}

const wordsOf = (problem: Problem): string => [problem.detail, ...problem.errors.map((each) => each.message)].join(" ");

async function deliver(errand: Errand, progress?: (done: number, all: number) => void): Promise<unknown> {
  const request = { by: errand.by, path: errand.path, version: errand.version, key: errand.key, body: await withUploads(errand.body, progress) };
  return ask(errand.operation, request as unknown as Request<Operation>);
}

const add = (errand: Errand): Promise<void> => change((all) => [...all.filter((each) => each.key !== errand.key), errand]);
export const remove = (key: string): Promise<void> => change((all) => all.filter((each) => each.key !== key));

/** One change at a time: each reads what the one before has written. */
function change(next: (all: Errand[]) => Errand[]): Promise<void> {
  const mine = changing.then(() => alone(NAME, async () => {
    const all = next((await keptSurely<Errand[]>(NAME).catch(() => Promise.reject(notKept()))) ?? []);
    await store(NAME, all.length ? all : null);
    await tellChange();
  }));
  changing = mine.catch(() => undefined);
  return mine;
}

let begun = false;

/** Tries again when the network returns, when the app comes back to the front, and now and then. */
export function keepDelivering(): void {
  if (begun) return void deliverAll();
  begun = true;
  const again = (): void => void deliverAll();
  addEventListener("online", again);
  document.addEventListener("visibilitychange", () => document.hidden || again());
  setInterval(again, 30_000);
  again();
}

export { newKey };
