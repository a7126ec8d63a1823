/** What is saved on this phone and still to be sent, at the top of every screen. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { deliverAll, type Errand, isShown, remove, shownErrands, watchOutbox } from "@quangngai/common/api/outbox.ts";
import { Button, Notice } from "@quangngai/common/ui/parts.tsx";
import { Waits } from "./saved.tsx";
import { Written } from "./written.tsx";

/** What was sent a moment ago is on its way; only what stays is worth a word. */
const ON_ITS_WAY_MS = 4_000;

export function OutboxNotice({ path }: { path: string }): JSX.Element | null {
  const [waiting, setWaiting] = useState<Errand[]>([]);
  const look = (): void => void shownErrands().then(setWaiting);
  useEffect(() => watchOutbox(look), []);
  // The screen that sent it says so itself; the next ones hear it here.
  useEffect(() => {
    look();
    const timer = setTimeout(look, ON_ITS_WAY_MS + 1);
    return () => clearTimeout(timer);
  }, [path]);
  const refused = waiting.filter((errand) => errand.refused);
  const held = waiting.filter((errand) => !errand.refused && !isShown(errand) && Date.now() - Date.parse(errand.at) > ON_ITS_WAY_MS);
  const [postponed, stuck] = [held.filter((errand) => errand.postponed), held.filter((errand) => !errand.postponed)];
  return (
    <>
      {refused.map((errand) => (
        <Notice tone="bad" title={`${errand.label}: chưa gửi được`}>
          <p>{errand.refused}</p>
          <Written body={errand.body} />
          <Button kind="quiet" onClick={() => remove(errand.key)}>Tôi đã xem</Button>
        </Notice>
      ))}
      {postponed.map((errand) => <Waits postponed={errand.postponed}><p>{errand.label}</p></Waits>)}
      {stuck.length ? (
        <>
          <Waits><ul>{stuck.map((errand) => <li>{errand.label}</li>)}</ul></Waits>
          <Button kind="quiet" onClick={deliverAll}>Gửi ngay</Button>
        </>
      ) : null}
    </>
  );
}
