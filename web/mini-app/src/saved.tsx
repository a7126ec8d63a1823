/** When something cannot be sent now it is not lost, and the citizen is told so. */
import type { JSX } from "preact";
import type { ComponentChildren } from "preact";
import { LinkButton, Notice, Title } from "@quangngai/common/ui/parts.tsx";
import { useLasting } from "@quangngai/common/ui/use_lasting.ts";

/** ``what`` could not be sent yet: when that is tried again, and whether the app may be closed until then. */
export function Waits({ what = "", children }: { what?: string; children?: ComponentChildren }): JSX.Element {
  const lasting = useLasting();
  const title = what ? `${what} sẽ tự gửi lại` : "Đã lưu trên máy này, sẽ tự gửi lại";
  return (
    <Notice tone="wait" title={lasting ? title : "Chưa gửi được: xin đừng đóng ứng dụng"} live>
      {children}
      <p>
        {lasting
          ? "Chưa có mạng hoặc hệ thống đang bận. Ông/Bà không phải nhập lại: ứng dụng tự gửi khi mở, gửi xong sẽ có tin báo."
          : "Chưa có mạng hoặc hệ thống đang bận, mà máy này không lưu được: bộ nhớ đã đầy hoặc không cho lưu. Ứng dụng tự gửi khi còn mở."}
      </p>
    </Notice>
  );
}

export const Saved = ({ what, to, words }: { what: string; to: string; words: string }): JSX.Element => (
  <>
    <Title>{useLasting() ? "Đã lưu trên máy này" : "Chưa gửi được"}</Title>
    <Waits what={what} />
    <LinkButton to={to}>{words}</LinkButton>
  </>
);
