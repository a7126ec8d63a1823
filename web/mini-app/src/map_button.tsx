/** Where an office is, in whatever app of maps the phone has. */
import type { JSX } from "preact";
import { Button } from "@quangngai/common/ui/parts.tsx";
import { openPage } from "./zalo/adapter.ts";

export const MapButton = ({ url }: { url: string | undefined }): JSX.Element | null =>
  url ? <Button kind="quiet" icon="pin" busy="Đang mở…" onClick={() => openPage(url)}>Xem trên bản đồ</Button> : null;
