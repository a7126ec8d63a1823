/** Routes are in the hash: Zalo's own address (path, env, version) stays as it is. */
import { useEffect, useState } from "preact/hooks";

export interface Place {
  path: string;
  query: URLSearchParams;
}

const FIRST = "/";

/** The place in the hash; without one the path behind the app's own address, as links from messages have it. */
export function placeOf(location: Location): Place {
  const [path = "", query = ""] = location.hash.slice(1).split("?");
  const deep = /^\/(?:zapps\/\d+|app)(\/.+)$/.exec(location.pathname)?.[1];
  return { path: clean(path || deep || FIRST), query: new URLSearchParams(query || (path ? "" : location.search)) };
}

/** Where somebody is, in words that ``go`` understands. */
export function addressHere(): string {
  const { path, query } = placeOf(location);
  return [path, String(query)].filter(Boolean).join("?");
}

const clean = (path: string): string => (path.startsWith("/") ? path : `/${path}`).replace(/(.)\/+$/, "$1");

export const href = (path: string): string => `#${clean(path)}`;

export function go(path: string, { replace = false } = {}): void {
  if (replace) {
    history.replaceState(history.state, "", href(path));
    dispatchEvent(new HashChangeEvent("hashchange"));
  } else {
    markAnew();
    location.hash = href(path);
  }
}

/** What stands with each entry of the history, where it outlives a reload. */
interface Mark {
  /** How many entries of the app lie behind it. */
  behind: number;
  /** How many of them are earlier steps of the same screen: its path is the same. */
  steps: number;
}

let here: Mark & { path: string } = { behind: -1, steps: 0, path: "" };

export function mark(path: string, entries: Pick<History, "state" | "replaceState"> = history): void {
  const known = typeof entries.state?.behind === "number" ? (entries.state as Mark) : null;
  const next = known ?? { behind: here.behind + 1, steps: here.path === path ? here.steps + 1 : 0 };
  here = { ...next, path };
  if (!known) entries.replaceState(next, "");
}

/** Whoever opens the address again in which they are takes the mark off its entry: it stands there before the next one. */
export function markAnew(entries: Pick<History, "state" | "replaceState"> = history): void {
  const lost = here.behind >= 0 && typeof (entries.state as Mark | null)?.behind !== "number";
  if (lost) entries.replaceState({ behind: here.behind, steps: here.steps }, "");
}

/** Back, or up to ``otherwise`` from where the app was opened: what lies before that is somebody else's. */
export function goBack(otherwise: string, entries: Pick<History, "state" | "back"> = history, instead = (path: string): void => go(path, { replace: true })): void {
  if ((entries.state as Mark | null)?.behind) entries.back();
  else instead(otherwise);
}

/** Done with all steps of this screen: in their place stands ``path``, above ``below`` if that is given. Nobody comes back to them. */
export function leaveSteps(path: string, below = ""): void {
  const settle = (): void => {
    if (!below) return go(path, { replace: true });
    history.replaceState(history.state, "", href(below));
    mark(below);
    go(path);
  };
  if (!here.steps) return settle();
  addEventListener("popstate", settle, { once: true });
  history.go(-here.steps);
}

export function usePlace(): Place {
  const [place, setPlace] = useState(() => placeOf(location));
  const [first] = useState(() => location.hash);
  useEffect(() => {
    const moved = (): void => {
      const next = placeOf(location);
      mark(next.path);
      setPlace(next);
    };
    mark(place.path);
    addEventListener("hashchange", moved);
    if (location.hash !== first) moved(); // somebody went on between the drawing and this
    return () => removeEventListener("hashchange", moved);
  }, []);
  return place;
}

/** The members of ``path`` if it is of the form ``pattern`` ("/news/:id"). */
export function matched(pattern: string, path: string): Record<string, string> | null {
  const names: string[] = [];
  const form = pattern.replace(/:(\w+)/g, (_, name: string) => (names.push(name), "([^/]+)"));
  const found = new RegExp(`^${form}$`).exec(path);
  try {
    return found && Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(found[index + 1] ?? "")]));
  } catch {
    return null; // cut off in the middle of a letter
  }
}
