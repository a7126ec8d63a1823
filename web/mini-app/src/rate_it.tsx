/** How satisfied somebody is, with a word if they like: for a dossier, a report, an answer. */
import type { JSX } from "preact";
import type { RatingLevel } from "@quangngai/common/api/schema.ts";
import { Choices, TextField } from "@quangngai/common/forms/fields.tsx";
import { useFaults } from "@quangngai/common/forms/use_faults.ts";
import { useRefusal } from "@quangngai/common/forms/use_refusal.ts";
import { Button, Card, ErrorSummary, Notice } from "@quangngai/common/ui/parts.tsx";
import { useKept } from "@quangngai/common/ui/use_kept.ts";
import type { Errands, Sending } from "./use_sending.tsx";

/** In the words of the service, which messages have too. */
export const levelChoices = (levels: RatingLevel[]): Array<[string, string]> => levels.map(({ level, label }) => [String(level), label]);

/** By the names that the services have for them. */
const ASKED = { level: "level", comment: "comment" };

export function RateIt({ draft, levels, sending: { send, closed, outcome, kept, refused }, onSend, done }: {
  /** Under which name it is kept on the phone until it is accepted. */
  draft: string;
  levels: Array<[string, string]>;
  sending: Sending;
  onSend: (level: number, comment: string | null) => Errands;
  done: () => unknown;
}): JSX.Element {
  const written = useKept(draft, { level: "", comment: "" });
  const { level, comment } = written.value;
  const { of, right, whole, ...wrong } = useRefusal(refused?.problem, useFaults(() => [!level && { field: "level", message: "Xin chọn một mức." }]), ASKED, written.value);
  const submit = async (): Promise<void> => {
    if (!right()) return;
    const [operation, errand] = onSend(Number(level), comment.trim() || null);
    if (await send(operation, { ...errand, draft })) await done();
  };
  return (
    <Card title="Ông/Bà có hài lòng không?">
      <ErrorSummary {...wrong} />
      <div class="stack" inert={closed}>
        <Choices id="level" label="Mức độ" required fault={of("level")} choices={levels} value={level} onChange={(level) => written.change({ level })} />
        <TextField id="comment" label="Góp ý thêm" required={false} fault={of("comment")} value={comment} onChange={(comment) => written.change({ comment })} long max={1000} />
      </div>
      {whole ? null : outcome}
      {kept ? null : <Button onClick={submit}>Gửi đánh giá</Button>}
    </Card>
  );
}

/** What was given, so that nobody wonders whether it has arrived. */
export const Rated = ({ label, comment }: { label: string; comment: string | null }): JSX.Element => (
  <Notice tone="good" live instead title={`Ông/Bà đã đánh giá: ${label}`}><p>{comment || "Cảm ơn Ông/Bà đã góp ý."}</p></Notice>
);
