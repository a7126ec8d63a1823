/** Something to write, with photos where they help, folded until it is wanted. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Upload } from "@quangngai/common/device/photos.ts";
import { TextField } from "@quangngai/common/forms/fields.tsx";
import { Button } from "@quangngai/common/ui/parts.tsx";
import { PhotoField } from "@quangngai/common/ui/photo_field.tsx";
import type { Errands, Sending } from "./use_sending.tsx";

interface Props {
  title: string;
  label: string;
  button: string;
  photos?: Upload;
  sending: Sending;
  onSend: (text: string, photos: string[]) => Errands;
  /** What the screen then does; until it has, nothing more is sent. */
  done: () => unknown;
}

export function FoldedWords({ title, label, button, photos: upload, sending: { send, outcome, kept }, onSend, done }: Props): JSX.Element {
  const [text, setText] = useState("");
  const [photos, setPhotos] = useState<string[]>([]);
  const [missing, setMissing] = useState(false);
  const submit = async (): Promise<void> => {
    setMissing(!text.trim());
    if (text.trim() && (await send(...onSend(text.trim(), photos)))) await done();
  };
  return (
    <details class="card">
      <summary>{title}</summary>
      <div class="stack">
        <TextField id={`words-${button.length}`} label={label} required fault={missing && !text.trim() ? "Xin ghi vài chữ." : undefined} value={text} onChange={setText} long max={1000} />
        {upload ? <PhotoField id="words-photos" label="Ảnh kèm theo" upload={upload} most={6} names={photos} onChange={setPhotos} /> : null}
        {outcome}
        {kept ? null : <Button onClick={submit}>{button}</Button>}
      </div>
    </details>
  );
}
