/** Names beside their dots on a map, where they can be read: none on another or cut off at the edge, under a mark only where all sides are. */
import type { Pixel } from "./mercator.ts";

export interface Area {
  middle: Pixel;
  /** Of its width and of its height. */
  half: Pixel;
}

interface Dot {
  name: string;
  at: Pixel;
}

/** Of a letter, by the height of letters, in the widest fonts that phones have. */
const WIDTH = 0.6;

const halfOf = (name: string, letters: number): Pixel => [(name.length * letters * WIDTH) / 2, letters * 0.6];

/** What both have in common along an axis, in pixels; less than 0 where there is a space between them. */
const common = (one: Area, other: Area, axis: 0 | 1): number =>
  Math.min(one.middle[axis] + one.half[axis], other.middle[axis] + other.half[axis]) - Math.max(one.middle[axis] - one.half[axis], other.middle[axis] - other.half[axis]);

const apart = (one: Area, other: Area): boolean => common(one, other, 0) <= 0 || common(one, other, 1) <= 0;

/** How much of ``area`` is under ``marks``, in square pixels; what is under two of them counts twice. */
const covered = (area: Area, marks: Area[]): number => marks.reduce((sum, mark) => sum + Math.max(0, common(area, mark, 0)) * Math.max(0, common(area, mark, 1)), 0);

interface Named extends Dot {
  middle: Pixel;
}

/** The names in the largest of ``sizes`` of letters in which none is lost, or goes under a mark, that is not in the last one too. */
export function largestNames(dots: Dot[], marks: Area[], size: Pixel, sizes: number[]): { names: Named[]; letters: number } {
  const tried = sizes.map((letters) => {
    const names = namesBeside(dots, marks, size, letters);
    return { names, letters, clear: names.filter(({ name, middle }) => !covered({ middle, half: halfOf(name, letters) }, marks)).length };
  });
  const last = tried[tried.length - 1];
  const { names, letters } = tried.find((each) => each.names.length === last?.names.length && each.clear === last.clear) ?? { names: [], letters: 0 };
  return { names, letters };
}

/** Where the middle of each name stands, in pixels of a map of ``size``. A name without room is left out. */
export function namesBeside(dots: Dot[], marks: Area[], size: Pixel, letters: number): Named[] {
  const taken = dots.map(({ at }): Area => ({ middle: at, half: [letters / 4, letters / 4] }));
  const inside = ({ middle, half }: Area): boolean => [0, 1].every((axis) => (middle[axis] ?? 0) >= (half[axis] ?? 0) && (middle[axis] ?? 0) <= (size[axis] ?? 0) - (half[axis] ?? 0));
  return dots.flatMap((dot) => {
    const [x, y] = dot.at;
    const half = halfOf(dot.name, letters);
    const [aside, above] = half.map((each) => each + letters / 2) as Pixel;
    // Near an edge the name above or below its dot begins or ends there.
    const along = Math.min(Math.max(x, half[0]), size[0] - half[0]);
    const sides: Pixel[] = [[x + aside, y], [x - aside, y], [along, y - above], [along, y + above]];
    const rooms = sides.map((middle): Area => ({ middle, half })).filter((area) => inside(area) && taken.every((other) => apart(area, other)));
    // A name that is half covered still says where one is; a map without names does not.
    const room = rooms.reduce<Area | undefined>((best, each) => (best && covered(best, marks) <= covered(each, marks) ? best : each), undefined);
    if (!room) return [];
    taken.push(room);
    return [{ ...dot, middle: room.middle }];
  });
}
