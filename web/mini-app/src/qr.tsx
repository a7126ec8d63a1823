/**
 * A QR code as one path, for what a counter scans off a phone: bytes, versions 1 to 6, error correction M, which holds 106
 * bytes, then L, which holds 134 (ISO/IEC 18004). Longer texts are shown as text alone.
 */
import type { JSX } from "preact";

/** Version, how many blocks, data and correction bytes of a block, and the bits that tell of level and mask 0. */
type Shape = [version: number, blocks: number, data: number, correction: number, format: number];
const M = 0b101010000010010;
const L = 0b111011111000100;
const SHAPES: Shape[] = [[1, 1, 16, 10, M], [2, 1, 28, 16, M], [3, 1, 44, 26, M], [4, 2, 32, 18, M], [5, 2, 43, 24, M], [6, 4, 27, 16, M], [6, 2, 68, 18, L]];

export function Qr({ text }: { text: string }): JSX.Element | null {
  const modules = qrOf(new TextEncoder().encode(text));
  if (!modules) return null;
  const path = modules.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x + 4} ${y + 4}h1v1h-1z`] : []))).join("");
  const side = modules.length + 8;
  return (
    <svg class="qr" viewBox={`0 0 ${side} ${side}`} role="img" aria-label={`Mã QR của ${text}`} shape-rendering="crispEdges">
      <rect width={side} height={side} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}

/** Dots on the phone's picture for each module: sharp after a bank's app has shrunk it. */
const DOTS = 12;

/** The same as a PNG in a data address, for who scans it on the phone that shows it. */
export function pictureOf(text: string): string {
  const modules = qrOf(new TextEncoder().encode(text)) ?? [];
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = (modules.length + 8) * DOTS;
  const ink = canvas.getContext("2d");
  if (!ink) return "";
  ink.fillStyle = "#fff";
  ink.fillRect(0, 0, canvas.width, canvas.height);
  ink.fillStyle = "#000";
  modules.forEach((row, y) => row.forEach((dark, x) => dark && ink.fillRect((x + 4) * DOTS, (y + 4) * DOTS, DOTS, DOTS)));
  return canvas.toDataURL("image/png");
}

function qrOf(bytes: Uint8Array): boolean[][] | null {
  const shape = SHAPES.find(([, blocks, size]) => blocks * size >= bytes.length + 2);
  return shape ? drawn(shape, interleaved(padded(bytes, shape[1] * shape[2]), shape)) : null;
}

/** Mode, length, the bytes, then the filling that the standard prescribes. */
function padded(bytes: Uint8Array, size: number): number[] {
  const nibbles = [4, bytes.length >> 4, bytes.length & 15, ...[...bytes].flatMap((byte) => [byte >> 4, byte & 15]), 0];
  const filled = Array.from({ length: nibbles.length / 2 }, (_, at) => ((nibbles[2 * at] ?? 0) << 4) | (nibbles[2 * at + 1] ?? 0));
  for (let at = 0; filled.length < size; at++) filled.push(at % 2 ? 0x11 : 0xec);
  return filled;
}

function interleaved(data: number[], [, blocks, size, correction]: Shape): number[] {
  const parts = Array.from({ length: blocks }, (_, at) => data.slice(at * size, (at + 1) * size));
  const corrections = parts.map((part) => reedSolomon(part, correction));
  const across = (rows: number[][], length: number): number[] => Array.from({ length }, (_, at) => rows.map((row) => row[at] ?? 0)).flat();
  return [...across(parts, size), ...across(corrections, correction)];
}

const EXP: number[] = [1];
for (let at = 1; at < 255; at++) EXP[at] = ((EXP[at - 1] ?? 0) << 1) ^ ((EXP[at - 1] ?? 0) & 128 ? 0x11d : 0);
const LOG: number[] = [];
EXP.forEach((value, at) => (LOG[value] = at));
const times = (a: number, b: number): number => (a && b ? EXP[((LOG[a] ?? 0) + (LOG[b] ?? 0)) % 255] ?? 0 : 0);

function reedSolomon(data: number[], degree: number): number[] {
  let generator = [1];
  for (let at = 0; at < degree; at++)
    generator = Array.from({ length: generator.length + 1 }, (_, place) => (generator[place] ?? 0) ^ times(generator[place - 1] ?? 0, EXP[at] ?? 0));
  const rest = [...data, ...Array<number>(degree).fill(0)];
  data.forEach((_, at) => {
    const factor = rest[at] ?? 0;
    generator.forEach((each, place) => (rest[at + place] = (rest[at + place] ?? 0) ^ times(each, factor)));
  });
  return rest.slice(data.length);
}

function drawn([version, , , , format]: Shape, codewords: number[]): boolean[][] {
  const size = 17 + 4 * version;
  const dark = Array.from({ length: size }, () => Array<boolean>(size).fill(false));
  const fixed = Array.from({ length: size }, () => Array<boolean>(size).fill(false));
  const put = (x: number, y: number, on: boolean): void => {
    if (x < 0 || y < 0 || x >= size || y >= size) return;
    (dark[y] as boolean[])[x] = on;
    (fixed[y] as boolean[])[x] = true;
  };
  const square = (cx: number, cy: number, reach: number, light: number[]): void => {
    for (let dy = -reach; dy <= reach; dy++) for (let dx = -reach; dx <= reach; dx++) put(cx + dx, cy + dy, !light.includes(Math.max(Math.abs(dx), Math.abs(dy))));
  };
  for (let at = 0; at < size; at++) {
    put(6, at, at % 2 === 0);
    put(at, 6, at % 2 === 0);
  }
  if (version > 1) square(size - 7, size - 7, 2, [1]);
  for (const [cx, cy] of [[3, 3], [size - 4, 3], [3, size - 4]] as const) square(cx, cy, 4, [2, 4]);
  for (let at = 0; at < 15; at++) {
    const on = Boolean((format >> at) & 1);
    put(8, at < 6 ? at : at < 8 ? at + 1 : size - 15 + at, on);
    put(at < 8 ? size - 1 - at : at < 9 ? 7 : 14 - at, 8, on);
  }
  put(8, size - 8, true);
  let bit = 0;
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right--;
    const up = ((right + 1) & 2) === 0;
    for (let step = 0; step < size; step++)
      for (const x of [right, right - 1]) {
        const y = up ? size - 1 - step : step;
        if (fixed[y]?.[x]) continue;
        const on = Boolean(((codewords[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1);
        bit++;
        (dark[y] as boolean[])[x] = on !== ((x + y) % 2 === 0);
      }
  }
  return dark;
}
