/** One group of questions, drawn from the procedure's own form. */
import type { JSX } from "preact";
import type { Fault } from "@quangngai/common/forms/check.ts";
import { fieldOf } from "@quangngai/common/forms/check.ts";
import { QuestionField } from "@quangngai/common/forms/fields.tsx";
import { type Group, isEmpty, type Values, valueAt, withValue } from "@quangngai/common/forms/schema.ts";
import { Button, Title } from "@quangngai/common/ui/parts.tsx";
import { APPLICANT, type Draft } from "./draft.ts";

export function GroupScreen({ group, draft, faults, onChange }: { group: Group; draft: Draft; faults: Fault[]; onChange: (values: Values) => void }): JSX.Element {
  const applicant = draft.form[APPLICANT] as Values | undefined;
  const another = group.person && group.person[0] !== APPLICANT;
  // An answer may open the next question at once, so each reads the newest values.
  let values = draft.form;
  const change = (path: string[], value: unknown): void => onChange((values = withValue(values, path, value)));
  const messages = Object.fromEntries(faults.map(({ field, message }) => [field, message]));
  const takeOver = (): void => {
    for (const { path } of group.questions) {
      const own = applicant?.[path[path.length - 1] ?? ""];
      if (!isEmpty(own)) values = withValue(values, path, own);
    }
    onChange(values);
  };
  return (
    <>
      <Title note={group.optional ? "Không bắt buộc. Nếu không có, Ông/Bà bấm Tiếp tục." : undefined}>{group.title}</Title>
      {another && applicant ? <Button kind="quiet" icon="user" onClick={takeOver}>Lấy thông tin của người yêu cầu</Button> : null}
      {group.questions.map((question) => (
        <QuestionField key={`${fieldOf(question.path)}${question.part.format === "date" ? String(Boolean(valueAt(values, question.path))) : ""}`} question={{ ...question, required: question.required && !group.optional }} value={valueAt(values, question.path)}
          faults={messages} onChange={(value) => change(question.path, value)} />
      ))}
    </>
  );
}
