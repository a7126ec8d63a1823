/** What waits for the network, on the screen. */
import { useLayoutEffect } from "preact/hooks";

/** ``act`` when the network is back, as long as something ``waits`` for it. */
export function useOnceOnline(waits: boolean, act: () => void): void {
  // As it is drawn, not after: the network may be back in that very moment.
  useLayoutEffect(() => {
    if (!waits) return;
    addEventListener("online", act);
    return () => removeEventListener("online", act);
  }, [waits]);
}
