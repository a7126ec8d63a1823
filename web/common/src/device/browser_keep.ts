/** A browser's own database as a ``Keep``. */
import { EVERYTHING, type Keep } from "./keep.ts";

export function browserKeep(name: string): Keep {
  const opened = new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => void request.result.createObjectStore("kept");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  opened.catch(() => undefined); // whoever asks is told
  const read = async <T>(ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> => {
    const request = ask((await opened).transaction("kept").objectStore("kept"));
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  };
  const write = async (change: (store: IDBObjectStore) => IDBRequest): Promise<void> => {
    const transaction = (await opened).transaction("kept", "readwrite");
    const written = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error); // also when there is no room
    });
    change(transaction.objectStore("kept"));
    transaction.commit?.(); // by itself it waits for an answer first, and a page that is closed meanwhile loses it
    await written;
  };
  // An old browser has neither of the two, and one whose page came without TLS no locks: its windows are on their own.
  const windows = "BroadcastChannel" in globalThis ? new BroadcastChannel(name) : null;
  const changed = (key: string): void => windows?.postMessage(key);
  return {
    get: async (key) => ((await read((all) => all.get(key))) as string | undefined) ?? null,
    set: (key, text) => write((all) => all.put(text, key)).then(() => changed(key)),
    remove: (key) => write((all) => all.delete(key)).then(() => changed(key)),
    clear: () => write((all) => all.clear()).then(() => changed(EVERYTHING)),
    getFile: async (key) => ((await read((all) => all.get(key))) as Blob | undefined) ?? null,
    setFile: (key, file) => write((all) => all.put(file, key)),
    watch: (watcher) => windows?.addEventListener("message", ({ data }: MessageEvent<string>) => watcher(data)),
    alone: async (key, act) => void (await (navigator.locks?.request(`${name}/${key}`, act) ?? act())),
  };
}
