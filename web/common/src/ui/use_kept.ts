/** What somebody is writing, kept on the phone with every letter: closed and opened again, it is still there. */
import { useEffect, useRef, useState } from "preact/hooks";
import { kept, store, watchKept } from "../device/keep.ts";

export interface Kept<T> {
  value: T;
  change: (part: Partial<T>) => void;
  /** After it was sent. */
  drop: () => Promise<void>;
}

export function useKept<T extends object>(name: string, first: T): Kept<T> {
  const [value, setValue] = useState(first);
  // Several changes may come before the screen is drawn again, and some before the storage has answered.
  const newest = useRef(first);
  const own = useRef<Partial<T>>({});
  const show = (next: T): void => setValue((newest.current = next));
  useEffect(() => void kept<T>(name).then((before) => before && show({ ...first, ...before, ...own.current })), [name]);
  // What another window has written is written on here, and what it has sent is not sent again.
  useEffect(() => watchKept(name, () => void kept<T>(name).then((written) => {
    own.current = {};
    show({ ...first, ...written });
  })), [name]);
  const change = (part: Partial<T>): void => {
    own.current = { ...own.current, ...part };
    show({ ...newest.current, ...part });
    void store(name, newest.current);
  };
  const drop = async (): Promise<void> => {
    own.current = {};
    await store(name, null);
  };
  return { value, change, drop };
}
