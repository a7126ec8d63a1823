/** What the gateway found wrong in a form is said at the question that it is about, until another answer stands there. */
import { useEffect, useRef } from "preact/hooks";
import type { Problem } from "../api/problem.ts";
import type { Fault } from "./check.ts";
import type { Faults } from "./use_faults.ts";

/** By the gateway's field the question's: "profile.hours[].closes" is asked as "closes-#". */
export type Questions = Record<string, string>;

/** Of one error: which question it is about, if it is one of these. */
export function questionOf(field: string, questions: Questions): string | undefined {
  const [, place = ""] = /\[(\d+)\]/.exec(field) ?? [];
  return questions[field.replace(/\[\d+\]/g, "[]")]?.replace("#", place);
}

/** ``whole``: each of its errors has its question, so that it is not said a second time. */
export function useRefusal(problem: Problem | undefined, own: Faults, questions: Questions, answers: Record<string, unknown>): Faults & { whole: boolean } {
  const refused = useRef({ problem, answers });
  if (refused.current.problem !== problem) refused.current = { problem, answers };
  const errors = problem?.errors ?? [];
  const found = errors.flatMap(({ field, message }): Fault[] => {
    const at = questionOf(field, questions);
    return at ? [{ field: at, message }] : [];
  });
  useEffect(() => void (found.length && own.say([])), [problem]);
  const answered = ({ field }: Fault): string => field.replace(/-\d+$/, "");
  const unmended = found.filter((fault) => !own.of(fault.field) && refused.current.answers[answered(fault)] === answers[answered(fault)]);
  return {
    ...own,
    faults: [...own.faults, ...unmended],
    of: (field) => own.of(field) ?? unmended.find((each) => each.field === field)?.message,
    whole: found.length > 0 && found.length === errors.length,
  };
}
