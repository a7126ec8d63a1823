/** Draws one question with the control that fits it: native elements, the label above, the example below it. */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Icon } from "../ui/icons.tsx";
import { Confirm, ProblemView } from "../ui/parts.tsx";
import { type Seen, useAnswer, useWhole } from "../ui/use_answer.ts";
import { useOnceOnline } from "../ui/use_once_online.ts";
import type { Choice } from "../words/names.ts";
import { numberOf, writtenNumber } from "../words/numbers.ts";
import { nationalNumber } from "../words/phone.ts";
import { plain, says, visible } from "../words/plain.ts";
import { fieldOf } from "./check.ts";
import { type Part, type Question, questionsOf, type Values, valueAt, withValue } from "./schema.ts";

interface Props {
  question: Question;
  /** Of a question about the person who holds the phone: what it may fill in. */
  autocomplete?: string;
  value: unknown;
  /** By field. */
  faults: Record<string, string>;
  onChange: (value: unknown) => void;
}

/** Lists of whole answers. A commune is but the end of an address, so its list is not offered there. */
const LISTS = "/v1/procedures/form-options/";
const FEW = 7;
const LONG = 200;

export function QuestionField({ question, autocomplete, value, faults, onChange }: Props): JSX.Element {
  const { part, path, required } = question;
  const id = fieldOf(path);
  const fault = faults[id];
  const label = part.title ?? path[path.length - 1] ?? "";
  const shared = { id, label, required, fault, hint: part.description ?? hintOf(part) };
  if (part.format === "date") return <DateField {...shared} autocomplete={autocomplete} value={text(value)} onChange={onChange} />;
  if (part.type === "boolean") return <Choices {...shared} choices={[["true", "Có"], ["false", "Không"]]} value={value === undefined ? "" : String(value)} onChange={(chosen) => onChange(chosen === "true")} />;
  if (part.type === "array" && part.items?.enum) return <ManyField {...shared} choices={choicesOf(part.items)} value={(value as string[] | undefined) ?? []} onChange={onChange} />;
  if (part.type === "array" && part.items?.type === "object") return <ItemsField {...shared} part={part} path={path} faults={faults} value={(value as Values[] | undefined) ?? []} onChange={onChange} />;
  if (part.type === "array") return <LinesField {...shared} value={(value as string[] | undefined) ?? []} onChange={onChange} />;
  if (part.enum && part.enum.length <= FEW) return <Choices {...shared} choices={choicesOf(part)} value={text(value)} onChange={onChange} />;
  if (part.enum) return <SelectField {...shared} choices={choicesOf(part)} value={text(value)} onChange={onChange} />;
  if (part.type === "integer" || part.type === "number")
    return <NumberField {...shared} value={value} mode={part.type === "integer" ? "numeric" : "decimal"} onChange={onChange} />;
  const options = part["x-options"];
  if (options?.startsWith(LISTS)) return <SuggestField {...shared} list={options.slice(LISTS.length)} value={text(value)} onChange={onChange} />;
  return (
    <TextField {...shared} value={text(value)} long={(part.maxLength ?? 0) > LONG && !/noi|dia|que/.test(id)} onChange={(typed) => onChange(cleaned(part, typed))}
      mode={part.format === "personal-number" ? "numeric" : part.format === "mobile-phone" ? "tel" : "text"}
      autocomplete={autocomplete} />
  );
}

const text = (value: unknown): string => (value === undefined || value === null ? "" : String(value));
const choicesOf = (part: Part): Array<[string, string]> => (part.enum ?? []).map((each) => [each, part["x-labels"]?.[each] ?? each]);

function hintOf(part: Part): string {
  if (part.format === "personal-number") return "12 chữ số in trên thẻ căn cước";
  return part.format === "mobile-phone" ? "Ví dụ: 0912 345 678" : "";
}

/** People type spaces into numbers, as they are printed. */
const cleaned = (part: Part, typed: string): string => (part.format === "mobile-phone" ? nationalNumber(typed) : part.format === "personal-number" ? typed.replace(/[\s.-]/g, "") : typed);

interface Shared {
  id: string;
  label: string;
  required: boolean;
  fault?: string | undefined;
  hint?: string;
}

