/** When there is no network nothing is lost, and the citizen is told so. */
import type { JSX } from "preact";
import { LinkButton, Notice, Title } from "@quangngai/common/ui/parts.tsx";

export const Saved = ({ what, to, words }: { what: string; to: string; words: string }): JSX.Element => (
  <>
    <Title>Đã lưu trên máy này</Title>
    <Notice tone="wait" title={`${what} sẽ tự gửi khi có mạng`} live>
      <p>Ông/Bà không phải nhập lại. Giữ ứng dụng này trên máy; khi gửi xong sẽ có tin báo.</p>
    </Notice>
    <LinkButton to={to}>{words}</LinkButton>
  </>
);
