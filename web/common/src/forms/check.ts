/** What is wrong with an answer, in the words of the back end, before it is sent. The back end stays the judge. */
import { isMobile, MOBILE_ASKED } from "../words/phone.ts";
import { dateIn } from "../words/words.ts";
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
  return faultsAmong(group.questions, values, []);
}

/** Of ``questions`` that are asked together, at ``at``: each for itself, then what contradicts another. */
function faultsAmong(questions: Question[], values: Values, at: string[]): Fault[] {
  const found = questions.flatMap((question) => faultsIn(question, valueAt(values, question.path), [...at, ...question.path]));
  return [...found, ...faultsOfPerson(questions, values, at).filter(({ field }) => !found.some((each) => each.field === field))];
}

/** A personal number tells the year of birth and the sex (Nghị định 137/2015/NĐ-CP). */
function faultsOfPerson(questions: Question[], values: Values, at: string[]): Fault[] {
  const asked = (of: string): Question | undefined => questions.find((question) => question.of === of);
  const answer = (of: string): string => String(valueAt(values, asked(of)?.path ?? [""]) ?? "");
  const fault = (of: string, message: string): Fault[] => [{ field: fieldOf([...at, ...(asked(of)?.path ?? [])]), message }];
  const [number, born, sex] = [answer("number"), answer("birth_date"), answer("sex")];
  if (born > dateIn(0)) return fault("birth_date", "Ngày sinh không được ở tương lai.");
  if (!/^\d{12}$/.test(number) || (born && !isDay(born))) return [];
  const century = Number(number[3]);
  const year = 1900 + Math.floor(century / 2) * 100 + Number(number.slice(4, 6));
  const agrees = (!born || Number(born.slice(0, 4)) === year) && (!sex || (sex === "nu") === Boolean(century % 2)) && year <= Number(dateIn(0).slice(0, 4));
  return agrees ? [] : fault("number", "Số định danh cá nhân không khớp với ngày sinh hoặc giới tính đã khai.");
}

function faultsIn(question: Question, value: unknown, path: string[]): Fault[] {
  const message = faultOf(question, value) || (path[path.length - 1] === NAME && typeof value === "string" && faultOfName(value, question.part.title ?? "Họ tên"));
  if (message) return [{ field: fieldOf(path), message }];
  const { items } = question.part;
  if (!Array.isArray(value) || items?.type !== "object") return [];
  return value.flatMap((each: Values, index) => faultsAmong(questionsOf(items, each, []), each, [...path, String(index)]));
}

/** The member of every person that is their name (docs/forms.md). */
const NAME = "ho_ten";

/** What nobody is called; the accents that keyboards set for an apostrophe are read as one. */
function faultOfName(value: string, name: string): string {
  const strange = [...new Set(value.match(/(?![`´])\p{S}/gu))].join(" ");
  if (strange) return `${name}: không được có ký hiệu hay biểu tượng cảm xúc (${strange}). Vui lòng chỉ dùng chữ và dấu câu.`;
  return /\p{Nd}/u.test(value) ? `${name}: không được có chữ số.` : "";
}

function faultOf({ part, required }: Question, value: unknown): string {
  const name = part.title ?? "Mục này";
  if (isEmpty(value)) return required ? `${name}: ${part.enum || part.items?.enum ? "xin chọn một mục" : "chưa nhập"}.` : "";
  if (Array.isArray(value)) return ofList(part, value, name);
  if (part.type === "integer" || part.type === "number") return typeof value === "number" ? ofNumber(part, value, name) : `${name}: xin nhập một số, ví dụ ${part.type === "integer" ? "3" : "85,5"}.`;
  return typeof value === "string" ? ofText(part, value, name) : "";
}

function ofList(part: Part, value: unknown[], name: string): string {
  if (part.maxItems && value.length > part.maxItems) return `${name}: không quá ${part.maxItems} mục.`;
  const wrong = part.items?.enum || part.items?.type === "object" ? undefined : value.map((each) => ofText(part.items ?? {}, String(each), name)).find(Boolean);
  return wrong ?? "";
}

function ofNumber(part: Part, value: number, name: string): string {
  if (part.type === "integer" && !Number.isInteger(value)) return `${name}: xin nhập số nguyên.`;
  if (part.minimum !== undefined && value < part.minimum) return `${name}: không nhỏ hơn ${part.minimum}.`;
  if (part.exclusiveMinimum !== undefined && value <= part.exclusiveMinimum) return `${name}: phải lớn hơn ${part.exclusiveMinimum}.`;
  return part.maximum !== undefined && value > part.maximum ? `${name}: không lớn hơn ${part.maximum}.` : "";
}

function ofText(part: Part, value: string, name: string): string {
  if (part.format === "date") return isDay(value) ? "" : `${name}: ngày này không có, xin xem lại ngày, tháng, năm.`;
  if (part.format === "personal-number" && !/^\d{12}$/.test(value)) return `${name}: gồm đúng 12 chữ số, in trên thẻ căn cước.`;
  if (part.format === "mobile-phone" && !isMobile(value)) return `${name}: ${MOBILE_ASKED}`;
  const length = Array.from(value.trim()).length;
  if (part.minLength && length < part.minLength) return `${name}: còn ngắn quá, xin ghi đầy đủ hơn.`;
  return part.maxLength && length > part.maxLength ? `${name}: dài quá, xin viết ngắn lại, không quá ${part.maxLength} ký tự.` : "";
}

function isDay(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.split("-").map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && year >= 1900 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
