/** The person who files, and where in a form they may be asked about again. */
import { type Group, isEmpty, type Path, type Values, valueAt } from "@quangngai/common/forms/schema.ts";

/** Where every form asks who files. */
export const APPLICANT = "nguoi_yeu_cau";

/** What a phone may fill in of the person who holds it (WCAG 2.2, 1.3.5). */
const AUTOCOMPLETE: Record<string, string> = { ho_ten: "name", ngay_sinh: "bday", dien_thoai: "tel-national", noi_cu_tru: "street-address" };

export const autocompleteAt = ([group, name = ""]: Path): string => (group === APPLICANT && AUTOCOMPLETE[name]) || "off";

/** What one answers about oneself where a form asks how the applicant is related to somebody. */
const MYSELF = "ban_than";

/** Whether ``group`` may ask about the applicant: only then is it offered to take their data over. */
export function mayBeApplicant({ person }: Group, all: Group[], form: Values): boolean {
  const name = person?.[0];
  if (!name || name === APPLICANT || isEmpty(form[APPLICANT])) return false;
  const relation = all.flatMap(({ questions }) => questions).find(({ part }) => part.enum?.includes(MYSELF));
  if (!relation) return true;
  const answer = valueAt(form, relation.path);
  // "Mẹ" says that the applicant is the one of whom the group ``me`` asks, and not the child.
  if (relation.part.enum?.includes(name)) return answer === name;
  return isEmpty(answer) ? !relation.required : answer === MYSELF;
}
