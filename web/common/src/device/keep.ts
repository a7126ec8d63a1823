/**
 * What stays on this phone: drafts, what waits to be sent, what was seen last. In Zalo that is its native storage,
 * because all mini apps share one origin there; in a browser it is a database of the page's own. It belongs to who is
 * signed in: another person on the same phone neither sees it nor sends it.
 */
export interface Keep {
  get(name: string): Promise<string | null>;
  set(name: string, text: string): Promise<void>;
  remove(name: string): Promise<void>;
  clear(): Promise<void>;
  /** Where it takes files as they are: as text a video would be a third larger, and stand in memory whole. */
  getFile?(name: string): Promise<Blob | null>;
  setFile?(name: string, file: Blob): Promise<void>;
  /** Where several windows have the same storage, as in a browser: ``watcher`` hears what another one has changed. */
  watch?(watcher: (name: string) => void): void;
  /** Does ``act`` while no other window does anything of that name. */
  alone?(name: string, act: () => Promise<void>): Promise<void>;
}

let keep: Keep = memoryKeep();
/** Who has opened the app, as far as the phone knows by itself and at once; nothing where it does not. */
let opener: () => Promise<string> = async () => "";
/** What the storage did not take, because it is full or closed to this page: there as long as the app is open. */
const untaken = new Map<string, string>();

export function setKeep(other: Keep, whoOpened: () => Promise<string> = async () => ""): void {
  keep = other;
  opener = () => whoOpened().catch(() => "");
  owners = null;
  untaken.clear();
  keep.watch?.((changed) => windowWatchers.forEach((watcher) => watcher(changed)));
}

/** No name: all that is here was taken away. */
export const EVERYTHING = "";

const windowWatchers = new Set<(changed: string) => unknown>();
/** ``watcher`` hears that another window has written or taken away ``name``. */
export const watchKept = (name: string, watcher: () => unknown): (() => void) =>
  watched(windowWatchers, (changed) => ownName(name).then((own) => own === changed && watcher()));

/** As if another window had written ``name``: a form of this one has it open too. Ends once that has read it. */
export const announceKept = (name: string): Promise<unknown> => ownName(name).then((own) => Promise.all([...windowWatchers].map((watcher) => watcher(own))));

/** ``watcher`` hears that whoever signed out in another window has taken everything away. */
export const watchForgotten = (watcher: () => void): (() => void) => watched(windowWatchers, (changed) => changed === EVERYTHING && watcher());

/** Does ``act`` while no other window does anything of that name: it may read, and write what follows from it. */
export const alone = (name: string, act: () => Promise<void>): Promise<void> => keep.alone?.(name, act) ?? act();

/** Whether all of it is still there once the app was closed. */
export const lasts = (): boolean => untaken.size === 0;

const storageWatchers = new Set<() => void>();
/** ``watcher`` hears when the storage begins to refuse, or to take again. */
export const watchStorage = (watcher: () => void): (() => void) => watched(storageWatchers, watcher);

/** How often the phone has changed hands, or all was taken away from it, since the app was opened. */
let hands = 0;
/**
 * Says, as often as it is asked, whether the phone is still in the hands it is in now. What began in others was somebody
 * else's: it neither keeps anything nor is it sent.
 */
export function sameHands(): () => boolean {
  const begun = hands;
  return () => begun === hands;
}

const ownerWatchers = new Set<() => void>();
/** ``watcher`` hears when another person's things are here from now on. */
export const watchOwner = (watcher: () => void): (() => void) => watched(ownerWatchers, watcher);

function watched<T>(watchers: Set<T>, watcher: T): () => void {
  watchers.add(watcher);
  return () => void watchers.delete(watcher);
}

export async function kept<T>(name: string): Promise<T | null> {
  try {
    return await keptSurely<T>(name);
  } catch {
    return null; // a storage that fails is like one that is empty
  }
}

/** As ``kept``, for what is written anew from what is there: raises where that cannot be read. */
export async function keptSurely<T>(name: string): Promise<T | null> {
  return read<T>(await ownName(name));
}

async function read<T>(own: string): Promise<T | null> {
  const text = untaken.get(own) ?? (await keep.get(own).catch(() => keep.get(own))); // a second time, as most faults pass
  return text ? (JSON.parse(text) as T) : null;
}

/** What everybody has who was signed in on this phone, one after the other. */
export async function keptOfAll<T>(name: string): Promise<T[]> {
  const { all } = await (owners ??= ofPhone());
  const found = await Promise.all(all.map((person) => read<T>(nameOf(name, person, all)).catch(() => null)));
  return found.filter((each) => each !== null);
}

/** By name: how often what was kept under it has been taken away since the app was opened. */
const removals = new Map<string, number>();
export const removalsOf = (name: string): number => (removals.get(name) ?? 0) + hands;

/** Keeps ``value``; ``null`` takes away what is there. */
export async function store(name: string, value: unknown): Promise<void> {
  if (value === null) removals.set(name, (removals.get(name) ?? 0) + 1);
  const own = await ownName(name);
  const text = JSON.stringify(value);
  const before = lasts();
  try {
    await (value === null ? keep.remove(own) : keep.set(own, text));
    untaken.delete(own);
  } catch {
    untaken.set(own, text);
  }
  if (lasts() !== before) storageWatchers.forEach((watcher) => watcher());
}

