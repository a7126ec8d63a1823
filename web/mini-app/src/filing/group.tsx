/** The questions of one screen, in their groups, drawn from the procedure's own form. */
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { type Fault, fieldOf } from "@quangngai/common/forms/check.ts";
import { QuestionField } from "@quangngai/common/forms/fields.tsx";
import { type Group, type Path, type Values, valueAt } from "@quangngai/common/forms/schema.ts";
import { Button, Title } from "@quangngai/common/ui/parts.tsx";
import { APPLICANT, autocompleteAt, mayBeApplicant } from "./applicant.ts";

export function GroupsScreen({ title, part, note, groups, all, form, faults, first, onAnswer }: {
  title: string;
  /** Which part of the form: read above it, and said with its title. */
  part: string;
  note: string;
  groups: Group[];
  /** Of the whole form: one answer may tell whom another group asks about. */
  all: Group[];
  form: Values;
  faults: Fault[];
  /** The group that somebody wants to mend. */
  first: string;
  onAnswer: (path: Path, value: unknown) => void;
}): JSX.Element {
  useEffect(() => document.getElementById(first)?.scrollIntoView(), [first]);
  const messages = Object.fromEntries(faults.map(({ field, message }) => [field, message]));
  return (
    <>
      <Title note={note}>{title}<span class="sr">{part}</span></Title>
      {groups.map((group) => (
        <section class="stack group" role="group" id={group.id} aria-labelledby={`${group.id}-title`}>
          <h2 id={`${group.id}-title`}>{group.title}</h2>
          {group.optional ? <p class="soft">Không bắt buộc. Nếu không có, Ông/Bà để trống phần này.</p> : null}
          {mayBeApplicant(group, all, form) ? <Button kind="quiet" icon="user" onClick={() => takeOver(group, all, form, onAnswer)}>Lấy thông tin của người yêu cầu</Button> : null}
          {group.questions.map(({ path, part, required }) => (
            <QuestionField key={fieldOf(path)} question={{ path, part, required: required && !group.optional }}
              autocomplete={autocompleteAt(path)} value={valueAt(form, path)} faults={messages} onChange={(value) => onAnswer(path, value)} />
          ))}
        </section>
      ))}
    </>
  );
}

/** All that the applicant is asked as well, also what is not answered: it is one person, and no two mixed. */
function takeOver(group: Group, all: Group[], form: Values, onAnswer: (path: Path, value: unknown) => void): void {
  const asked = new Set(all.flatMap(({ questions }) => questions).filter(({ path }) => path[0] === APPLICANT).map(({ path }) => path[path.length - 1]));
  for (const { path } of group.questions) {
    const member = path[path.length - 1] ?? "";
    if (asked.has(member)) onAnswer(path, valueAt(form, [APPLICANT, member]));
  }
}
