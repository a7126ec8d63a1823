/** How satisfied somebody is, with a word if they like: for a dossier, a report, an answer. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { RatingLevel } from "@quangngai/common/api/schema.ts";
import { Choices, TextField } from "@quangngai/common/forms/fields.tsx";
import { Button, Card, Notice } from "@quangngai/common/ui/parts.tsx";
import { useKept } from "@quangngai/common/ui/use_kept.ts";
import type { Errands, Sending } from "./use_sending.tsx";

/** In the words of the service, which messages have too. */
export const levelChoices = (levels: RatingLevel[]): Array<[string, string]> => levels.map(({ level, label }) => [String(level), label]);

export function RateIt({ draft, levels, sending: { send, closed, outcome, kept }, onSend, done }: {
  /** Under which name it is kept on the phone until it is accepted. */
  draft: string;
  levels: Array<[string, string]>;
  sending: Sending;
  onSend: (level: number, comment: string | null) => Errands;
  done: () => unknown;
}): JSX.Element {
  const written = useKept(draft, { level: "", comment: "" });
  const { level, comment } = written.value;
  const [missing, setMissing] = useState(false);
  const submit = async (): Promise<void> => {
    setMissing(!level);
    if (!level) return;
    const [operation, errand] = onSend(Number(level), comment.trim() || null);
    if (await send(operation, { ...errand, draft })) await done();
  };
  return (
    <Card title="Ông/Bà có hài lòng không?">
      <div class="stack" inert={closed}>
        <Choices id="level" label="Mức độ" required fault={missing && !level ? "Xin chọn một mức." : undefined} choices={levels} value={level} onChange={(level) => written.change({ level })} />
        <TextField id="comment" label="Góp ý thêm" required={false} value={comment} onChange={(comment) => written.change({ comment })} long max={1000} />
      </div>
      {outcome}
      {kept ? null : <Button onClick={submit}>Gửi đánh giá</Button>}
    </Card>
  );
}

/** What was given, so that nobody wonders whether it has arrived. */
export const Rated = ({ label, comment }: { label: string; comment: string | null }): JSX.Element => (
  <Notice tone="good" live instead title={`Ông/Bà đã đánh giá: ${label}`}><p>{comment || "Cảm ơn Ông/Bà đã góp ý."}</p></Notice>
);
