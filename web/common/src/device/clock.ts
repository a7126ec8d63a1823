/** What time it is as the gateway tells it: a phone's own clock may be days wrong. */
let behind = 0;

/** ``date`` is the ``Date`` of an answer that came just now, in whole seconds. */
export function learnTime(date: string | null): void {
  const gateways = Date.parse(date ?? "");
  if (!Number.isNaN(gateways)) behind = gateways - Date.now();
}

export const now = (): Date => new Date(Date.now() + behind);
