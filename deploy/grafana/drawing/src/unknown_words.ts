// What a panel says in words that Grafana does not know. It draws on without a word of its own: a unit that it does not
// know is shown behind the number as if it were one, and other options are passed over.
import { FieldConfigProperty, MappingType, ThresholdsMode, createTheme, fieldColorModeRegistry, fieldMatchers, getValueFormatterIndex, isReducerID, type DynamicConfigValue } from "@grafana/data";
import type { Panel } from "./board.ts";
import { registry } from "./field_options.ts";
import { PANEL_TYPES } from "./panel_types.tsx";

const UNITS = getValueFormatterIndex();
const OWN_UNIT = /^(prefix|suffix|time|si|count|currency|bool):./;
const { visualization } = createTheme();

const CHECKS: Partial<Record<string, (value: any) => string[]>> = {
  [FieldConfigProperty.Unit]: (unit: string) => (unit in UNITS || OWN_UNIT.test(unit) ? [] : [`unit ${unit}`]),
  [FieldConfigProperty.Thresholds]: ({ mode, steps }: { mode: string; steps: { color: string; value: number | null }[] }) => [
    ...(isOneOf(ThresholdsMode, mode) ? [] : [`mode of thresholds ${mode}`]),
    ...steps.filter(({ color }) => !isColour(color)).map(({ color }) => `colour ${color}`),
    ...steps.flatMap(({ value }, at) => (at === 0 ? value === null : value !== null && value > (steps[at - 1]!.value ?? -Infinity)) ? [] : [`threshold ${value} in this place`]),
  ],
  [FieldConfigProperty.Mappings]: (mappings: { type: string }[]) => mappings.filter(({ type }) => !isOneOf(MappingType, type)).map(({ type }) => `mapping ${type}`),
  [FieldConfigProperty.Color]: ({ mode }: { mode: string }) => (fieldColorModeRegistry.getIfExists(mode) ? [] : [`mode of colour ${mode}`]),
};

export function unknownWords(panel: Panel): string[] {
  if (panel.type === "row") return [];
  const type = PANEL_TYPES[panel.type];
  if (!type) return [`${panel.title}: unknown to the drawing: type ${panel.type}`];
  const options = registry(Object.keys(type.custom));
  const { defaults = {}, overrides = [] } = panel.fieldConfig ?? {};
  const { custom = {}, ...common } = defaults;
  const set: DynamicConfigValue[] = [
    ...Object.entries(common).map(([id, value]) => ({ id, value })),
    ...Object.entries(custom).map(([id, value]) => ({ id: `custom.${id}`, value })),
    ...overrides.flatMap(({ properties }) => properties),
  ];
  const calcs = (panel.options?.reduceOptions as { calcs?: string[] } | undefined)?.calcs ?? [];
  return [
    ...set.filter(({ id }) => !options.getIfExists(id)).map(({ id }) => `option ${id}`),
    ...set.flatMap(({ id, value }) => CHECKS[id]?.(value) ?? []),
    ...overrides.filter(({ matcher }) => !fieldMatchers.getIfExists(matcher.id)).map(({ matcher }) => `matcher ${matcher.id}`),
    ...calcs.filter((calc) => !isReducerID(calc)).map((calc) => `calculation ${calc}`),
  ].map((word) => `${panel.title}: unknown to Grafana: ${word}`);
}

function isOneOf(names: Record<string, string>, value: string): boolean {
  return Object.values(names).includes(value);
}

/** The theme gives back unchanged what is no name of its own. */
function isColour(name: string): boolean {
  return CSS.supports("color", visualization.getColorByName(name));
}
