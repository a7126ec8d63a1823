/** The phone's own place, taken after saying why. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { ask } from "@quangngai/common/api/client.ts";
import { asProblem } from "@quangngai/common/api/problem.ts";
import { accessToken } from "@quangngai/common/api/session.ts";
import { Button, Notice } from "@quangngai/common/ui/parts.tsx";
import { locationCode, zaloToken } from "./zalo/adapter.ts";

export interface Point {
  latitude: number;
  longitude: number;
}

export function PlaceField({ id = "place", point, why, fault, onChange }: {
  id?: string;
  point: Point | null;
  why: string;
  fault?: string | undefined;
  onChange: (point: Point | null) => void;
}): JSX.Element {
  const [told, setTold] = useState("");
  const find = async (): Promise<void> => {
    setTold("");
    try {
      await accessToken();
      const { location } = await ask("POST /v1/me/location", { body: { access_token: await zaloToken(), code: await locationCode() } });
      if (location) onChange({ latitude: location.latitude, longitude: location.longitude });
      else setTold("Máy chưa cho biết vị trí. Ông/Bà bật định vị rồi thử lại.");
    } catch (error) {
      setTold(asProblem(error).detail);
    }
  };
  if (point) return <Notice tone="good" title="Đã ghi vị trí của máy"><Button kind="quiet" onClick={() => onChange(null)}>Bỏ vị trí</Button></Notice>;
  return (
    <div class={fault ? "field wrong stack" : "stack"} id={id} tabIndex={-1}>
      {fault ? <p class="fault">{fault}</p> : null}
      <Button kind="quiet" icon="pin" busy="Đang tìm vị trí…" onClick={find}>Lấy vị trí của máy</Button>
      <p class="hint">{told || why}</p>
    </div>
  );
}
