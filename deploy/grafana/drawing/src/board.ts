// What of Grafana's JSON the boards use, and what Prometheus answered to it.
import type { FieldConfigSource } from "@grafana/data";

export interface Board {
  title: string;
  timezone: string;
  panels: Panel[];
}

export interface Panel {
  type: string;
  title: string;
  description?: string;
  gridPos: { x: number; y: number; w: number; h: number };
  fieldConfig?: FieldConfigSource;
  options?: Record<string, unknown>;
  targets?: Target[];
}

export interface Target {
  refId: string;
  expr: string;
  legendFormat?: string;
}

/** `start`, `end` and `step` in seconds; for each panel of the board in turn its answers, by the `refId` of the target. */
export interface Answers {
  start: number;
  end: number;
  step: number;
  panels: Record<string, Answer>[];
}

export type Answer = { resultType: "vector"; result: { metric: Labels; value: Sample }[] } | { resultType: "matrix"; result: { metric: Labels; values: Sample[] }[] };

type Labels = Record<string, string>;
type Sample = [number, string];
