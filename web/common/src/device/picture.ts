/** Pictures as the phone can change them before they are sent: smaller, upright, cut to what matters. */
import { unusable } from "../api/problem.ts";

/** What is kept of a picture once it is turned: its edges in hundredths of width and height, and quarter turns to the right. */
export interface Cut {
  left: number;
  top: number;
  right: number;
  bottom: number;
  turns: number;
}

export const WHOLE: Cut = { left: 0, top: 0, right: 100, bottom: 100, turns: 0 };

const QUALITY = 0.82;

/** ``file`` cut, its longer side at most ``side`` pixels, as a data address. */
export async function shrunk(file: File, side: number, cut: Cut = WHOLE): Promise<string> {
  return (await drawn(file, side, cut)).canvas.toDataURL("image/jpeg", QUALITY);
}

const LOOK_SIDE = 96;
/** Of a row or column: so much of it is bright where there is paper. */
const BRIGHT_PART = 0.3;
const SMALLEST_PART = 0.15;
const MARGIN = 1;

/** Where the bright paper lies on what is darker around it; the whole picture where that cannot be told. */
export async function paperIn(file: File, turns: number): Promise<Cut> {
  const whole = { ...WHOLE, turns };
  const { canvas, context } = await drawn(file, LOOK_SIDE, whole);
  const { width, height } = canvas;
  const { data } = context.getImageData(0, 0, width, height);
  const light = Array.from({ length: width * height }, (_, at) => (data[at * 4] ?? 0) * 0.3 + (data[at * 4 + 1] ?? 0) * 0.59 + (data[at * 4 + 2] ?? 0) * 0.11);
  const [darkest, brightest] = [light.reduce((a, b) => Math.min(a, b)), light.reduce((a, b) => Math.max(a, b))];
  const bright = (x: number, y: number): boolean => (light[y * width + x] ?? 0) > (darkest + brightest) / 2;
  const [top, bottom] = stretch(height, (y) => part(width, (x) => bright(x, y)));
  const [left, right] = stretch(width, (x) => part(height, (y) => bright(x, y)));
  if ((right - left) * (bottom - top) < SMALLEST_PART * 100 * 100) return whole;
  return { left, top, right, bottom, turns };
}

const part = (length: number, is: (at: number) => boolean): number => Array.from({ length }, (_, at) => is(at)).filter(Boolean).length / length;

/** From the first to the last of ``length`` lines that are bright enough, in hundredths, with a little around it. */
function stretch(length: number, brightPart: (at: number) => number): [number, number] {
  const lines = Array.from({ length }, (_, at) => at).filter((at) => brightPart(at) >= BRIGHT_PART);
  const [first = 0, last = length - 1] = [lines[0], lines[lines.length - 1]];
  return [Math.max(0, Math.floor((first / length) * 100) - MARGIN), Math.min(100, Math.ceil(((last + 1) / length) * 100) + MARGIN)];
}

async function drawn(file: File, side: number, { left, top, right, bottom, turns }: Cut): Promise<{ canvas: HTMLCanvasElement; context: CanvasRenderingContext2D }> {
  const address = URL.createObjectURL(file);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const { naturalWidth: width, naturalHeight: height } = image;
    const [across, down] = turns % 2 ? [height, width] : [width, height];
    const [x, y] = [(left / 100) * across, (top / 100) * down];
    const [wide, high] = [((right - left) / 100) * across, ((bottom - top) / 100) * down];
    const scale = Math.min(1, side / Math.max(wide, high));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(wide * scale));
    canvas.height = Math.max(1, Math.round(high * scale));
    const context = canvas.getContext("2d");
    if (!context) throw new Error("no canvas");
    context.fillStyle = "#fff"; // a transparent picture is on white paper
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.scale(scale, scale);
    context.translate(across / 2 - x, down / 2 - y);
    context.rotate((turns * Math.PI) / 2);
    context.drawImage(image, -width / 2, -height / 2);
    return { canvas, context };
  } catch {
    throw unusable("Không mở được ảnh này", "Xin chụp lại hoặc chọn ảnh khác.");
  } finally {
    URL.revokeObjectURL(address);
  }
}
