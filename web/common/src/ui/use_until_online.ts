/** A message is true at the moment it is read: what says that there is no network goes when there is one. */
import { useLayoutEffect } from "preact/hooks";
import type { Problem } from "../api/problem.ts";

/** ``clear`` what shows ``problem`` once the network is back, if it was that. */
export function useUntilOnline(problem: Problem | null | undefined, clear: () => void): void {
  // As it is drawn, not after: the network may be back in that very moment.
  useLayoutEffect(() => {
    if (problem?.kind !== "offline") return;
    addEventListener("online", clear);
    return () => removeEventListener("online", clear);
  }, [problem]);
}
