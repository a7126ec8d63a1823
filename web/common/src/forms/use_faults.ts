/** What is wrong in a form: looked for when it is sent, and gone from the screen as soon as it is mended. */
import { useEffect, useState } from "preact/hooks";
import type { Fault } from "./check.ts";

export interface Faults {
  faults: Fault[];
  /** How often it was looked for: each time who sends is led to what was found. */
  turn: number;
  /** The words at one field. */
  of: (field: string) => string | undefined;
  /** Looks, and says whether all is well. */
  right: () => boolean;
  /** Leads who sends to what somebody else has found. */
  say: (found: Fault[]) => void;
}

/** ``find`` names what is wrong now; what was not yet wrong when it was sent is not said while somebody still writes. */
export function useFaults(find: () => Array<Fault | false>): Faults {
  const [said, setSaid] = useState<{ turn: number; fields: string[] }>({ turn: 0, fields: [] });
  const now = (): Fault[] => find().filter((each) => each !== false);
  const faults = said.fields.length ? now().filter(({ field }) => said.fields.includes(field)) : [];
  const say = (found: Fault[]): void => setSaid(({ turn }) => ({ turn: turn + 1, fields: found.map(({ field }) => field) }));
  // What was mended is not said again while somebody writes on.
  useEffect(() => void (faults.length < said.fields.length && setSaid({ ...said, fields: faults.map(({ field }) => field) })), [faults.length]);
  return {
    faults,
    turn: said.turn,
    of: (field) => faults.find((each) => each.field === field)?.message,
    say,
    right: () => {
      const found = now();
      say(found);
      return !found.length;
    },
  };
}