/**
 * Everybody who was signed in on this phone, the first of whom has the names without a prefix; ``last``: who is now;
 * ``openers``: who they are to the phone, which knows that before anybody is signed in.
 */
interface Owners {
  all: string[];
  last: string;
  openers: Record<string, string>;
}

const OWNERS = "owners";
let owners: Promise<Owners> | null = null;

const NOBODY: Owners = { all: [], last: "", openers: {} };
const stored = async (): Promise<Owners> => {
  try {
    return { ...NOBODY, ...(JSON.parse((await keep.get(OWNERS)) ?? "null") as Owners | null) };
  } catch {
    return NOBODY;
  }
};

/** Another one may open the app than who had it last: until they are signed in, what they write is theirs all the same. */
async function ofPhone(): Promise<Owners> {
  const [known, opened] = await Promise.all([stored(), opener()]);
  return opened && known.last ? { ...known, last: known.openers[opened] ?? opened } : known;
}

async function ownName(name: string): Promise<string> {
  const { all, last } = await (owners ??= ofPhone());
  return nameOf(name, last, all);
}

const nameOf = (name: string, person: string, all: string[]): string => (person === (all[0] ?? "") ? name : `${person}/${name}`);

/** From now on ``person`` owns what is kept. What was written before anybody was known is the first person's. */
export async function belongTo(citizen: string): Promise<void> {
  const [{ all, last, openers }, opened] = await Promise.all([(owners ??= ofPhone()), opener()]);
  // Who had opened the app unknown keeps the name under which they have written.
  const unknown = last !== "" && !all.includes(last);
  const person = openers[citizen] ?? (unknown && last === opened && !all.includes(citizen) ? last : citizen);
  if (last === person && openers[citizen] === person && (!opened || openers[opened] === person)) return;
  const same = last === person;
  await alone(OWNERS, async () => {
    // Another window may have been first meanwhile, and what has no prefix is then not this person's.
    const others = await stored();
    const known = [...new Set([...others.all, ...all, person])];
    const now = { all: known, last: person, openers: { ...others.openers, ...openers, [citizen]: person, ...(opened && { [opened]: person }) } };
    owners = Promise.resolve(now);
    if (last && !same) hands++;
    await keep.set(OWNERS, JSON.stringify(now)).catch(() => undefined);
  });
  if (!last || same) return;
  atHand.clear();
  filesAtHand.clear();
  ownerWatchers.forEach((watcher) => watcher());
}

/** Whose things are here now; empty before anybody was known. */
export const owner = async (): Promise<string> => (await (owners ??= ofPhone())).last;

/** Whether somebody else has something on this phone too. */
export const isShared = async (): Promise<boolean> => (await (owners ??= ofPhone())).all.length > 1;

const filesAtHand = new Map<string, Blob>();

/**
 * Keeps ``file``; whether it is still there once the app was closed. What the camera or the gallery gave is a file on
 * the phone, so that it costs no memory to hold it as long as the app is open.
 */
export async function storeFile(name: string, file: Blob): Promise<boolean> {
  filesAtHand.set(name, file);
  try {
    await keep.setFile?.(await ownName(name), file);
    return Boolean(keep.setFile);
  } catch {
    return false;
  }
}

export const keptFile = async (name: string): Promise<Blob | null> =>
  filesAtHand.get(name) ?? (await keep.getFile?.(await ownName(name)).catch(() => null)) ?? null;

export async function forgetFile(name: string): Promise<void> {
  filesAtHand.delete(name);
  if (keep.setFile) await store(name, null);
}

const MOST_AT_HAND = 40;
const atHand = new Map<string, unknown>();

/**
 * Keeps ``value`` within reach as well: a storage answers a moment later, and until then a screen would be empty. It can
 * be asked for again, so that a storage which does not take it is no loss.
 */
export async function storeAtHand(name: string, value: unknown): Promise<void> {
  atHand.delete(name);
  atHand.set(name, value);
  if (atHand.size > MOST_AT_HAND) atHand.delete(atHand.keys().next().value as string);
  const own = await ownName(name);
  await keep.set(own, JSON.stringify(value)).catch(() => undefined);
}

export const keptAtHand = <T>(name: string): T | null => (atHand.get(name) as T | undefined) ?? null;

/** As ``kept``, and within reach from then on. */
export async function reach<T>(name: string): Promise<T | null> {
  const whose = await owner();
  const value = await kept<T>(name);
  if (value !== null && !atHand.has(name) && whose === (await owner())) atHand.set(name, value);
  return value;
}

/** Nothing of anybody stays: a native storage cannot say what it holds of whom. What is within reach and ``isPublic`` does. */
export async function forgetAll(isPublic = (_name: string): boolean => false): Promise<void> {
  hands++;
  const left = [...atHand].filter(([name]) => isPublic(name));
  atHand.clear();
  filesAtHand.clear();
  untaken.clear();
  owners = null;
  await keep.clear().catch(() => undefined);
  await Promise.all(left.map(([name, value]) => storeAtHand(name, value)));
}

export function memoryKeep(): Keep {
  const values = new Map<string, string>();
  return {
    get: (name) => Promise.resolve(values.get(name) ?? null),
    set: (name, text) => Promise.resolve(void values.set(name, text)),
    remove: (name) => Promise.resolve(void values.delete(name)),
    clear: () => Promise.resolve(values.clear()),
  };
}
