/** Something to write, with photos where they help, folded until it is wanted, or was begun and is still on the phone. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Upload } from "@quangngai/common/device/photos.ts";
import { TextField } from "@quangngai/common/forms/fields.tsx";
import { useFaults } from "@quangngai/common/forms/use_faults.ts";
import { useRefusal } from "@quangngai/common/forms/use_refusal.ts";
import { ButtonAfterPhotos } from "@quangngai/common/ui/button_after_photos.tsx";
import { ErrorSummary } from "@quangngai/common/ui/parts.tsx";
import { PhotoField } from "@quangngai/common/ui/photo_field.tsx";
import { useKept } from "@quangngai/common/ui/use_kept.ts";
import type { Errands, Sending } from "./use_sending.tsx";

interface Props {
  /** Under which name it is kept on the phone until it is accepted. */
  draft: string;
  title: string;
  label: string;
  button: string;
  photos?: Upload;
  sending: Sending;
  onSend: (text: string, photos: string[]) => Errands;
  /** What the screen then does; until it has, nothing more is sent. */
  done: () => unknown;
}

export function FoldedWords({ draft, title, label, button, photos: upload, sending: { send, closed, outcome, kept, saved, refused }, onSend, done }: Props): JSX.Element {
  const written = useKept(draft, { text: "", photos: [] as string[] });
  const { text, photos } = written.value;
  const id = `words-${button.length}`;
  const { of, right, whole, ...wrong } = useRefusal(refused?.problem, useFaults(() => [!text.trim() && { field: id, message: "Xin ghi vài chữ." }]), { text: id, reason: id, file_ids: "words-photos" }, { words: text, "words-photos": photos });
  // Once open it stays so, also when every word was taken out again.
  const [begun, setBegun] = useState(false);
  useEffect(() => void ((text || photos.length) && setBegun(true)), [text, photos]);
  useEffect(() => void (saved && !kept && done()), [saved, kept]); // it waited, and has gone
  const submit = async (): Promise<void> => {
    if (!right()) return;
    const [operation, errand] = onSend(text.trim(), photos);
    if (await send(operation, { ...errand, draft })) await done();
  };
  return (
    <details class="card" open={begun}>
      <summary>{title}</summary>
      <div class="stack">
        <ErrorSummary {...wrong} />
        <div class="stack" inert={closed}>
          <TextField id={id} label={label} required fault={of(id)} value={text} onChange={(text) => written.change({ text })} long max={1000} />
          {upload ? <PhotoField id="words-photos" label="Ảnh kèm theo" upload={upload} most={6} names={photos} onChange={(change) => written.change(({ photos: all }) => ({ photos: change(all) }))} /> : null}
        </div>
        {whole ? null : outcome}
        {kept ? null : <ButtonAfterPhotos onClick={submit}>{button}</ButtonAfterPhotos>}
      </div>
    </details>
  );
}
