/** Text that is needed in another app, such as the number of an account, with a button that copies it. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { unusable } from "@quangngai/common/api/problem.ts";
import { Button } from "@quangngai/common/ui/parts.tsx";

export function Copied({ shown, text = shown, what }: {
  shown: string;
  /** Where another app wants it written in another way. */
  text?: string;
  what: string;
}): JSX.Element {
  const [done, setDone] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Some web views have no clipboard, and some refuse it.
      throw unusable("Máy chưa cho sao chép", "Ông/Bà bấm giữ vào dòng chữ để sao chép.");
    }
    setDone(true);
  };
  return (
    <>
      <span class="copied">{shown}</span>
      <Button kind="quiet" busy="Đang chép…" onClick={copy}>Sao chép {what}</Button>
      <span class={done ? "soft block" : "sr"} role="status">{done ? `Đã sao chép ${what}` : ""}</span>
    </>
  );
}
