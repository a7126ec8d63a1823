/** Sends once for each tap, keeps it when there is no network, and says which of the two it was. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { type Answer, newKey, type Operation } from "@quangngai/common/api/client.ts";
import { sendOrKeep } from "@quangngai/common/api/outbox.ts";
import { asProblem, type Problem } from "@quangngai/common/api/problem.ts";
import { Notice, ProblemView } from "@quangngai/common/ui/parts.tsx";

interface Errand {
  label: string;
  body?: unknown;
  path?: Record<string, string>;
  version?: number;
}

/** What is sent, and under which name it is kept until there is a network. */
export type Sending = Parameters<ReturnType<typeof useSending>["send"]>;

export function useSending(): { send: <K extends Operation>(operation: K, errand: Errand) => Promise<Answer<K> | null>; told: JSX.Element | null; kept: boolean } {
  const [key, setKey] = useState(newKey);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [kept, setKept] = useState(false);
  const send = async <K extends Operation>(operation: K, errand: Errand): Promise<Answer<K> | null> => {
    setProblem(null);
    try {
      const sending = await sendOrKeep(operation, { body: undefined, ...errand, key });
      setKept(!sending.sent);
      setKey(newKey());
      return sending.sent ? sending.answer : null;
    } catch (error) {
      setProblem(asProblem(error));
      setKey(newKey()); // what is mended is another request
      return null;
    }
  };
  const told = problem ? <ProblemView problem={problem} /> : kept ? <Notice tone="wait" live title="Đã lưu trên máy này, sẽ tự gửi khi có mạng" /> : null;
  return { send, told, kept };
}
