/** What is wrong with an answer, in the words of the back end, before it is sent. The back end stays the judge. */
import { type Group, isEmpty, type Part, type Question, questionsOf, type Values, valueAt } from "./schema.ts";

export interface Fault {
  field: string;
  message: string;
}

/** The name of a field in problem+json and in the page. */
export const fieldOf = (path: string[]): string => path.join(".");

export function faultsOf(group: Group, values: Values): Fault[] {
  const nothing = group.questions.every(({ path }) => isEmpty(valueAt(values, path)));
  if (group.optional && nothing) return [];
  return group.questions.flatMap((question) => faultsIn(question, valueAt(values, question.path), question.path));
}

function faultsIn(question: Question, value: unknown, path: string[]): Fault[] {
  const message = faultOf(question, value);
  if (message) return [{ field: fieldOf(path), message }];
  const { items } = question.part;
  if (!Array.isArray(value) || items?.type !== "object") return [];
  return value.flatMap((each: Values, index) =>
    questionsOf(items, each, []).flatMap((inner) => faultsIn(inner, valueAt(each, inner.path), [...path, String(index), ...inner.path])),
  );
}

function faultOf({ part, required }: Question, value: unknown): string {
  const name = part.title ?? "Mục này";
  if (isEmpty(value)) return required ? `${name}: ${part.enum || part.items?.enum ? "xin chọn một mục" : "chưa nhập"}.` : "";
  if (Array.isArray(value)) return ofList(part, value, name);
  if (typeof value === "number") return ofNumber(part, value, name);
  return typeof value === "string" ? ofText(part, value, name) : "";
}

function ofList(part: Part, value: unknown[], name: string): string {
  if (part.maxItems && value.length > part.maxItems) return `${name}: không quá ${part.maxItems} mục.`;
  const wrong = part.items?.enum || part.items?.type === "object" ? undefined : value.map((each) => ofText(part.items ?? {}, String(each), name)).find(Boolean);
  return wrong ?? "";
}

function ofNumber(part: Part, value: number, name: string): string {
  if (Number.isNaN(value)) return `${name}: xin nhập một số.`;
  if (part.type === "integer" && !Number.isInteger(value)) return `${name}: xin nhập số nguyên.`;
  if (part.minimum !== undefined && value < part.minimum) return `${name}: không nhỏ hơn ${part.minimum}.`;
  if (part.exclusiveMinimum !== undefined && value <= part.exclusiveMinimum) return `${name}: phải lớn hơn ${part.exclusiveMinimum}.`;
  return part.maximum !== undefined && value > part.maximum ? `${name}: không lớn hơn ${part.maximum}.` : "";
}

function ofText(part: Part, value: string, name: string): string {
  if (part.format === "date") return isDay(value) ? "" : `${name}: ngày này không có, xin xem lại ngày, tháng, năm.`;
  if (part.format === "personal-number" && !/^\d{12}$/.test(value)) return `${name}: gồm đúng 12 chữ số, in trên thẻ căn cước.`;
  if (part.format === "mobile-phone" && !/^0[35789]\d{8}$/.test(value)) return `${name}: gồm 10 chữ số, bắt đầu bằng số 0.`;
  const length = Array.from(value.trim()).length;
  if (part.minLength && length < part.minLength) return `${name}: cần ít nhất ${part.minLength} chữ.`;
  return part.maxLength && length > part.maxLength ? `${name}: không quá ${part.maxLength} chữ.` : "";
}

function isDay(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.split("-").map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && year >= 1900 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
