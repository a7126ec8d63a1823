/** A browser's own database as a ``Keep``. */
import type { Keep } from "./keep.ts";

export function browserKeep(name: string): Keep {
  const opened = new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => void request.result.createObjectStore("kept");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  opened.catch(() => undefined); // whoever asks is told
  const run = async <T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> => {
    const request = act((await opened).transaction("kept", mode).objectStore("kept"));
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  };
  return {
    get: async (key) => ((await run("readonly", (all) => all.get(key))) as string | undefined) ?? null,
    set: async (key, text) => void (await run("readwrite", (all) => all.put(text, key))),
    remove: async (key) => void (await run("readwrite", (all) => all.delete(key))),
    clear: async () => void (await run("readwrite", (all) => all.clear())),
  };
}
