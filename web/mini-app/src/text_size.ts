/**
 * How large somebody reads. It is a setting of this phone first: so at once, and at the next start before anybody has
 * signed in. The gateway is told when it can be, so that it is the same on another phone.
 */
import { useEffect } from "preact/hooks";
import { ask } from "@quangngai/common/api/client.ts";
import type { CitizenView } from "@quangngai/common/api/schema.ts";
import { currentCitizen, watchProfile } from "@quangngai/common/api/session.ts";
import { kept, store } from "@quangngai/common/device/keep.ts";

export type TextSize = CitizenView["text_size"];

interface Chosen {
  size: TextSize;
  /** Whether the gateway knows it. */
  known: boolean;
}

const NAME = "text-size";
let shown: TextSize = "normal";
const watchers = new Set<(size: TextSize) => void>();

export const textSize = (): TextSize => shown;

/** ``watcher`` is called when the letters change. */
export function watchTextSize(watcher: (size: TextSize) => void): () => void {
  watchers.add(watcher);
  return () => void watchers.delete(watcher);
}

function show(size: TextSize): void {
  shown = size;
  document.documentElement.className = size;
  watchers.forEach((watcher) => watcher(size));
}

export async function chooseTextSize(size: TextSize): Promise<void> {
  show(size);
  await store(NAME, { size, known: false } satisfies Chosen);
  void tell();
}

/** What was chosen here and is not known there yet goes before what the profile says. */
async function apply(): Promise<void> {
  const chosen = await kept<Chosen>(NAME);
  const profile = currentCitizen()?.text_size;
  if (chosen && !chosen.known) {
    show(chosen.size);
    if (profile) void tell();
  } else if (profile) {
    show(profile);
    if (profile !== chosen?.size) await store(NAME, { size: profile, known: true } satisfies Chosen);
  } else if (chosen) show(chosen.size);
}

let telling: Promise<void> | null = null;
const tell = (): Promise<void> => (telling ??= tellAll().catch(() => undefined).finally(() => (telling = null)));

/** Ends once nothing newer was chosen meanwhile. What fails is tried again with the next network or start. */
async function tellAll(): Promise<void> {
  for (;;) {
    const chosen = await kept<Chosen>(NAME);
    if (!chosen || chosen.known) return;
    await ask("GET /v1/me"); // the version that is changed
    await ask("PATCH /v1/me", { body: { text_size: chosen.size } });
    if ((await kept<Chosen>(NAME))?.size === chosen.size) await store(NAME, { ...chosen, known: true });
  }
}

export function useTextSize(): void {
  useEffect(() => {
    void apply();
    addEventListener("online", tell);
    const unwatch = watchProfile(apply);
    return () => {
      removeEventListener("online", tell);
      unwatch();
    };
  }, []);
}
