/** Marks on a map that would lie on each other, put together: a number that is covered cannot be read, nor tapped. */
import type { Pixel } from "./mercator.ts";

/** Groups of ``marks`` whose first ones, the largest, are at least ``apart`` pixels from each other, ``at`` being where one is. */
export function gathered<T extends { count: number }>(marks: T[], at: (mark: T) => Pixel, apart: number): Array<[T, ...T[]]> {
  const groups: Array<[T, ...T[]]> = [];
  for (const mark of [...marks].sort((one, other) => other.count - one.count)) {
    const near = groups.find(([first]) => at(first).every((along, axis) => Math.abs(along - (at(mark)[axis] ?? 0)) < apart));
    if (near) near.push(mark);
    else groups.push([mark]);
  }
  return groups;
}
