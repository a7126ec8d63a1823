/**
 * A small map: a pin in its middle to point with, or marks to tap. Dragged by a finger, moved by arrow keys, by buttons
 * or by a tap on where its middle should be. The province says where tiles come from; without any it is a plain field
 * with the names of a few places that everybody knows.
 */
import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "@quangngai/common/ui/icons.tsx";
import { gathered } from "@quangngai/common/ui/gathered.ts";
import { type Area, largestNames } from "@quangngai/common/ui/names_beside.ts";
import { type Box, type Pixel, pixelOf, type Point, pointAt, tilesIn, within, zoomFor } from "@quangngai/common/ui/mercator.ts";
import { province } from "./province.ts";

export interface View {
  centre: Point;
  zoom: number;
}

export interface Mark {
  point: Point;
  /** How many it stands for. */
  count: number;
  /** Of a single one: what it is called, and where it leads. */
  label?: string;
  onTap?: () => void;
}

const FARTHEST = 7;
export const NEAREST = 17;
const TAP_PIXELS = 8;
const STEP = 80;
/** How much nearer a group is looked at. */
const CLOSER = 2;
/** As wide as a mark with a large number is. */
const MARK_REM = 4.5;
/** From the edge inwards: a mark stands there whole, however large the text is. */
const EDGE_REM: Pixel = [2.25, 1.75];
/** Of names: as large as other text, or smaller where it is their number that helps to find one's way. */
const NAME_REM = [1, 0.875, 0.75];
const SMALLEST_LETTERS = 16;
const NO_NAMES = { names: [], letters: SMALLEST_LETTERS };
/** Of the narrowest phone, with half a mark to spare on each side. */
const NARROWEST: Pixel = [238, 238];
const { box, landmarks } = province;
export const hasTiles = province.map_tiles !== "";
export const WHOLE_PROVINCE: View = { centre: { latitude: (box.south + box.north) / 2, longitude: (box.west + box.east) / 2 }, zoom: zoomFor(box, NARROWEST) };

/** What a phone of usual width shows of ``view``. */
export function boxOf({ centre, zoom }: View): Box {
  const [x, y] = pixelOf(centre, zoom);
  const [northWest, southEast] = [pointAt([x - 240, y - 200], zoom), pointAt([x + 240, y + 200], zoom)];
  return { west: northWest.longitude, south: southEast.latitude, east: southEast.longitude, north: northWest.latitude };
}

/** Where a mark stands whole, if it should stand at ``left`` and ``top``. */
const whole = ({ left, top }: { left: string; top: string }): { left: string; top: string } => ({
  left: `min(max(${EDGE_REM[0]}rem, ${left}), 100% - ${EDGE_REM[0]}rem)`,
  top: `min(max(${EDGE_REM[1]}rem, ${top}), 100% - ${EDGE_REM[1]}rem)`,
});

const placed = ([x, y]: Pixel): { left: string; top: string } => ({ left: `${x}px`, top: `${y}px` });

const rem = (): number => parseFloat(getComputedStyle(document.documentElement).fontSize);

