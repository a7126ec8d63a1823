// The options of a field that Grafana's panels know: the registry itself is part of Grafana, and only its words are
// published. The boards use these.
import { FieldConfigOptionsRegistry, FieldConfigProperty, displayNameOverrideProcessor, identityOverrideProcessor, type FieldConfigPropertyItem } from "@grafana/data";

type Process = FieldConfigPropertyItem["process"];

const COMMON: Record<string, Process> = {
  [FieldConfigProperty.Unit]: identityOverrideProcessor,
  [FieldConfigProperty.Min]: identityOverrideProcessor,
  [FieldConfigProperty.Max]: identityOverrideProcessor,
  [FieldConfigProperty.Decimals]: identityOverrideProcessor,
  [FieldConfigProperty.DisplayName]: displayNameOverrideProcessor,
  [FieldConfigProperty.NoValue]: identityOverrideProcessor,
  [FieldConfigProperty.Thresholds]: identityOverrideProcessor,
  [FieldConfigProperty.Mappings]: identityOverrideProcessor,
  [FieldConfigProperty.Color]: identityOverrideProcessor,
};

/** `own`: the names of the options under `custom` of a type of panel. */
export function registry(own: readonly string[]): FieldConfigOptionsRegistry {
  const common = Object.entries(COMMON).map(([path, process]) => option(path, path, false, process));
  const custom = own.map((path) => option(`custom.${path}`, path, true, identityOverrideProcessor));
  return new FieldConfigOptionsRegistry(() => [...common, ...custom]);
}

function option(id: string, path: string, isCustom: boolean, process: Process): FieldConfigPropertyItem {
  return { id, path, isCustom, process, name: path, shouldApply: () => true, override: () => null, editor: () => null };
}
