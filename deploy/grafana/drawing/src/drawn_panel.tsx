// One panel in Grafana's frame, on Grafana's grid.
import { applyFieldOverrides, dateTime, type FieldConfigSource } from "@grafana/data";
import { PanelChrome, useTheme2 } from "@grafana/ui";
import { Component, useMemo, type ReactNode } from "react";
import type { Answer, Answers, Panel } from "./board.ts";
import { registry } from "./field_options.ts";
import { framesOf } from "./frames.ts";
import { PANEL_TYPES } from "./panel_types.tsx";

const COLUMNS = 24;
const ROW = 30;
const GAP = 8;

export function placeOf({ x, y, w, h }: Panel["gridPos"], whole: number) {
  const column = (whole - GAP * (COLUMNS - 1)) / COLUMNS;
  return { left: x * (column + GAP), top: y * (ROW + GAP), width: w * (column + GAP) - GAP, height: h * (ROW + GAP) - GAP };
}

interface Given {
  panel: Panel;
  answers: Record<string, Answer>;
  span: Answers;
  timeZone: string;
  whole: number;
}

export function DrawnPanel({ panel, answers, span, timeZone, whole }: Given) {
  const place = placeOf(panel.gridPos, whole);
  return (
    <div className="place" style={place}>
      {panel.type === "row" ? (
        <h2 className="row-title">{panel.title}</h2>
      ) : (
        <PanelChrome title={panel.title} description={panel.description} width={place.width} height={place.height}>
          {(width, height) => (
            <Caught>
              <Inside panel={panel} answers={answers} span={span} timeZone={timeZone} width={width} height={height} />
            </Caught>
          )}
        </PanelChrome>
      )}
    </div>
  );
}

function Inside({ panel, answers, span, timeZone, width, height }: Omit<Given, "whole"> & { width: number; height: number }) {
  const theme = useTheme2();
  const type = PANEL_TYPES[panel.type];
  if (!type) throw new Error(`unknown type of panel: ${panel.type}`);
  const drawing = useMemo(() => {
    const { defaults = {}, overrides = [] } = panel.fieldConfig ?? {};
    const fieldConfig: FieldConfigSource = {
      defaults: { color: { mode: type.colour }, ...defaults, custom: { ...type.custom, ...defaults.custom } },
      overrides,
    };
    const frames = applyFieldOverrides({
      data: framesOf(panel, answers, span.step),
      fieldConfig,
      fieldConfigRegistry: registry(Object.keys(type.custom)),
      replaceVariables: (text) => text,
      theme,
      timeZone,
    });
    const [from, to] = [dateTime(span.start * 1000), dateTime(span.end * 1000)];
    return { frames, fieldConfig, options: { ...type.options, ...panel.options }, timeRange: { from, to, raw: { from, to } } };
  }, [panel, answers, span, timeZone, theme]);
  return type.draw({ ...drawing, width, height, theme, timeZone });
}

class Caught extends Component<{ children: ReactNode }, { wrong?: string }> {
  state: { wrong?: string } = {};

  static getDerivedStateFromError(wrong: unknown) {
    return { wrong: String(wrong) };
  }

  render() {
    return this.state.wrong === undefined ? this.props.children : <p data-wrong="">{this.state.wrong}</p>;
  }
}