export function PointMap({ label, view, onMove, marks = [], things = "", pin = false }: {
  label: string;
  view: View;
  onMove: (view: View) => void;
  marks?: Mark[];
  /** What they are, after a number: "phản ánh". */
  things?: string;
  pin?: boolean;
}): JSX.Element {
  const frame = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<Pixel>([320, 288]);
  const [drag, setDrag] = useState<{ from: Pixel; by: Pixel } | null>(null);
  useLayoutEffect(() => {
    if (frame.current) setSize([frame.current.clientWidth, frame.current.clientHeight]); // before it is seen
    const watch = new ResizeObserver(([entry]) => entry && setSize([entry.contentRect.width, entry.contentRect.height]));
    if (frame.current) watch.observe(frame.current);
    return () => watch.disconnect();
  }, []);
  const { zoom } = view;
  const middle = pixelOf(view.centre, zoom);
  const moved = ([x, y]: Pixel): void => onMove({ zoom, centre: within(pointAt([middle[0] + x, middle[1] + y], zoom), box as Box) });
  const closer = (centre: Point): void => onMove({ centre, zoom: Math.min(Math.floor(zoom) + CLOSER, NEAREST) });
  const zoomed = (by: number): void => onMove({ ...view, zoom: Math.min(NEAREST, Math.max(FARTHEST, by > 0 ? Math.floor(zoom) + by : Math.ceil(zoom) + by)) });
  const pixelIn = (point: Point): Pixel => {
    const [x, y] = pixelOf(point, zoom);
    return [x - middle[0] + size[0] / 2, y - middle[1] + size[1] / 2];
  };
  const inside = ({ point }: Mark): boolean => pixelIn(point).every((at, axis) => at >= 0 && at <= (size[axis] ?? 0));
  const seenAt = ({ point }: Mark): Pixel => pixelIn(point).map((along, axis) => Math.min(Math.max(along, (EDGE_REM[axis] ?? 0) * rem()), (size[axis] ?? 0) - (EDGE_REM[axis] ?? 0) * rem())) as Pixel;
  // At the nearest there is no way to tell them further apart.
  const groups = gathered(marks.filter(inside), seenAt, zoom < NEAREST ? MARK_REM * rem() : 0);
  const drawn = groups.map(([first, ...others]): Mark => {
    if (first.onTap && !others.length) return first;
    const count = others.reduce((sum, other) => sum + other.count, first.count);
    return { ...first, count, label: `${count} ${things}`, onTap: () => closer(first.point) };
  });
  const areas = drawn.map((mark): Area => ({ middle: seenAt(mark), half: [MARK_REM * rem() / 2, EDGE_REM[1] * rem()] }));
  const { names, letters } = hasTiles ? NO_NAMES : largestNames(landmarks.map(({ name, ...point }) => ({ name, at: pixelIn(point) })), areas, size, NAME_REM.map((each) => Math.max(SMALLEST_LETTERS, each * rem())));
  const end = (event: PointerEvent): void => {
    if (!drag) return;
    setDrag(null);
    const [x, y] = drag.by;
    if (Math.hypot(x, y) > TAP_PIXELS) return moved([-x, -y]);
    const corner = frame.current?.getBoundingClientRect();
    if (corner) moved([event.clientX - corner.left - size[0] / 2, event.clientY - corner.top - size[1] / 2]);
  };
  const keys: Record<string, () => void> = {
    ArrowLeft: () => moved([-STEP, 0]), ArrowRight: () => moved([STEP, 0]), ArrowUp: () => moved([0, -STEP]), ArrowDown: () => moved([0, STEP]), "+": () => zoomed(1), "-": () => zoomed(-1),
  };
  const [dx, dy] = drag?.by ?? [0, 0];
  return (
    <div class="map" role="group" aria-label={label}>
      <div class="map-frame" ref={frame} tabIndex={0} role="application" aria-label={`${label}. Dùng phím mũi tên để di chuyển, phím cộng và trừ để phóng.`}
        onKeyDown={(event) => { const act = keys[event.key]; if (act) { event.preventDefault(); act(); } }}
        onPointerDown={(event) => { if ((event.target as Element).closest("button")) return; (event.currentTarget as Element).setPointerCapture(event.pointerId); setDrag({ from: [event.clientX, event.clientY], by: [0, 0] }); }}
        onPointerMove={(event) => drag && setDrag({ ...drag, by: [event.clientX - drag.from[0], event.clientY - drag.from[1]] })}
        onPointerUp={end} onPointerCancel={() => setDrag(null)}>
        <div class="map-sheet" style={{ transform: `translate(${dx}px, ${dy}px)` }}>
          {hasTiles ? tilesIn(view.centre, zoom, size).map(({ z, x, y, left, top, side }) => (
            <img key={`${z}/${x}/${y}`} class="map-tile" alt="" draggable={false} style={{ left: `${left}px`, top: `${top}px`, width: `${side}px`, height: `${side}px` }}
              src={province.map_tiles.replace("{z}", String(z)).replace("{x}", String(x)).replace("{y}", String(y))} onError={(event) => void (event.currentTarget.hidden = true)} />
          )) : names.map(({ name, at, middle }) => (
            <>
              <i class="map-dot" style={placed(at)} />
              <span class="map-place" style={{ ...placed(middle), fontSize: `${letters}px` }}>{name}</span>
            </>
          ))}
          {drawn.map(({ point, label: name, count, onTap }) => <button type="button" class="map-mark" aria-label={name} onClick={onTap} style={whole(placed(pixelIn(point)))}>{count > 1 ? count : <Icon name="pin" />}</button>)}
        </div>
        {pin ? <span class="map-pin"><Icon name="pin" /></span> : null}
      </div>
      <div class="map-keys">
        <button type="button" onClick={() => zoomed(1)} aria-label="Phóng to">+</button>
        <button type="button" onClick={() => zoomed(-1)} aria-label="Thu nhỏ">−</button>
        <button type="button" onClick={() => moved([-STEP, 0])} aria-label="Sang tây"><Icon name="back" /></button>
        <button type="button" onClick={() => moved([0, -STEP])} aria-label="Lên bắc"><Icon name="up" /></button>
        <button type="button" onClick={() => moved([0, STEP])} aria-label="Xuống nam"><Icon name="down" /></button>
        <button type="button" onClick={() => moved([STEP, 0])} aria-label="Sang đông"><Icon name="next" /></button>
      </div>
      <p class="soft">{hasTiles ? province.map_credit : "Chưa có bản đồ nền. Các điểm ở đúng hướng và đúng khoảng cách so với những nơi ghi tên."}</p>
    </div>
  );
}
