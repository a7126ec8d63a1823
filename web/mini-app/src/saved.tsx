/** When something cannot be sent now it is not lost, and the citizen is told so. */
import type { JSX } from "preact";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { type Errand, type Postponed, showWaiting } from "@quangngai/common/api/outbox.ts";
import { LinkButton, Notice, Title } from "@quangngai/common/ui/parts.tsx";
import { useLasting } from "@quangngai/common/ui/use_lasting.ts";
import { momentOf } from "@quangngai/common/words/words.ts";

/** ``what`` could not be sent yet: why, when that is tried again, and whether the app may be closed until then. */
export function Waits({ what = "", errand, postponed = errand?.postponed, children }: {
  what?: string;
  /** Where it is the screen that says so: then the notice above it does not say it again. */
  errand?: Errand;
  postponed?: Postponed | undefined;
  children?: ComponentChildren;
}): JSX.Element {
  const lasting = useLasting();
  const { why = "Chưa có mạng hoặc hệ thống đang bận.", until = "" } = postponed ?? {};
  useEffect(() => (errand ? showWaiting(errand.key) : undefined), [errand?.key]);
  const later = until && `, sau ${momentOf(until)}`;
  const title = what ? `${what} sẽ tự gửi lại` : "Đã lưu trên máy này, sẽ tự gửi lại";
  return (
    <Notice tone="wait" title={lasting ? title : "Chưa gửi được: xin đừng đóng ứng dụng"} live instead={errand !== undefined}>
      {children}
      <p>
        {lasting
          ? `${why} Ông/Bà không phải nhập lại: ứng dụng tự gửi khi mở${later}, và còn nhắc ở đầu trang đến khi gửi xong.`
          : `${why} Máy này không lưu được: bộ nhớ đã đầy hoặc không cho lưu. Ứng dụng tự gửi khi còn mở${later}.`}
      </p>
    </Notice>
  );
}

/** ``waits``: it is still to be sent. */
export function Saved({ what, errand, waits = true, to, words }: { what: string; errand: Errand; waits?: boolean; to: string; words: string }): JSX.Element {
  const lasting = useLasting();
  return (
    <>
      <Title>{!waits ? "Đã gửi" : lasting ? "Đã lưu trên máy này" : "Chưa gửi được"}</Title>
      {waits ? <Waits what={what} errand={errand} /> : <Notice tone="good" title={`${what} đã được gửi đi.`} live instead />}
      <LinkButton to={to}>{words}</LinkButton>
    </>
  );
}
