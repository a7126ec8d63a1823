// How each type of panel is drawn, with what Grafana's own panel of that type has where a board says nothing.
import { ReducerID, getFieldDisplayValues, type DataFrame, type FieldConfigSource, type GrafanaTheme2, type TimeRange } from "@grafana/data";
import { BigValueTextMode, GraphDrawStyle, GraphGradientMode, LegendDisplayMode, LineInterpolation, StackingMode, VisibilityMode } from "@grafana/schema";
import { BigValue, TimeSeries, type BigValueColorMode, type BigValueGraphMode, type BigValueJustifyMode } from "@grafana/ui";
import type { ReactNode } from "react";

export interface Drawing {
  frames: DataFrame[];
  fieldConfig: FieldConfigSource;
  options: Record<string, any>;
  width: number;
  height: number;
  theme: GrafanaTheme2;
  timeRange: TimeRange;
  timeZone: string;
}

interface PanelType {
  colour: string;
  custom: Record<string, unknown>;
  options: Record<string, unknown>;
  draw: (drawing: Drawing) => ReactNode;
}

export const PANEL_TYPES: Record<string, PanelType> = {
  stat: {
    colour: "thresholds",
    custom: {},
    options: { graphMode: "area", colorMode: "value", justifyMode: "auto", textMode: "auto", reduceOptions: { calcs: [ReducerID.lastNotNull] } },
    draw: drawStat,
  },
  timeseries: {
    colour: "palette-classic",
    custom: {
      drawStyle: GraphDrawStyle.Line,
      lineInterpolation: LineInterpolation.Linear,
      lineWidth: 1,
      fillOpacity: 0,
      gradientMode: GraphGradientMode.None,
      showPoints: VisibilityMode.Auto,
      pointSize: 5,
      spanNulls: false,
      stacking: { mode: StackingMode.None, group: "A" },
      axisPlacement: "auto",
      axisSoftMax: undefined,
      axisBorderShow: false,
    },
    options: { legend: { displayMode: LegendDisplayMode.List, placement: "bottom", showLegend: true, calcs: [] } },
    draw: drawTimeSeries,
  },
};

function drawStat({ frames, fieldConfig, options, width, height, theme, timeZone }: Drawing): ReactNode {
  const values = getFieldDisplayValues({
    fieldConfig,
    reduceOptions: options.reduceOptions,
    replaceVariables: (text) => text,
    theme,
    data: frames,
    sparkline: options.graphMode !== "none",
    timeZone,
  });
  return values.map(({ display, sparkline }, at) => (
    <BigValue
      key={at}
      value={display}
      // A line needs two points, which an instant query does not have.
      sparkline={sparkline && sparkline.y.values.length > 1 ? sparkline : undefined}
      count={values.length}
      width={width / values.length}
      height={height}
      theme={theme}
      colorMode={options.colorMode as BigValueColorMode}
      graphMode={options.graphMode as BigValueGraphMode}
      justifyMode={options.justifyMode as BigValueJustifyMode}
      textMode={options.textMode as BigValueTextMode}
    />
  ));
}

function drawTimeSeries({ frames, fieldConfig, options, width, height, timeRange, timeZone }: Drawing): ReactNode {
  if (!frames.length) return <p className="empty">{fieldConfig.defaults.noValue ?? "No data"}</p>;
  return <TimeSeries frames={frames} width={width} height={height} timeRange={timeRange} timeZone={timeZone} legend={options.legend} />;
}
