/**
 * What the gateway last answered, and from when: a list is shown at once as it was seen last, then as it is now. Kept on
 * the phone, so that it is there without a network too.
 */
import { useCallback, useEffect, useState } from "preact/hooks";
import { addressOf, type Answer, ask, type Operation, type Request } from "../api/client.ts";
import { asProblem, type Problem } from "../api/problem.ts";
import { kept, store } from "../device/keep.ts";

export interface Seen<T> {
  value: T | null;
  /** When it was seen; null while it is as fresh as can be. */
  from: string | null;
  problem: Problem | null;
  loading: boolean;
  reload: () => void;
}

interface KeptAnswer<T> {
  at: string;
  value: T;
}

const LARGEST = 120_000;

export function useAnswer<K extends Operation>(operation: K, request?: Request<K> | null): Seen<Answer<K>> {
  const name = request === null ? "" : `seen:${addressOf(operation, request?.path, request?.query as Record<string, unknown>)}`;
  const [seen, setSeen] = useState<Omit<Seen<Answer<K>>, "reload"> & { name: string }>({ name, value: null, from: null, problem: null, loading: true });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (!name) return;
    let gone = false;
    let fresh = false;
    setSeen((before) => ({ name, value: before.name === name ? before.value : null, from: null, problem: null, loading: true }));
    void kept<KeptAnswer<Answer<K>>>(name).then((last) => {
      if (last && !gone && !fresh) setSeen((before) => ({ ...before, value: before.value ?? last.value, from: last.at }));
    });
    ask(operation, (request ?? undefined) as Request<K>).then(
      (value) => {
        fresh = true;
        if (!gone) setSeen({ name, value, from: null, problem: null, loading: false });
        const text = JSON.stringify(value);
        if (text.length < LARGEST) void store(name, { at: new Date().toISOString(), value });
      },
      (error: unknown) => {
        if (!gone) setSeen((before) => ({ ...before, problem: asProblem(error), loading: false }));
      },
    );
    return () => void (gone = true);
  }, [name, turn]);
  const reload = useCallback(() => setTurn((before) => before + 1), []);
  return { ...seen, reload };
}
