/** How many messages nobody has read yet; asked anew with each screen, at most once in a quarter of a minute. */
import { useEffect, useState } from "preact/hooks";
import { ask } from "@quangngai/common/api/client.ts";
import { currentCitizen } from "@quangngai/common/api/session.ts";

const FRESH_MS = 15_000;
let last = { at: 0, count: 0 };

export const readAgain = (): void => void (last = { ...last, at: 0 });

export function useUnread(path: string): number {
  const [unread, setUnread] = useState(last.count);
  useEffect(() => {
    if (!currentCitizen() || Date.now() - last.at < FRESH_MS) return;
    ask("GET /v1/me/messages/unread-count").then(
      ({ unread_count }) => {
        last = { at: Date.now(), count: unread_count };
        setUnread(unread_count);
      },
      () => undefined,
    );
  }, [path]);
  return unread;
}
