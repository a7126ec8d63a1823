/** A place: the phone's own, taken after saying why, or the one that a pin on the map shows. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { ask } from "@quangngai/common/api/client.ts";
import { asProblem } from "@quangngai/common/api/problem.ts";
import { accessToken } from "@quangngai/common/api/session.ts";
import type { Point } from "@quangngai/common/ui/mercator.ts";
import { useOver } from "@quangngai/common/ui/over.ts";
import { Button, Notice } from "@quangngai/common/ui/parts.tsx";
import { hasTiles, PointMap, type View, WHOLE_PROVINCE } from "./point_map.tsx";
import { locationCode, zaloToken } from "./zalo/adapter.ts";

export type { Point };

const STREET = 16;
const PIN = "pin";

export function PlaceField({ point, why, onChange }: {
  point: Point | null;
  why: string;
  onChange: (point: Point | null) => void;
}): JSX.Element {
  const [refused, setRefused] = useState("");
  const [view, setView] = useState<View>(WHOLE_PROVINCE);
  const { over, open, close } = useOver();
  const look = (from: View): void => {
    setView(from);
    open(PIN);
  };
  const find = async (): Promise<void> => {
    setRefused("");
    try {
      await accessToken();
      const { location } = await ask("POST /v1/me/location", { body: { access_token: await zaloToken(), code: await locationCode() } });
      if (location) onChange({ latitude: location.latitude, longitude: location.longitude });
      else setRefused("Máy chưa cho biết vị trí. Ông/Bà bật định vị rồi thử lại.");
    } catch (error) {
      const { title, detail } = asProblem(error);
      setRefused(`${title}. ${detail}`);
    }
  };
  if (over === PIN && hasTiles)
    return (
      <div class="stack">
        <PointMap label="Chọn chỗ trên bản đồ" view={view} onMove={setView} pin />
        <Button icon="check" onClick={() => { onChange(view.centre); return close(); }}>Chọn chỗ có ghim</Button>
        <Button kind="quiet" onClick={close}>Thôi</Button>
      </div>
    );
  if (point)
    return (
      <Notice tone="good" title="Đã ghi vị trí">
        {hasTiles ? <Button kind="quiet" icon="pin" onClick={() => look({ centre: point, zoom: STREET })}>Xem, sửa trên bản đồ</Button> : null}
        <Button kind="quiet" onClick={() => onChange(null)}>Bỏ vị trí</Button>
      </Notice>
    );
  return (
    <div class="stack">
      <Button kind="quiet" icon="pin" busy="Đang tìm vị trí…" onClick={find}>Lấy vị trí của máy</Button>
      {hasTiles ? <Button kind="quiet" onClick={() => look(WHOLE_PROVINCE)}>Chọn trên bản đồ</Button> : null}
      <p class="hint" role="status">{refused || why}</p>
    </div>
  );
}
