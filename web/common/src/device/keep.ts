/**
 * What stays on this phone: drafts, what waits to be sent, what was seen last. In Zalo that is its native storage,
 * because all mini apps share one origin there; in a browser it is a database of the page's own.
 */
export interface Keep {
  get(name: string): Promise<string | null>;
  set(name: string, text: string): Promise<void>;
  remove(name: string): Promise<void>;
  clear(): Promise<void>;
  /** Where it takes files as they are: as text a video would be a third larger, and stand in memory whole. */
  getFile?(name: string): Promise<Blob | null>;
  setFile?(name: string, file: Blob): Promise<void>;
}

let keep: Keep = memoryKeep();
export const setKeep = (other: Keep): void => void (keep = other);

export async function kept<T>(name: string): Promise<T | null> {
  try {
    const text = await keep.get(name);
    return text ? (JSON.parse(text) as T) : null;
  } catch {
    return null; // a storage that fails is like one that is empty
  }
}

/** Whether it was really kept: the storage may be full, or closed to this page. */
export async function store(name: string, value: unknown): Promise<boolean> {
  try {
    await (value === null ? keep.remove(name) : keep.set(name, JSON.stringify(value)));
    return true;
  } catch {
    return false;
  }
}

const filesAtHand = new Map<string, Blob>();

/**
 * Keeps ``file``; whether it is still there once the app was closed. What the camera or the gallery gave is a file on
 * the phone, so that it costs no memory to hold it as long as the app is open.
 */
export async function storeFile(name: string, file: Blob): Promise<boolean> {
  filesAtHand.set(name, file);
  try {
    await keep.setFile?.(name, file);
    return Boolean(keep.setFile);
  } catch {
    return false;
  }
}

export const keptFile = async (name: string): Promise<Blob | null> =>
  filesAtHand.get(name) ?? (await keep.getFile?.(name).catch(() => null)) ?? null;

export async function forgetFile(name: string): Promise<void> {
  filesAtHand.delete(name);
  if (keep.setFile) await store(name, null);
}

const MOST_AT_HAND = 40;
const atHand = new Map<string, unknown>();

/** Keeps ``value`` within reach as well: a storage answers a moment later, and until then a screen would be empty. */
export function storeAtHand(name: string, value: unknown): Promise<boolean> {
  atHand.delete(name);
  atHand.set(name, value);
  if (atHand.size > MOST_AT_HAND) atHand.delete(atHand.keys().next().value as string);
  return store(name, value);
}

export const keptAtHand = <T>(name: string): T | null => (atHand.get(name) as T | undefined) ?? null;

export function forgetAll(): Promise<void> {
  atHand.clear();
  filesAtHand.clear();
  return keep.clear().catch(() => undefined);
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
