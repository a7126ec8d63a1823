/**
 * A step that can be taken as long as the service offers it. Where somebody else was faster its form goes, and why it was
 * refused stays, with what was written: nobody has to guess where it went.
 */
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { overtaken } from "@quangngai/common/api/problem.ts";
import { Card, isFocusLost, ProblemView } from "@quangngai/common/ui/parts.tsx";
import { type Matter, type Sending, useSending } from "./use_sending.tsx";
import { Written } from "./written.tsx";

export function Step({ open, matter, children }: { open: boolean; matter?: Matter; children: (sending: Sending) => JSX.Element }): JSX.Element | null {
  const sending = useSending(matter);
  // It has gone with the button that was tapped: the title says where one is now, unless what came in its place has done so.
  const wasOpen = useRef(open);
  useEffect(() => {
    if (wasOpen.current && !open) requestAnimationFrame(() => setTimeout(() => isFocusLost() && document.querySelector("h1")?.focus()));
    wasOpen.current = open;
  }, [open]);
  if (open) return children(sending);
  if (!sending.refused) return null;
  const { errand, problem } = sending.refused;
  return (
    <Card title={errand.label}>
      <ProblemView problem={overtaken(problem)} />
      <Written body={errand.body} />
    </Card>
  );
}
