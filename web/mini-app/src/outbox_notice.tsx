/** What is saved on this phone and still to be sent, at the top of every screen. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { deliverAll, type Errand, isShown, settle, shownErrands, watchOutbox } from "@quangngai/common/api/outbox.ts";
import { late, offline } from "@quangngai/common/api/problem.ts";
import { Button, Confirm, LinkButton, Notice } from "@quangngai/common/ui/parts.tsx";
import { dayOf, momentOf, timeOf } from "@quangngai/common/words/words.ts";
import { Waits } from "./saved.tsx";
import { Written } from "./written.tsx";

/** Two of the same kind are told apart by when they were written. */
const named = ({ label, at }: Errand): string => `${label}, lúc ${dayOf(at) === dayOf(new Date()) ? timeOf(at) : momentOf(at)}`;

const isStuck = ({ refused, postponed }: Errand): boolean => !refused && !postponed;

async function sendNow(): Promise<void> {
  await deliverAll();
  if ((await shownErrands()).some(isStuck)) throw navigator.onLine ? late() : offline();
}

export function OutboxNotice({ path }: { path: string }): JSX.Element | null {
  const [all, setAll] = useState<Errand[]>([]);
  // What waited before this screen was opened: what it sends it says itself, and nothing is put above what is being read.
  const [held, setHeld] = useState<Errand[]>([]);
  const place = useRef<HTMLDivElement>(null);
  const look = async (): Promise<void> => setAll(await shownErrands());
  const begin = async (): Promise<void> => setHeld(await shownErrands());
  useEffect(() => watchOutbox(look), []);
  useEffect(() => void look().then(begin), [path]);
  const isIn = (others: Errand[]) => ({ key }: Errand): boolean => others.some((other) => other.key === key);
  const sent = held.some((errand) => !errand.refused && !isIn(all)(errand));
  const shown = all.filter((errand) => isIn(held)(errand) && !isShown(errand));
  if (!shown.length && !sent) return null;
  const refused = shown.filter((errand) => errand.refused);
  const stuck = shown.filter(isStuck);
  return (
    // What has been sent leaves the room it had until the next screen: nothing moves away from a finger.
    <div class="stack" ref={place} style={{ minHeight: sent ? `${place.current?.offsetHeight}px` : "" }}>
      {sent && !stuck.length ? <Notice tone="good" live title="Đã gửi xong" /> : null}
      {refused.map((errand) => (
        <Notice key={errand.key} tone="bad" title={`${named(errand)}: chưa gửi được`}>
          <p>{errand.refused}</p>
          <Written body={errand.body} />
          {errand.form ? <LinkButton to={errand.form}>Sửa và gửi lại</LinkButton> : null}
          <Confirm question="Xóa khỏi máy này? Xóa rồi không lấy lại được." sure="Xóa khỏi máy" onClick={() => settle(errand).then(begin)}>Tôi đã xem</Confirm>
        </Notice>
      ))}
      {shown.map((errand) => !errand.refused && errand.postponed && <Waits postponed={errand.postponed}><p>{named(errand)}</p></Waits>)}
      {stuck.length ? (
        <>
          <Waits><ul>{stuck.map((errand) => <li>{named(errand)}</li>)}</ul></Waits>
          <Button key={path} kind="quiet" onClick={sendNow}>Gửi ngay</Button>
        </>
      ) : null}
    </div>
  );
}