const describedBy = (id: string, hint?: string, fault?: string): string | undefined =>
  [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(" ") || undefined;

function About({ id, hint, fault }: { id: string; hint?: string | undefined; fault?: string | undefined }): JSX.Element {
  return (
    <>
      {hint ? <p class="hint" id={`${id}-hint`}>{hint}</p> : null}
      {fault ? <p class="fault" id={`${id}-fault`}>{fault}</p> : null}
    </>
  );
}

const Label = ({ label, required }: { label: string; required: boolean }): JSX.Element => (
  <>
    {label}
    {required ? null : <span class="soft"> (không bắt buộc)</span>}
  </>
);

export function TextField({ id, label, required, fault, hint, value, onChange, mode = "text", long = false, autocomplete, max, list }: Shared & {
  value: string;
  onChange: (typed: string) => void;
  mode?: "text" | "numeric" | "decimal" | "tel" | "search";
  long?: boolean;
  autocomplete?: string | undefined;
  max?: number;
  list?: string;
}): JSX.Element {
  const shared = {
    id,
    name: id,
    value,
    maxlength: max,
    "aria-invalid": Boolean(fault),
    "aria-describedby": describedBy(id, hint, fault),
    onInput: (event: { currentTarget: { value: string } }) => onChange(visible(event.currentTarget.value)),
  };
  return (
    <div class={fault ? "field wrong" : "field"}>
      <label for={id}><Label label={label} required={required} /></label>
      <About id={id} hint={hint} fault={fault} />
      {long ? <textarea {...shared} rows={5} /> : <input {...shared} type="text" inputmode={mode} autocomplete={autocomplete ?? "off"} list={list} />}
    </div>
  );
}

/** A line with a list behind it; without a network it is a plain line. */
function SuggestField({ list, value, onChange, ...shared }: Shared & { list: string; value: string; onChange: (typed: string) => void }): JSX.Element {
  const seen = useAnswer("GET /v1/procedures/form-options/{name}", { path: { name: list } });
  const choices = `${shared.id}-choices`;
  return (
    <>
      <TextField {...shared} value={value} list={choices} onChange={onChange} />
      <datalist id={choices}>{(seen.value?.items ?? []).map((each) => <option value={each} />)}</datalist>
    </>
  );
}

/** So many can be looked through; more are found by typing as well. */
const MANY = 15;
const MOST_FOUND = 8;

/**
 * One of a list: opened as every list of the phone, and a long one found by a few letters too, with or without accents.
 * What is found stands there to be tapped.
 */
export function SelectField({ id, label, required, fault, hint, choices, value, onChange, otherNames, none = "Chọn…", busy = false }: Shared & {
  choices: Choice[];
  value: string;
  onChange: (chosen: string) => void;
  /** Which of them are found by names that the list has not, each with the name as a note. */
  otherNames?: OtherNames | undefined;
  /** What it says while nothing is chosen. */
  none?: string | undefined;
  /** Its choices are still on their way. */
  busy?: boolean;
}): JSX.Element {
  const [typed, setTyped] = useState("");
  const wanted = plain(typed);
  const option = ([code, name]: Choice): JSX.Element => <option value={code} selected={code === value}>{name}</option>;
  const groups = [...new Set(choices.map(([, , group]) => group ?? ""))];
  return (
    <div class={fault ? "field wrong" : "field"}>
      <label for={id}><Label label={label} required={required} /></label>
      <About id={id} hint={hint} fault={fault} />
      {choices.length > MANY ? (
        <label class="find">
          <span class="sr">Tìm nhanh trong danh sách này</span>
          <Icon name="search" />
          <input type="search" value={typed} maxLength={60} enterkeyhint="search" autocomplete="off" placeholder="Gõ để tìm" aria-describedby={wanted ? `${id}-found` : undefined} onInput={(event) => setTyped(event.currentTarget.value)} />
        </label>
      ) : null}
      {wanted ? <Found id={id} label={label} choices={choices} wanted={wanted} otherNames={otherNames} value={value} onChange={onChange} /> : (
        <select id={id} name={id} value={value} aria-busy={busy} aria-invalid={Boolean(fault)} aria-describedby={describedBy(id, hint, fault)} onChange={(event) => onChange(event.currentTarget.value)}>
          <option value="">{none}</option>
          {groups.map((group) => {
            const options = choices.filter(([, , other]) => (other ?? "") === group).map(option);
            return group ? <optgroup label={group}>{options}</optgroup> : options;
          })}
        </select>
      )}
    </div>
  );
}

type OtherNames = (typed: string) => Promise<Array<[code: string, note: string]>>;
const PAUSE_MS = 400;

function Found({ id, label, choices, wanted, otherNames, value, onChange }: {
  id: string;
  label: string;
  choices: Choice[];
  wanted: string;
  otherNames: OtherNames | undefined;
  value: string;
  onChange: (chosen: string) => void;
}): JSX.Element {
  const [others, setOthers] = useState<Awaited<ReturnType<OtherNames>> | null>([]); // null: they could not be asked for
  const [turn, setTurn] = useState(0);
  useOnceOnline(others === null, () => setTurn((before) => before + 1));
  useEffect(() => {
    let gone = false;
    setOthers([]);
    const timer = setTimeout(() => void otherNames?.(wanted).then((found) => gone || setOthers(found), () => gone || setOthers(null)), PAUSE_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [wanted, turn]);
  const named = choices.filter(([, name, group]) => says(`${name} ${group ?? ""}`, wanted));
  const renamed = (others ?? []).flatMap(([code, note]) => choices.filter(([each]) => each === code && !named.some(([other]) => other === code)).map(([, name]): Choice => [code, name, note]));
  const all = [...named, ...renamed];
  const left = all.length - MOST_FOUND;
  return (
    <div role="radiogroup" id={id} tabIndex={-1} aria-label={label}>
      <p class="soft" role="status" id={`${id}-found`}>
        {all.length ? `Chọn một mục dưới đây${left > 0 ? `, hoặc gõ thêm chữ: còn ${left} mục nữa` : ""}.` : others === null ? "Chưa tìm được theo tên cũ, vì chưa có mạng hoặc hệ thống đang bận. Ông/Bà thử tên mới, hoặc xóa chữ để xem cả danh sách." : "Không có mục nào như vậy. Ông/Bà thử chữ khác, hoặc xóa chữ để xem cả danh sách."}
      </p>
      <Radios name={id} choices={all.slice(0, MOST_FOUND)} value={value} onChange={onChange} />
    </div>
  );
}

/** A choice from what the gateway knows. While that has not come there is nothing to choose, and it says why. */
export function ListField<T>({ seen, choicesOf, none, ...shared }: Omit<Parameters<typeof SelectField>[0], "choices"> & {
  seen: Seen<T>;
  choicesOf: (value: T) => Choice[];
}): JSX.Element {
  const { value, problem, reload } = useWhole(seen);
  return (
    <>
      <SelectField {...shared} choices={value ? choicesOf(value) : []} none={value ? none : problem ? "Chưa tải được" : "Đang tải…"} busy={!value && !problem} />
      {problem && !value ? <ProblemView problem={problem} again={reload} /> : null}
    </>
  );
}

function Fieldset({ id, label, required, fault, hint, children }: Shared & { children: ComponentChildren }): JSX.Element {
  return (
    <fieldset class={fault ? "field wrong" : "field"} id={id} tabIndex={-1} aria-describedby={describedBy(id, hint, fault)}>
      <legend><Label label={label} required={required} /></legend>
      <About id={id} hint={hint} fault={fault} />
      {children}
    </fieldset>
  );
}

export function Choices({ choices, value, onChange, compact = false, ...shared }: Shared & {
  choices: Choice[];
  value: string;
  onChange: (chosen: string) => void;
  /** Many short ones: side by side. */
  compact?: boolean;
}): JSX.Element {
  return (
    <Fieldset {...shared}>
      <div class={compact ? "compact" : undefined}><Radios name={shared.id} choices={choices} value={value} onChange={onChange} /></div>
    </Fieldset>
  );
}

const Radios = ({ name, choices, value, onChange }: { name: string; choices: Choice[]; value: string; onChange: (chosen: string) => void }): JSX.Element => (
  <>
    {choices.map(([code, words, group]) => (
      <label class="choice" key={code}>
        <input type="radio" name={name} value={code} checked={value === code} onChange={() => onChange(code)} />
        <span>{words}{group ? <span class="soft block">{group}</span> : null}</span>
      </label>
    ))}
  </>
);

export function ManyField({ choices, value, onChange, compact = false, ...shared }: Shared & {
  choices: Array<[string, string]>;
  value: string[];
  onChange: (chosen: string[]) => void;
  /** Many short ones: side by side. */
  compact?: boolean;
}): JSX.Element {
  return (
    <Fieldset {...shared} hint={shared.hint || "Chọn một hoặc nhiều mục"}>
      <div class={compact ? "compact" : undefined}>
        {choices.map(([code, name]) => (
          <label class="choice">
            <input type="checkbox" checked={value.includes(code)} onChange={(event) => onChange(choices.map(([each]) => each).filter((each) => (each === code ? event.currentTarget.checked : value.includes(each))))} />
            <span>{name}</span>
          </label>
        ))}
      </div>
    </Fieldset>
  );
}

/** Several of the same kind, such as the members of a household: each with its own questions. */
function ItemsField({ part, path, value, faults, onChange, ...shared }: Shared & {
  part: Part;
  path: string[];
  value: Values[];
  faults: Record<string, string>;
  onChange: (items: Values[]) => void;
}): JSX.Element {
  const item = part.items ?? {};
  let items = value;
  const change = (next: Values[]): void => onChange((items = next));
  return (
    <div class="stack" id={shared.id} tabIndex={-1} role="group" aria-label={shared.label}>
      {shared.fault ? <p class="fault">{shared.fault}</p> : null}
      {value.map((each, index) => (
        <section class="card">
          <h2>{item.title ?? shared.label} {index + 1}</h2>
          {questionsOf(item, each, []).map((question) => (
            <QuestionField question={{ ...question, path: [...path, String(index), ...question.path] }} faults={faults} value={valueAt(each, question.path)}
              onChange={(answer) => change(items.map((other, at) => (at === index ? withValue(other, question.path, answer) : other)))} />
          ))}
          <Confirm key={value.length} question="Bỏ phần này? Những gì đã ghi không lấy lại được." sure="Bỏ phần này" onClick={() => change(items.filter((_, at) => at !== index))}>Bỏ<span class="sr"> {item.title ?? shared.label} {index + 1}</span></Confirm>
        </section>
      ))}
      {value.length < (part.maxItems ?? 50) ? <button type="button" class="button quiet" onClick={() => change([...items, {}])}>Thêm {(item.title ?? shared.label).toLowerCase()}</button> : null}
    </div>
  );
}

/** What somebody types is shown as they typed it, as long as it means ``value``: "7," is 7 already. Else somebody else has changed that. */
function useTyped<Typed, Value>(value: Value, meant: (typed: Typed) => Value, written: (value: Value) => Typed): [typed: Typed, type: (next: Typed) => Value] {
  const [typed, setTyped] = useState(() => written(value));
  const type = (next: Typed): Value => {
    setTyped(next);
    return meant(next);
  };
  return [isSame(meant(typed), value) ? typed : written(value), type];
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

function NumberField({ value, mode, onChange, ...shared }: Shared & { value: unknown; mode: "numeric" | "decimal"; onChange: (value: unknown) => void }): JSX.Element {
  const [typed, type] = useTyped<string, unknown>(value, numberOf, writtenNumber);
  return <TextField {...shared} value={typed} mode={mode} onChange={(next) => onChange(type(next))} />;
}

/** A list of short texts: one a line. */
function LinesField({ value, onChange, ...shared }: Shared & { value: string[]; onChange: (lines: string[]) => void }): JSX.Element {
  const [typed, type] = useTyped(value, linesOf, writtenLines);
  return <TextField {...shared} hint="Mỗi dòng một mục" value={typed} onChange={(next) => onChange(type(next))} long />;
}

const linesOf = (typed: string): string[] => typed.split("\n").map((line) => line.trim()).filter(Boolean);
const writtenLines = (lines: string[]): string => lines.join("\n");

/** Three numbers, because a calendar is a poor way to a day many years ago, and because "2/3" is read in two ways. */
export function DateField({ value, onChange, autocomplete, ...shared }: Shared & { value: string; autocomplete?: string | undefined; onChange: (day: string) => void }): JSX.Element {
  const [parts, type] = useTyped(value, dayOf, partsOf);
  const names: Array<[name: string, size: number, part: string]> = [["Ngày", 2, "day"], ["Tháng", 2, "month"], ["Năm", 4, "year"]];
  return (
    <Fieldset {...shared} hint={shared.hint || "Ví dụ: 27 / 3 / 1985"}>
      <div class="date">
        {names.map(([name, size, part], index) => (
          <label>
            <span>{name}</span>
            <input type="text" inputmode="numeric" maxlength={size} autocomplete={autocomplete === "bday" ? `bday-${part}` : "off"} value={parts[index]} aria-invalid={Boolean(shared.fault)}
              onInput={({ currentTarget }) => onChange(type(parts.map((each, at) => (at === index ? currentTarget.value.normalize("NFKC").replace(/\D/g, "") : each))))} />
          </label>
        ))}
      </div>
    </Fieldset>
  );
}

/** Day, month and year as "1985-03-27"; what is not there yet is 0. */
const dayOf = (parts: string[]): string => (parts.some(Boolean) ? [4, 2, 2].map((size, at) => (parts[2 - at] ?? "").padStart(size, "0")).join("-") : "");
const partsOf = (day: string): string[] => (day ? day.split("-").reverse() : ["", "", ""]).map((each) => each.replace(/^0+/, ""));
