// Prometheus' answers as Grafana's data frames, one for each series, as its data source for Prometheus makes them.
import { FieldType, createDataFrame, type DataFrame } from "@grafana/data";
import type { Answer, Answers, Panel, Target } from "./board.ts";

export function framesOf(panel: Panel, answers: Record<string, Answer>, step: Answers["step"]): DataFrame[] {
  return (panel.targets ?? []).flatMap((target) => seriesOf(answers[target.refId]!).map(({ metric, samples }) => frame(target, metric, samples, step)));
}

function seriesOf(answer: Answer) {
  return answer.resultType === "matrix"
    ? answer.result.map(({ metric, values }) => ({ metric, samples: values }))
    : answer.result.map(({ metric, value }) => ({ metric, samples: [value] }));
}

function frame(target: Target, labels: Record<string, string>, samples: [number, string][], step: number): DataFrame {
  return createDataFrame({
    refId: target.refId,
    fields: [
      // The interval says where a gap is: a longer distance between two points is not joined.
      { name: "Time", type: FieldType.time, values: samples.map(([seconds]) => seconds * 1000), config: { interval: step * 1000 } },
      { name: "Value", type: FieldType.number, values: samples.map(([, value]) => figure(value)), labels, config: { displayNameFromDS: legend(target, labels) } },
    ],
  });
}

function figure(value: string): number {
  return Number(value.replace("Inf", "Infinity"));
}

function legend({ legendFormat, expr }: Target, labels: Record<string, string>): string {
  if (legendFormat) return legendFormat.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => labels[name] ?? "");
  const { __name__: name = "", ...others } = labels;
  const pairs = Object.entries(others).map(([label, value]) => `${label}="${value}"`);
  return pairs.length ? `${name}{${pairs.join(", ")}}` : name || expr;
}
