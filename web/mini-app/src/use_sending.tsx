/** Sends once for each tap, keeps it when there is no network, and says which of the two it was. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { type Answer, ask, newKey, type Operation, type Request } from "@quangngai/common/api/client.ts";
import { announce, sendOrKeep, watchDelivery } from "@quangngai/common/api/outbox.ts";
import { asProblem, type Problem } from "@quangngai/common/api/problem.ts";
import { ProblemView } from "@quangngai/common/ui/parts.tsx";
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
export type Sending = Parameters<ReturnType<typeof useSending>["send"]>;

export function useSending(): { send: <K extends Operation>(operation: K, errand: Errand) => Promise<Answer<K> | null>; outcome: JSX.Element | null; kept: boolean } {
  const [key, setKey] = useState(newKey);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [kept, setKept] = useState("");
  const [progress, setProgress] = useState("");
  useEffect(() => watchDelivery((delivered) => setKept((mine) => (mine === delivered ? "" : mine))), []);
  const send = async <K extends Operation>(operation: K, { now = false, ...errand }: Errand): Promise<Answer<K> | null> => {
    setProblem(null);
    try {
      // With the same key: what was lost on its way is not made twice.
      if (now) return await ask(operation, { ...errand, key } as unknown as Request<K>);
      const sending = await sendOrKeep(operation, { body: undefined, ...errand, key }, (done, all) => setProgress(`Đang gửi tệp ${done + 1} trên ${all}…`));
      setKept(sending.sent ? "" : key);
      setKey(newKey());
      return sending.sent ? sending.answer : null;
    } catch (error) {
      const refusal = asProblem(error);
      if (!refusal.passing) setKey(newKey()); // what is mended is another request
      if (refusal.outdated) await announce(""); // who taps again has seen what is new
      setProblem(refusal);
      return null;
    } finally {
      setProgress("");
    }
  };
  const outcome = progress ? <p class="soft" role="status">{progress}</p> : problem ? <ProblemView problem={problem} /> : kept ? <Waits /> : null;
  return { send, outcome, kept: kept !== "" };
}
