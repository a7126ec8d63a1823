/**
 * What stays on this phone: drafts, what waits to be sent, what was seen last. In Zalo that is its native storage,
 * because all mini apps share one origin there; in a browser it is a database of the page's own.
 */
export interface Keep {
  get(name: string): Promise<string | null>;
  set(name: string, text: string): Promise<void>;
  remove(name: string): Promise<void>;
  clear(): Promise<void>;
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

export const forgetAll = (): Promise<void> => keep.clear().catch(() => undefined);

export function memoryKeep(): Keep {
  const values = new Map<string, string>();
  return {
    get: (name) => Promise.resolve(values.get(name) ?? null),
    set: (name, text) => Promise.resolve(void values.set(name, text)),
    remove: (name) => Promise.resolve(void values.delete(name)),
    clear: () => Promise.resolve(values.clear()),
  };
}
