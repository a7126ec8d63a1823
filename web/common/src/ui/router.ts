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

const clean = (path: string): string => (path.startsWith("/") ? path : `/${path}`).replace(/(.)\/+$/, "$1");

export const href = (path: string): string => `#${clean(path)}`;

export function go(path: string, { replace = false } = {}): void {
  if (replace) {
    history.replaceState(history.state, "", href(path));
    dispatchEvent(new HashChangeEvent("hashchange"));
  } else location.hash = href(path);
}

let behind = -1;

/** How many screens of the app lie behind this one stands with each entry of the history: there it outlives a reload. */
export function mark(entries: Pick<History, "state" | "replaceState"> = history): void {
  if (typeof entries.state === "number") behind = entries.state;
  else entries.replaceState(++behind, "");
}

/** Back, or up to ``otherwise`` from where the app was opened: what lies before that is somebody else's. */
export function goBack(otherwise: string, entries: Pick<History, "state" | "back"> = history, instead = (path: string): void => go(path, { replace: true })): void {
  if (entries.state > 0) entries.back();
  else instead(otherwise);
}

export function usePlace(): Place {
  const [place, setPlace] = useState(() => placeOf(location));
  useEffect(() => {
    const moved = (): void => {
      mark();
      setPlace(placeOf(location));
    };
    mark();
    addEventListener("hashchange", moved);
    return () => removeEventListener("hashchange", moved);
  }, []);
  return place;
}

/** The members of ``path`` if it is of the form ``pattern`` ("/news/:id"). */
export function matched(pattern: string, path: string): Record<string, string> | null {
  const names: string[] = [];
  const form = pattern.replace(/:(\w+)/g, (_, name: string) => (names.push(name), "([^/]+)"));
  const found = new RegExp(`^${form}$`).exec(path);
  return found && Object.fromEntries(names.map((name, index) => [name, decoded(found[index + 1] ?? "")]));
}

/** As it is written, where somebody has cut it off in the middle of a letter. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
