/** Sends a form with photos: what was chosen is not left behind because the phone is slow. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { allReady, areUnderWay } from "../device/under_way.ts";
import { Button } from "./parts.tsx";

export function ButtonAfterPhotos({ onClick, busy, ...shared }: Parameters<typeof Button>[0]): JSX.Element {
  const [waits, setWaits] = useState(false);
  // The form as it is by then, with the photos in it; nothing once it was left.
  const newest = useRef(onClick);
  newest.current = onClick;
  useEffect(() => () => void (newest.current = undefined), []);
  const act = async (): Promise<void> => {
    if (areUnderWay()) {
      setWaits(true);
      if (!(await allReady().finally(() => setWaits(false)))) return;
      await new Promise((drawn) => setTimeout(drawn));
    }
    await newest.current?.();
  };
  return <Button {...shared} busy={waits ? "Đang xử lý ảnh…" : busy} onClick={act} />;
}
