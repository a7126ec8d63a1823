/** What a list is narrowed to stands in the address: whoever comes back to it finds it as they left it. */
import { useEffect, useRef, useState } from "preact/hooks";
import { addressOf } from "@quangngai/common/api/client.ts";
import { go, placeOf } from "@quangngai/common/ui/router.ts";

const TYPING_MS = 300;

/** ``q`` and the members ``names`` of ``query``, empty where it has none; ``typed`` is ``q`` as it is being written. */
export function useNarrowing<Name extends string = never>(query: URLSearchParams, names: Name[] = []): {
  wanted: Record<Name | "q", string>;
  narrow: (part: Partial<Record<Name, string>>) => void;
  typed: string;
  type: (words: string) => void;
} {
  const wanted = Object.fromEntries(["q", ...names].map((name) => [name, query.get(name)?.trim() ?? ""])) as Record<Name | "q", string>;
  const [typed, setTyped] = useState(wanted.q);
  const written = useRef(wanted.q);
  const narrow = (part: object): void => go(addressOf(placeOf(location).path, {}, { ...wanted, ...part }), { replace: true });
  useEffect(() => {
    if (wanted.q === written.current) return;
    written.current = wanted.q;
    setTyped(wanted.q); // another link has led here
  }, [wanted.q]);
  useEffect(() => {
    const q = typed.trim();
    if (q === wanted.q) return;
    const timer = setTimeout(() => {
      written.current = q;
      narrow({ q });
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, String(query)]);
  return { wanted, narrow, typed, type: setTyped };
}
