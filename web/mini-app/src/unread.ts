/** How many messages nobody has read yet; asked anew with each screen, at most once in a quarter of a minute. */
import { useEffect, useState } from "preact/hooks";
import { ask } from "@quangngai/common/api/client.ts";
import { watchDelivery } from "@quangngai/common/api/outbox.ts";
import { isKnown } from "./zalo/adapter.ts";

const FRESH_MS = 15_000;
let last = { at: 0, count: 0 };
const watchers = new Set<(count: number) => void>();

/** After something was read, or somebody else has signed in. */
export function readAgain(): void {
  last = { at: Date.now(), count: isKnown() ? last.count : 0 };
  if (!isKnown()) return tell();
  ask("GET /v1/me/messages/unread-count").then(
    ({ unread_count }) => {
      last.count = unread_count;
      tell();
    },
    () => undefined,
  );
}

const tell = (): void => watchers.forEach((watcher) => watcher(last.count));

export function useUnread(path: string): number {
  const [unread, setUnread] = useState(last.count);
  useEffect(() => {
    watchers.add(setUnread);
    return () => void watchers.delete(setUnread);
  }, []);
  useEffect(() => watchDelivery(readAgain), []); // what was read without a network, and what was sent has news
  useEffect(() => {
    if (Date.now() - last.at >= FRESH_MS) readAgain();
  }, [path]);
  return unread;
}
