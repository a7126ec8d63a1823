/** Cuts a photo of a paper to the paper and turns it upright, on the phone; edges are found and can be moved. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { type Cut, paperIn, shrunk, WHOLE } from "../device/picture.ts";
import { Button } from "./parts.tsx";

const PREVIEW_SIDE = 900;
/** Of a hundred: so much of the picture stays at least. */
const LEAST = 10;
const EDGES: Array<[edge: "left" | "right" | "top" | "bottom", name: string]> = [["top", "Cạnh trên"], ["bottom", "Cạnh dưới"], ["left", "Cạnh trái"], ["right", "Cạnh phải"]];

export function Crop({ file, label, onDone, onCancel }: { file: File; label: string; onDone: (cut: Cut) => Promise<unknown>; onCancel: () => unknown }): JSX.Element {
  const [cut, setCut] = useState<Cut>(WHOLE);
  const [preview, setPreview] = useState("");
  useEffect(() => void shrunk(file, PREVIEW_SIDE, { ...WHOLE, turns: cut.turns }).then(setPreview), [cut.turns]);
  useEffect(() => void paperIn(file, cut.turns).then(setCut), []);
  const turn = (): void => {
    const turns = (cut.turns + 1) % 4;
    setCut({ ...WHOLE, turns });
    void paperIn(file, turns).then(setCut);
  };
  const move = (edge: (typeof EDGES)[number][0], to: number): void => {
    const far = { left: cut.right - LEAST, top: cut.bottom - LEAST, right: cut.left + LEAST, bottom: cut.top + LEAST }[edge];
    setCut({ ...cut, [edge]: edge === "left" || edge === "top" ? Math.min(to, far) : Math.max(to, far) });
  };
  return (
    <div class="stack" role="group" aria-label={`Cắt ảnh, ${label}`}>
      <div class="crop">
        {preview ? <img src={preview} alt={`${label}, ảnh đang cắt`} /> : null}
        <div class="crop-clip">
          <div class="crop-window" style={{ left: `${cut.left}%`, top: `${cut.top}%`, width: `${cut.right - cut.left}%`, height: `${cut.bottom - cut.top}%` }} />
        </div>
      </div>
      <p class="hint">Kéo bốn thanh cho khung vàng vừa tờ giấy.</p>
      <div class="edges">
        {EDGES.map(([edge, name]) => (
          <label>
            {name}
            <input type="range" min={0} max={100} value={cut[edge]} onInput={(event) => move(edge, Number(event.currentTarget.value))} />
          </label>
        ))}
      </div>
      <Button kind="quiet" onClick={turn}>Xoay ảnh</Button>
      <Button icon="check" busy="Đang xử lý ảnh…" onClick={() => onDone(cut)}>Dùng ảnh đã cắt</Button>
      <Button kind="quiet" onClick={onCancel}>Giữ ảnh cũ</Button>
    </div>
  );
}
