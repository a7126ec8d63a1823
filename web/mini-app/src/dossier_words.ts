/** How the ten states of a dossier look. Their names come from the service. */
import type { Tone } from "@quangngai/common/ui/parts.tsx";

const TONES: Record<number, Tone> = { 1: "calm", 2: "calm", 3: "bad", 4: "calm", 5: "wait", 6: "wait", 7: "bad", 8: "bad", 9: "good", 10: "good" };

/** Refused, withdrawn, or handed over: nothing more happens. */
const OVER = new Set([3, 7, 8, 10]);
export const isOver = (state: number): boolean => OVER.has(state);

export const toneOf = (state: number): Tone => TONES[state] ?? "calm";
