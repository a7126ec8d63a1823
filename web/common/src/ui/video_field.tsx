/** Records one short video or takes one from the phone, shows a picture of it and how far it is, and lets it go again. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { asProblem, Problem } from "../api/problem.ts";
import { forgetPhoto, isLost, type Photo, photoNamed, type Upload, uploaded, watchUploads } from "../device/photos.ts";
import { takeVideo } from "../device/take.ts";
import { begin as underWay } from "../device/under_way.ts";
import { LARGEST_MEGABYTES, LONGEST_SECONDS } from "../device/video.ts";
import { Icon } from "./icons.tsx";
import { Confirm, ProblemView } from "./parts.tsx";

interface Props {
  id: string;
  label: string;
  upload: Upload;
  /** Empty without one. */
  name: string;
  onChange: (name: string) => unknown;
}

const LOST = new Problem(410, "lost", "Video không còn trên máy", "Ứng dụng đã đóng trước khi gửi xong video. Xin quay hoặc chọn lại.");

export function VideoField({ id, label, upload, name, onChange }: Props): JSX.Element {
  const [video, setVideo] = useState<Photo | null>(null);
  const [problem, setProblem] = useState<Parameters<typeof ProblemView>[0] | null>(null);
  const [busy, setBusy] = useState(false);
  const [part, setPart] = useState(0);
  const here = useRef(true);
  useEffect(() => () => void (here.current = false), []);
  useEffect(() => watchUploads((which, carried) => which === name && setPart(carried)), [name]);
  useEffect(() => {
    if (name && video?.name !== name) void photoNamed(name).then(show);
  }, [name]);
  const show = async (kept: Photo | null): Promise<void> => {
    if (!kept || (await isLost(kept))) {
      if (kept) await forgetPhoto(kept.name);
      setProblem({ problem: LOST, unasked: true });
      onChange("");
    } else begin(kept);
  };
  /** What the service refuses is said while it can be mended; a network that fails is tried again when all is sent. */
  const begin = (taken: Photo): void => {
    setVideo(taken);
    setPart(taken.id ? 1 : 0);
    void uploaded(taken.name).then(
      (sent) => sent && setPart(1),
      (error: unknown) => asProblem(error).passing || setProblem({ problem: asProblem(error), unasked: true }),
    );
  };
  const take = async (file: File): Promise<boolean> => {
    setProblem(null);
    setBusy(true);
    try {
      const taken = await takeVideo(file, upload);
      begin(taken);
      await onChange(taken.name);
      return true;
    } catch (error) {
      if (!here.current) throw error; // nobody would read it here
      setProblem({ problem: asProblem(error) });
      return false;
    } finally {
      setBusy(false);
    }
  };
  const leave = (): void => {
    void forgetPhoto(name);
    setVideo(null);
    setProblem(null);
    onChange("");
  };
  const pick = (words: string, icon: string, camera: boolean): JSX.Element => (
    <label class="pick">
      <span class="button quiet"><Icon name={icon} />{words}</span>
      <input type="file" accept="video/*" capture={camera ? "environment" : undefined} onChange={({ currentTarget }) => { for (const file of currentTarget.files ?? []) void underWay(take(file)); currentTarget.value = ""; }} />
    </label>
  );
  const shown = name && video?.name === name ? video : null;
  return (
    <div class="stack" role="group" aria-label={label} id={id} tabIndex={-1}>
      {problem ? <ProblemView {...problem} /> : null}
      {shown ? (
        <ul class="photos">
          <li class="photo">
            {shown.preview ? <img src={shown.preview} alt={label} /> : <span class="pdf">{shown.title}</span>}
            <span class="photo-keys">
              <span class="soft" role="status">{part >= 1 ? "Đã tải lên" : part > 0 ? `Đang tải lên ${Math.floor(part * 100)}%` : "Sẽ gửi khi có mạng"}</span>
              <Confirm question="Bỏ video này? Video không lấy lại được." sure="Bỏ video" onClick={leave}>Bỏ<span class="sr"> {label}</span></Confirm>
            </span>
          </li>
        </ul>
      ) : busy ? <p class="soft" role="status">Đang mở video…</p> : (
        <>
          {pick("Quay video", "camera", true)}
          {pick("Chọn video có sẵn", "play", false)}
        </>
      )}
      <p class="hint">Một video, không quá {LONGEST_SECONDS} giây và {LARGEST_MEGABYTES} MB. {shown && part < 1 && !shown.video?.lasting ? "Xin để ứng dụng mở đến khi tải lên xong; nếu đóng, phản ánh được gửi không kèm video." : "Không bắt buộc."}</p>
    </div>
  );
}
