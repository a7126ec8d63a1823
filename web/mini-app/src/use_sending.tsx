/** Sends once for each tap, keeps it when there is no network, and says which of the two it was. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { type Answer, ask, newKey, type Operation, type Request } from "@quangngai/common/api/client.ts";
import { announce, type Errand as Kept, errands, sendOrKeep, watchOutbox } from "@quangngai/common/api/outbox.ts";
import { asProblem, type Problem } from "@quangngai/common/api/problem.ts";
import { ProblemView } from "@quangngai/common/ui/parts.tsx";
import { useOnceOnline } from "@quangngai/common/ui/use_once_online.ts";
import { Waits } from "./saved.tsx";

interface Errand {
  label: string;
  body?: unknown;
  path?: Record<string, string>;
  version?: number;
  /** Not kept for later: who sends it waits for the answer. */
  now?: boolean;
}

/** What is sent, and under which name it is kept until there is a network. */
export type Errands = Parameters<Sending["send"]>;

export interface Sending {
  send: <K extends Operation>(operation: K, errand: Errand) => Promise<Answer<K> | null>;
  /** What came of it, where it was not simply done. */
  outcome: JSX.Element | null;
  kept: Kept | null;
  /** What was kept here and not refused since: its form is not shown again, to be sent twice. */
  saved: Kept | null;
  refused: Refused | null;
}

/** What was refused, and why. */
export interface Refused {
  errand: Errand;
  problem: Problem;
}

/** What a form sends, and about what: the path of the operation. */
export interface Matter {
  operation: Operation;
  path: Record<string, string>;
}

/** ``matter``: what has been kept of it before, and still waits, waits here too. */
export function useSending(matter?: Matter): Sending {
  const [key, setKey] = useState(newKey);
  const [refused, setRefused] = useState<Refused | null>(null);
  const [kept, setKept] = useState<Kept | null>(null);
  const [saved, setSaved] = useState<Kept | null>(null);
  const [progress, setProgress] = useState("");
  useOnceOnline(refused?.problem.kind === "offline", () => setRefused(null));
  useEffect(() => {
    if (!matter) return;
    const isOfIt = ({ refused, operation, path }: Kept): boolean =>
      !refused && operation === matter.operation && Object.entries(matter.path).every(([name, value]) => path?.[name] === value);
    void errands().then((all) => setKept((mine) => mine ?? all.find(isOfIt) ?? null));
  }, []);
  useEffect(() => {
    if (!kept) return;
    const look = async (): Promise<void> => {
      const mine = (await errands()).find(({ key }) => key === kept.key);
      const without = (other: Kept | null): Kept | null => (other?.key === kept.key ? null : other);
      if (!mine || mine.refused) setKept(without);
      if (mine?.refused) setSaved(without);
    };
    void look(); // another window may have sent it before this one has shown it
    return watchOutbox(look);
  }, [kept?.key]);
  const send = async <K extends Operation>(operation: K, { now = false, ...errand }: Errand): Promise<Answer<K> | null> => {
    setRefused(null);
    try {
      // With the same key: what was lost on its way is not made twice.
      if (now) return await ask(operation, { ...errand, key } as unknown as Request<K>);
      const sending = await sendOrKeep(operation, { body: undefined, ...errand, key }, (done, all) => setProgress(`Đang gửi tệp ${done + 1} trên ${all}…`));
      const waiting = sending.sent ? null : sending.errand;
      setKept(waiting);
      setSaved(waiting);
      setKey(newKey());
      return sending.sent ? sending.answer : null;
    } catch (error) {
      const problem = asProblem(error);
      if (!problem.passing) setKey(newKey()); // what is mended is another request
      if (problem.outdated) await announce(""); // who taps again has seen what is new
      setRefused({ errand, problem });
      return null;
    } finally {
      setProgress("");
    }
  };
  const outcome = progress ? <p class="soft" role="status">{progress}</p> : refused ? <ProblemView problem={refused.problem} /> : kept ? <Waits errand={kept} /> : null;
  return { send, outcome, kept, saved, refused };
}
