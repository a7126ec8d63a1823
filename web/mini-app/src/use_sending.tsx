/** Sends once for each tap, keeps it when there is no network, and says which of the two it was. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { type Answer, ask, newKey, type Operation, type Request } from "@quangngai/common/api/client.ts";
import { announce, announced, type Errand as Kept, errands, remove, sendOrKeep, watchOutbox } from "@quangngai/common/api/outbox.ts";
import { asProblem, Problem } from "@quangngai/common/api/problem.ts";
import { store } from "@quangngai/common/device/keep.ts";
import { ProblemView } from "@quangngai/common/ui/parts.tsx";
import { placeOf } from "@quangngai/common/ui/router.ts";
import { useOnceOnline } from "@quangngai/common/ui/use_once_online.ts";
import { Waits } from "./saved.tsx";

interface Errand {
  label: string;
  body?: unknown;
  path?: Record<string, string>;
  version?: number;
  /** Of what was written; otherwise each time another. */
  key?: string;
  /** Under which name what was written is kept until it is accepted, where the form does not name it. */
  draft?: string;
  /** Where it is mended, if not on this screen as it is. */
  form?: string;
  /** Not kept for later: who sends it waits for the answer. */
  now?: boolean;
}

/** What is sent, and under which name it is kept until there is a network. */
export type Errands = Parameters<Sending["send"]>;

export interface Sending {
  /** Null too once the screen has been left: nobody is taken away from another one. */
  send: <K extends Operation>(operation: K, errand: Errand) => Promise<Answer<K> | null>;
  /** What is said while it is being sent. */
  busy: string;
  /** It is being sent, or waits: nothing is written on it, as that would be lost. */
  closed: boolean;
  /** What came of it, where it was not simply done. */
  outcome: JSX.Element | null;
  kept: Kept | null;
  /** What was kept here and not refused since: its form is not shown again, to be sent twice. */
  saved: Kept | null;
  refused: Refused | null;
  /** Looked at anew: what was refused before is not said beside it. */
  forgive: () => void;
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

const isOf = ({ draft, operation, path }: Kept, of: Matter | string): boolean =>
  typeof of === "string" ? draft === of : operation === of.operation && Object.entries(of.path).every(([name, value]) => path?.[name] === value);

/** Why it was refused: what is kept has the words, but is no ``Problem`` any more. */
const refusalOf = ({ refused = "", problem }: Kept): Problem => new Problem(problem?.status ?? 422, problem?.kind ?? "", problem?.title ?? "Chưa gửi được", problem?.detail ?? refused, problem?.errors);

/** Whether the screen is still the one that is shown. */
export function useThere(): () => boolean {
  const there = useRef(true);
  useEffect(() => () => void (there.current = false), []);
  return () => there.current;
}

/**
 * ``of``: what has been kept of that matter, or was written under that name, and still waits, waits here too; what was
 * refused meanwhile is said here, as if it had been refused at once.
 */
export function useSending(of?: Matter | string): Sending {
  // By what is sent: as long as it is the same it has the same key, so that what was lost on its way is not made twice.
  const keys = useRef(new Map<string, string>());
  const [refused, setRefused] = useState<Refused | null>(null);
  const [kept, setKept] = useState<Kept | null>(null);
  const [saved, setSaved] = useState<Kept | null>(null);
  const [progress, setProgress] = useState("");
  const [busy, setBusy] = useState("");
  const sending = useRef(false);
  const there = useThere();
  useOnceOnline(refused?.problem.kind === "offline", () => setRefused(null));
  useEffect(() => {
    const look = async (): Promise<void> => {
      const mine = (await errands()).find((each) => (kept ? each.key === kept.key : of && isOf(each, of)));
      if (sending.current || !there()) return;
      const waits = mine && !mine.refused ? mine : null;
      if (waits) {
        setKept((before) => before ?? waits);
        return setSaved((before) => before ?? waits);
      }
      if (mine) setSaved(null);
      else if (kept) await announced();
      setKept((other) => (other?.key === kept?.key ? null : other));
      if (!mine?.draft) return; // what nothing was written for is mended nowhere
      setRefused((before) => before ?? { errand: mine, problem: refusalOf(mine) });
      await remove(mine.key);
    };
    void look(); // another window may have sent it before this one has shown it
    return watchOutbox(look);
  }, [kept?.key]);
  const send = async <K extends Operation>(operation: K, { now = false, ...errand }: Errand): Promise<Answer<K> | null> => {
    setRefused(null);
    setBusy("Đang gửi…");
    sending.current = true;
    const draft = errand.draft ?? (typeof of === "string" ? of : undefined);
    const what = JSON.stringify([operation, errand.path, errand.body]);
    const key = keys.current.get(what) ?? newKey();
    keys.current.set(what, key);
    const whole = { body: undefined, key, ...errand };
    try {
      if (now) {
        const answer = await ask(operation, whole as unknown as Request<K>);
        if (draft) await store(draft, null);
        return there() ? answer : null;
      }
      const form = draft && (errand.form ?? placeOf(location).path);
      const sent = await sendOrKeep(operation, { ...whole, draft, form }, (done, all) => setProgress(`Đang gửi tệp ${done + 1} trên ${all}…`), there);
      const waiting = sent.sent ? null : sent.errand;
      setKept(waiting);
      setSaved(waiting);
      keys.current.delete(what);
      return sent.sent && there() ? sent.answer : null;
    } catch (error) {
      const problem = asProblem(error);
      if (!problem.passing) keys.current.delete(what); // what is mended is another request
      // Who taps again has seen what is new: also what was done, where only the answer was lost.
      if (problem.outdated || problem.passing) await announce("");
      setRefused({ errand, problem });
      return null;
    } finally {
      sending.current = false;
      setBusy("");
      setProgress("");
    }
  };
  const outcome = progress ? <p class="soft" role="status">{progress}</p> : refused ? <ProblemView problem={refused.problem} /> : kept ? <Waits errand={kept} /> : null;
  return { send, busy: progress || busy, closed: Boolean(busy || kept), outcome, kept, saved, refused, forgive: () => setRefused(null) };
}
