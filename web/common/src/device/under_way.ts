/** Photos and videos that are still being made ready: what is sent waits for them. */
const underWay = new Set<Promise<boolean>>();

/** ``work`` ends once its photo stands in the form; with ``false`` where it does not, and its field says why. */
export function begin(work: Promise<boolean>): Promise<boolean> {
  const mine = work.finally(() => underWay.delete(mine));
  mine.catch(() => undefined); // whoever waits is told
  underWay.add(mine);
  return work;
}

export const areUnderWay = (): boolean => underWay.size > 0;

/** Whether they all became ready. Raises why one did not, whose field is no longer there to say so. */
export async function allReady(): Promise<boolean> {
  let ready = true;
  while (underWay.size) ready = (await Promise.all(underWay)).every(Boolean) && ready;
  return ready;
}
