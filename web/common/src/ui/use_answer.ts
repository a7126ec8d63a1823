/**
 * What the gateway last answered, and from when: a list is shown at once as it was seen last, then as it is now. Kept on
 * the phone, so that it is there without a network too.
 */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { addressOf, type Answer, ask, type Operation, PUBLIC, type Request, staleFrom } from "../api/client.ts";
import { watchDelivery } from "../api/outbox.ts";
import { asProblem, type Problem } from "../api/problem.ts";
import { FORM } from "../api/schema.ts";
import { keptAtHand, reach, sameHands, storeAtHand, watchOwner } from "../device/keep.ts";
import { useOnceOnline } from "./use_once_online.ts";

export interface Seen<T> {
  value: T | null;
  /** When it was seen; null while it is as fresh as can be. */
  from: string | null;
  problem: Problem | null;
  loading: boolean;
  /** Asks anew; ends with the answer, whatever it is. */
  reload: () => Promise<void>;
  /** Fetches the next page of a list, below what is there; null where there is none. */
  more: (() => Promise<void>) | null;
}

type Waiting<T> = Omit<Seen<T>, "reload" | "more">;

interface KeptAnswer<T> {
  at: string;
  form: string;
  value: T;
}

const LARGEST = 120_000;
const asGiven = new Set<string>();

/** An answer that came with the page itself: whoever wants it first need not ask. */
export function give<K extends Operation>(operation: K, value: Answer<K>): void {
  asGiven.add(nameOf(operation));
  keep(nameOf(operation), value);
}

/** Asked for before anybody wants it, so that it is there without a network. */
export async function askAhead(operation: "GET /v1/hotlines"): Promise<void> {
  keep(nameOf(operation), await ask(operation));
}

export const SEEN = "seen:";
const nameOf = <K extends Operation>(operation: K, request?: Request<K>): string =>
  `${SEEN}${addressOf(operation, request?.path, request?.query as Record<string, unknown>)}`;

/** A list that goes on: `next` is where. */
interface Page {
  items: unknown[];
  next: string;
}

const goesOn = (value: unknown): value is Page => typeof (value as Partial<Page> | null)?.next === "string" && Array.isArray((value as Partial<Page>).items);

/** By list: how many pages somebody has opened. So many are there when they come back to it. */
const opened = new Map<string, number>();
watchOwner(() => opened.clear());

async function nextOf<K extends Operation>(operation: K, request: Request<K> | undefined, shown: Page): Promise<Answer<K>> {
  const { query } = (request ?? {}) as { query?: object };
  const page = (await ask(operation, { ...request, query: { ...query, after: shown.next } } as unknown as Request<K>)) as Page;
  return { ...shown, items: [...shown.items, ...page.items], next: page.next } as Answer<K>;
}

/** The answer; a list with all the pages that were opened. */
async function whole<K extends Operation>(operation: K, request: Request<K> | undefined, name: string): Promise<Answer<K>> {
  let value = await ask(operation, request as Request<K>);
  for (let page = 1; page < (opened.get(name) ?? 1) && goesOn(value); page++) value = await nextOf(operation, request, value);
  return value;
}

function keep(name: string, value: unknown): void {
  if (JSON.stringify(value).length < LARGEST) void storeAtHand(name, { at: staleFrom(value) ?? new Date().toISOString(), form: FORM, value });
}

/** By name, what the screen asks for. */
const asked = new Set<string>();

/** One of the answers on the screen could not be drawn: all of them are asked for anew, and none is shown before. */
export function forgetAsked(): void {
  asked.forEach((name) => void storeAtHand(name, null));
  asked.clear();
}

/** By name: one's own lists that were opened since the app was, and how each is asked for anew. */
const lists = new Map<string, () => Promise<void>>();
watchOwner(() => {
  lists.clear();
  asGiven.clear(); // what came with the page is no longer at hand
});

/** What was sent stands in lists that are not on the screen: without a network one would be asked there to send it again. */
watchDelivery((_, operation) => {
  const matter = operation.split("/")[2] ?? "";
  const changed = matter === "dossiers" ? [matter, "drafts"] : [matter];
  for (const [name, renew] of lists) if (!asked.has(name) && changed.some((each) => name.startsWith(`${SEEN}GET /v1/${each}`))) void renew().catch(() => undefined);
});

export function useAnswer<K extends Operation>(operation: K, request?: Request<K> | null): Seen<Answer<K>> {
  const name = request === null ? "" : nameOf(operation, request);
  const [seen, setSeen] = useState<Waiting<Answer<K>> & { name: string }>(() => ({ name, ...lastOf<Answer<K>>(name) }));
  if (name) asked.add(name); // as it is drawn, not after: that may fail
  useEffect(() => () => void asked.delete(name), [name]);
  const [turn, setTurn] = useState(0);
  const waiting = useRef<Array<() => void>>([]);
  const settle = (): void => waiting.current.splice(0).forEach((ends) => ends());
  useEffect(() => {
    if (seen.name !== name) setSeen({ name, ...lastOf(name) }); // of nothing that is asked for nothing stays
    if (!name || asGiven.delete(name)) return settle();
    let gone = false;
    let fresh = false;
    const same = sameHands();
    const keepWhole = (value: Answer<K>): void => void (same() && keep(name, value));
    if (!PUBLIC.test(operation) && !operation.includes("{")) lists.set(name, () => whole(operation, request ?? undefined, name).then(keepWhole));
    setSeen((before) => ({ ...before, problem: before.value === null ? null : before.problem, loading: true }));
    void reach<KeptAnswer<Answer<K>>>(name).then((last) => {
      // An app of another day may have kept it, and its screens wanted other members.
      if (last?.form === FORM && !gone && !fresh) setSeen((before) => ({ ...before, value: before.value ?? last.value, from: last.at }));
    });
    whole(operation, request ?? undefined, name).then(
      (value) => {
        fresh = true;
        if (!gone) setSeen({ name, value, from: staleFrom(value), problem: null, loading: false });
        keepWhole(value);
      },
      (error: unknown) => {
        if (!gone) setSeen((before) => ({ ...before, problem: asProblem(error), loading: false }));
      },
    ).finally(() => gone || settle());
    return () => void (gone = true);
  }, [name, turn]);
  const reload = useCallback(
    () =>
      new Promise<void>((ends) => {
        waiting.current.push(ends);
        setTurn((before) => before + 1);
      }),
    [],
  );
  useEffect(() => settle, []);
  useEffect(() => (name ? watchDelivery(reload) : undefined), [name]);
  useOnceOnline(seen.problem !== null, reload);
  const { value } = seen;
  const more = seen.name === name && goesOn(value) ? async (): Promise<void> => {
    const longer = await nextOf(operation, request ?? undefined, value);
    opened.set(name, (opened.get(name) ?? 1) + 1);
    setSeen((before) => (before.value === value ? { ...before, value: longer } : before));
  } : null;
  return { ...seen, reload, more };
}

/** A list of which no part may be missing, as something is looked for in it: fetched page after page by itself. */
export function useWhole<T>(seen: Seen<T>, when = true): Seen<T> {
  useEffect(() => void (when && seen.more?.().catch(() => undefined)), [seen.value, when]);
  return seen;
}

function lastOf<T>(name: string): Waiting<T> {
  const last = keptAtHand<KeptAnswer<T>>(name);
  const given = asGiven.has(name);
  return { value: last?.value ?? null, from: given ? null : (last?.at ?? null), problem: null, loading: !given };
}
