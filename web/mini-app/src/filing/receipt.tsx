/** When there is no network the dossier is not lost, and the citizen is told so. */
import type { JSX } from "preact";
import { LinkButton, Notice, Title } from "@quangngai/common/ui/parts.tsx";

export const Saved = ({ name }: { name: string }): JSX.Element => (
  <>
    <Title>Đã lưu trên máy này</Title>
    <Notice tone="wait" title={`Hồ sơ ${name} sẽ tự gửi khi có mạng`} live>
      <p>Ông/Bà không phải nhập lại. Giữ ứng dụng này trên máy; khi gửi xong sẽ có tin báo.</p>
    </Notice>
    <LinkButton to="/dossiers">Xem hồ sơ của tôi</LinkButton>
  </>
);
