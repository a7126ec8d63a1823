/** What somebody is writing, kept on the phone with every letter: closed and opened again, it is still there. */
import { useEffect, useRef, useState } from "preact/hooks";
import { announceKept, kept, removalsOf, store, watchKept } from "../device/keep.ts";

/** Made of what is written by then, where it comes later than it was asked for, or others may come before the screen is drawn again. */
export type Change<T> = Partial<T> | ((newest: T) => Partial<T>);

export interface Kept<T> {
  value: T;
  /** Ends once it stands in the form, or where that was left, in what is kept of it. */
  change: (change: Change<T>) => Promise<void>;
  /** After it was sent. */
  drop: () => Promise<void>;
}

export const partOf = <T>(change: Change<T>, newest: T): Partial<T> => (typeof change === "function" ? change(newest) : change);

/** A photo may be ready after its form was left: it goes to what is kept of that, where somebody may be writing on. */
export async function changeLater<T extends object>(name: string, first: T, change: Change<T>): Promise<void> {
  const written = { ...first, ...(await kept<T>(name)) };
  await store(name, { ...written, ...partOf(change, written) });
  await announceKept(name);
}

export function useKept<T extends object>(name: string, first: T): Kept<T> {
  const [value, setValue] = useState(first);
  // Several changes may come before the screen is drawn again, and some before the storage has answered.
  const newest = useRef(first);
  const own = useRef<Partial<T>>({});
  const begun = useRef(removalsOf(name));
  const left = useRef(false);
  useEffect(() => () => void (left.current = true), []);
  const show = (next: T): void => setValue((newest.current = next));
  useEffect(() => void kept<T>(name).then((before) => before && show({ ...first, ...before, ...own.current })), [name]);
  // What another window has written is written on here, and what it has sent is not sent again.
  useEffect(() => watchKept(name, () => kept<T>(name).then((written) => {
    own.current = {};
    show({ ...first, ...written });
  })), [name]);
  const change = async (change: Change<T>): Promise<void> => {
    if (removalsOf(name) !== begun.current) return; // it was sent: what ends only now is not a draft again
    if (left.current) return changeLater(name, first, change);
    const part = partOf(change, newest.current);
    own.current = { ...own.current, ...part };
    show({ ...newest.current, ...part });
    void store(name, newest.current);
  };
  const drop = async (): Promise<void> => {
    own.current = {};
    await store(name, null);
    begun.current = removalsOf(name);
  };
  return { value, change, drop };
}
