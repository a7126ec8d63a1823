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

const apart = (one: Area, other: Area): boolean => [0, 1].some((axis) => Math.abs((one.middle[axis] ?? 0) - (other.middle[axis] ?? 0)) >= (one.half[axis] ?? 0) + (other.half[axis] ?? 0));

/** Where the middle of each name stands, in pixels of a map of ``size``. A name without room is left out. */
export function namesBeside(dots: Dot[], marks: Area[], size: Pixel, letters: number): Array<Dot & { middle: Pixel }> {
  const taken = dots.map(({ at }): Area => ({ middle: at, half: [letters / 4, letters / 4] }));
  const inside = ({ middle, half }: Area): boolean => [0, 1].every((axis) => (middle[axis] ?? 0) >= (half[axis] ?? 0) && (middle[axis] ?? 0) + (half[axis] ?? 0) <= (size[axis] ?? 0));
  return dots.flatMap((dot) => {
    const half: Pixel = [(dot.name.length * letters * WIDTH) / 2, letters * 0.6];
    const [aside, above] = half.map((each) => each + letters / 2) as Pixel;
    const sides: Pixel[] = [[aside, 0], [-aside, 0], [0, -above], [0, above]];
    const rooms = sides.map(([x, y]): Area => ({ middle: [dot.at[0] + x, dot.at[1] + y], half })).filter((area) => inside(area) && taken.every((other) => apart(area, other)));
    // A name that is half covered still says where one is; a map without names does not.
    const room = rooms.find((area) => marks.every((mark) => apart(area, mark))) ?? rooms[0];
    if (!room) return [];
    taken.push(room);
    return [{ ...dot, middle: room.middle }];
  });
}
