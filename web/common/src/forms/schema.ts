/** Reads the form of a procedure (JSON Schema, as docs/forms.md of the back end has it) as questions for a person. */
import { writtenNumber } from "../words/numbers.ts";

export interface Part {
  title?: string;
  description?: string;
  type?: "string" | "number" | "integer" | "boolean" | "array" | "object";
  format?: "date" | "personal-number" | "mobile-phone";
  pattern?: string;
  enum?: string[];
  const?: unknown;
  default?: unknown;
  examples?: unknown[];
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  items?: Part;
  properties?: Record<string, Part>;
  required?: string[];
  additionalProperties?: boolean;
  if?: Part;
  then?: Part;
  "x-labels"?: Record<string, string>;
  "x-personal"?: boolean;
  "x-person"?: Record<string, string>;
  /** Where a list to choose from is; other words are taken too. */
  "x-options"?: string;
  /** The member of the citizen's profile that may stand there from the start. */
  "x-profile"?: string;
}

export type Values = Record<string, unknown>;
export type Path = string[];

/** Questions that belong together. */
export interface Group {
  /** Of its own, in the page. */
  id: string;
  title: string;
  questions: Question[];
  /** Where a person's whole data is, so that it can be taken over from somebody else's. */
  person: Path | null;
  /** Nothing in it must be answered. */
  optional: boolean;
}

export interface Question {
  path: Path;
  part: Part;
  required: boolean;
  /** What it is of a person: "number", "birth_date" or "sex". */
  of?: string | undefined;
}

/** What a form may contain. A keyword that is not here would be left unasked, so a test refuses it. */
const KEYWORDS = new Set<string>([
  "title", "description", "type", "format", "pattern", "enum", "const", "default", "examples", "minLength", "maxLength", "minimum",
  "maximum", "exclusiveMinimum", "minItems", "maxItems", "uniqueItems", "items", "properties", "required",
  "additionalProperties", "if", "then", "x-labels", "x-personal", "x-person", "x-options", "x-profile", "x-written",
]);
const FORMATS = new Set(["date", "personal-number", "mobile-phone"]);

export function unknownIn(part: Part, at = ""): string[] {
  const own = Object.keys(part).filter((keyword) => !KEYWORDS.has(keyword)).map((keyword) => `${at}/${keyword}`);
  if (part.format && !FORMATS.has(part.format)) own.push(`${at}/format ${part.format}`);
  if (part.type === "array" && !["string", "object"].includes(part.items?.type ?? "")) own.push(`${at}/items of type ${part.items?.type}`);
  const inner = Object.entries(part.properties ?? {}).flatMap(([name, each]) => unknownIn(each, `${at}/${name}`));
  const others = [part.items, part.if, part.then].flatMap((each) => (each ? unknownIn(each, at) : []));
  return [...own, ...inner, ...others];
}

/** The groups of ``form`` as ``values`` make them: an answer may open further questions. */
export function groupsOf(form: Part, values: Values): Group[] {
  const groups: Group[] = [];
  const loose: Group = { id: "loose", title: "Thông tin về việc này", questions: [], person: null, optional: false };
  const required = new Set(requiredOf(form, values));
  for (const [name, part] of Object.entries(form.properties ?? {})) {
    if (part.type === "array" && part.items?.type === "object") {
      groups.push({ id: `group-${name}`, title: part.title ?? name, questions: [{ path: [name], part, required: required.has(name) }], person: null, optional: !required.has(name) });
      continue;
    }
    if (part.type !== "object") {
      if (!loose.questions.length) groups.push(loose);
      loose.questions.push({ path: [name], part, required: required.has(name) });
      continue;
    }
    groups.push({
      id: `group-${name}`,
      title: part.title ?? name,
      questions: questionsOf(part, valueAt(values, [name]) as Values | undefined, [name]),
      person: part["x-person"] ? [name] : null,
      optional: !required.has(name),
    });
  }
  return groups;
}

/** So many questions stand on one screen, unless a single group has more. */
const MOST_QUESTIONS = 8;

/**
 * The groups of ``form`` in at most ``most`` steps, in their order, the longest step as short as can be; each step as
 * screens, on which a small group stands with its neighbour. They are laid out by the blank form: a question that an
 * answer opens moves no group to another screen.
 */
