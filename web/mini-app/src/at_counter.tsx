/** What cannot be sent from the app is done at the one-stop counter. */
import type { JSX } from "preact";
import type { PublicProcedure } from "@quangngai/common/api/schema.ts";
import { Button, Notice } from "@quangngai/common/ui/parts.tsx";
import { go } from "@quangngai/common/ui/router.ts";

export const isAtCounter = ({ submission_mode, form }: PublicProcedure): boolean =>
  submission_mode === "INFO_ONLY" || (submission_mode === "PROVINCIAL_API" && !form);

export const AtCounter = ({ procedure: { code } }: { procedure: PublicProcedure }): JSX.Element => (
  <Notice tone="wait" title="Thủ tục này làm tại quầy một cửa">
    <p>Ông/Bà có thể đặt giờ trước để không phải chờ.</p>
    <Button kind="quiet" onClick={() => go(`/appointments/book?procedure=${code}`)}>Đặt lịch hẹn</Button>
  </Notice>
);
