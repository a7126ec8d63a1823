/** A file of a report or an answer: a picture is shown, anything else is a link. Own ones are fetched with the token. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { askPath } from "@quangngai/common/api/client.ts";
import type { svc_feedback_FileRef } from "@quangngai/common/api/schema.ts";
import { Button } from "@quangngai/common/ui/parts.tsx";

export function Picture({ file }: { file: svc_feedback_FileRef }): JSX.Element | null {
  const [address, setAddress] = useState("");
  const isImage = file.media_type.startsWith("image/");
  const load = async (): Promise<void> => setAddress(URL.createObjectURL(await askPath(file.preview_href ?? file.href)));
  useEffect(() => {
    if (isImage) void load().catch(() => undefined);
  }, []);
  useEffect(() => () => URL.revokeObjectURL(address), [address]);
  if (isImage) return address ? <img class="picture" src={address} alt="Ảnh kèm theo" /> : null;
  return address ? <a class="button quiet" href={address} download={file.name}>Lưu {file.name}</a> : <Button kind="quiet" icon="file" busy="Đang tải…" onClick={load}>{file.name}</Button>;
}
