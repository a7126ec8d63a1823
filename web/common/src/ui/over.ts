/**
 * What is opened over a screen, such as a photo that is being cut: it has an entry of its own in the history, so that the
 * phone's back button closes it.
 */
import { go, goBack, placeOf, usePlace } from "./router.ts";

const OVER = "over";

interface Over {
  /** The name of what is open; empty while nothing is. */
  over: string;
  open: (name: string) => void;
  /** Ends once it is closed, so that a second tap does not go back further. */
  close: () => Promise<void>;
}

export function useOver(): Over {
  const { query } = usePlace();
  return { over: query.get(OVER) ?? "", open: (name) => go(addressWith(name)), close };
}

const close = (): Promise<void> =>
  new Promise((closed) => {
    addEventListener("hashchange", () => closed(), { once: true });
    goBack(addressWith(null));
  });

function addressWith(name: string | null): string {
  const { path, query } = placeOf(location);
  if (name === null) query.delete(OVER);
  else query.set(OVER, name);
  return [path, String(query)].filter(Boolean).join("?");
}