export function stepsOf(form: Part, values: Values, most: number): Group[][][] {
  const groups = groupsOf(form, values);
  const lengths = new Map(groupsOf(form, {}).map(({ id, questions }) => [id, questions.length]));
  for (let longest = 0; ; longest++) {
    const steps = laidOut(groups, lengths, longest);
    if (steps.length <= most) return steps.map((step) => laidOut(step, lengths, MOST_QUESTIONS));
  }
}

/** ``groups`` in parts of at most ``longest`` questions, unless a single group has more. */
function laidOut(groups: Group[], lengths: Map<string, number>, longest: number): Group[][] {
  const parts: Group[][] = [];
  let room = -1;
  for (const group of groups) {
    const length = lengths.get(group.id) ?? 0;
    room -= length;
    if (room < 0) {
      parts.push([]);
      room = longest - length;
    }
    parts[parts.length - 1]?.push(group);
  }
  return parts;
}

/** What is asked inside ``part``, which is at ``path``. */
export function questionsOf(part: Part, values: Values | undefined, path: Path): Question[] {
  const required = new Set(requiredOf(part, values ?? {}));
  // Asked only when it is wanted: what a condition alone can demand stays closed until then.
  const conditional = new Set(part.then?.required ?? []);
  const person = Object.fromEntries(Object.entries(part["x-person"] ?? {}).map(([of, name]) => [name, of]));
  return Object.entries(part.properties ?? {})
    .filter(([name]) => !conditional.has(name) || required.has(name))
    .flatMap(([name, each]) => {
      const here = [...path, name];
      if (each.type === "object") return questionsOf(each, values?.[name] as Values | undefined, here);
      return [{ path: here, part: each, required: required.has(name), of: person[name] }];
    });
}

function requiredOf(part: Part, values: Values): string[] {
  const always = part.required ?? [];
  return part.if && part.then && holds(part.if, values) ? [...always, ...(part.then.required ?? [])] : always;
}

function holds(condition: Part, values: Values): boolean {
  if ((condition.required ?? []).some((name) => isEmpty(values[name]))) return false;
  return Object.entries(condition.properties ?? {}).every(
    ([name, each]) => isEmpty(values[name]) || (each.const === undefined ? (each.enum ?? []).includes(String(values[name])) : each.const === values[name]),
  );
}

export const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === "" || (Array.isArray(value) && !value.length);

export function valueAt(values: Values, path: Path): unknown {
  return path.reduce<unknown>((inner, name) => (typeof inner === "object" && inner ? (inner as Values)[name] : undefined), values);
}

/** ``values`` with another one at ``path``; what is empty is left out, and an object without members too. */
export function withValue(values: Values, path: Path, value: unknown): Values {
  const [name = "", ...rest] = path;
  const inner = rest.length ? withValue((values[name] as Values | undefined) ?? {}, rest, value) : value;
  const next = { ...values };
  if (isEmpty(inner) || (rest.length && !Object.keys(inner as Values).length)) delete next[name];
  else next[name] = inner;
  return next;
}

/** ``values`` with what the profile knows, wherever ``form`` says so and nothing stands yet. */
export function withProfile(form: Part, values: Values, profile: Values): Values {
  return groupsOf(form, values).flatMap(({ questions }) => questions).reduce((filled, { path, part }) => {
    const known = part["x-profile"] ? profile[part["x-profile"]] : undefined;
    return isEmpty(known) || !isEmpty(valueAt(filled, path)) ? filled : withValue(filled, path, known);
  }, values);
}

/** An answer as a person reads it. */
export function answerText(part: Part, value: unknown): string {
  if (isEmpty(value)) return "";
  if (Array.isArray(value)) return value.map((each) => answerText(part.items ?? {}, each)).join("; ");
  if (typeof value === "object" && value) return questionsOf(part, value as Values, []).map((each) => answerText(each.part, valueAt(value as Values, each.path))).filter(Boolean).join(", ");
  if (typeof value === "boolean") return value ? "Có" : "Không";
  if (part.format === "date") return String(value).split("-").reverse().join("/");
  return part["x-labels"]?.[String(value)] ?? writtenNumber(value);
}
