/**
 * A file of a report or an answer: a picture is shown, a video by its first picture until it is wanted, anything else is
 * a link. Own ones are fetched with the token.
 */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { askPath } from "@quangngai/common/api/client.ts";
import type { svc_feedback_FileRef } from "@quangngai/common/api/schema.ts";
import { Button } from "@quangngai/common/ui/parts.tsx";

export function Picture({ file }: { file: svc_feedback_FileRef }): JSX.Element | null {
  const isImage = file.media_type.startsWith("image/");
  const isVideo = file.media_type.startsWith("video/");
  const [still, loadStill] = useFile(isImage ? (file.preview_href ?? file.href) : file.preview_href);
  const [lost, setLost] = useState(isVideo && !file.preview_href);
  const [whole, loadWhole] = useFile(file.href);
  useEffect(() => {
    if (isImage || isVideo) void loadStill().catch(() => setLost(true));
  }, []);
  if (isImage) return <Still address={lost ? null : still} alt="Ảnh kèm theo" />;
  if (isVideo && whole) return <video class="picture" src={whole} poster={still || undefined} aria-label="Video kèm theo" controls playsInline />;
  if (isVideo)
    return (
      <>
        <Still address={lost ? null : still} alt="Ảnh đầu của video" />
        <Button kind="quiet" icon="play" busy="Đang tải…" onClick={loadWhole}>Xem video</Button>
      </>
    );
  return whole ? <a class="button quiet" href={whole} download={file.name}>Lưu {file.name}</a> : <Button kind="quiet" icon="file" busy="Đang tải…" onClick={loadWhole}>{file.name}</Button>;
}

/** Its room is kept while it is on its way ("" yet), so that nothing moves away from a finger; ``null`` never comes. */
export function Still({ address, alt }: { address: string | null; alt: string }): JSX.Element | null {
  if (address === null) return null;
  return address ? <img class="picture" src={address} alt={alt} /> : <div class="picture" />;
}

/** The address of a file within this page, once it was loaded. */
function useFile(href: string | null): [string, () => Promise<void>] {
  const [address, setAddress] = useState("");
  useEffect(() => () => URL.revokeObjectURL(address), [address]);
  return [address, async () => void (href && setAddress(URL.createObjectURL(await askPath(href))))];
}
