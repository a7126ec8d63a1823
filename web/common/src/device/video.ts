/** A short video before it is sent: how long it is, and what it looks like. */
import { unusable } from "../api/problem.ts";

/** What svc-feedback takes; a test compares. */
export const LARGEST_MEGABYTES = 25;
export const LONGEST_SECONDS = 60;

const LOOKING_MS = 8_000;
const STILL_AT_SECONDS = 0.1;
const QUALITY = 0.8;

export interface VideoFacts {
  /** ``null`` where this phone cannot play it: the service can say. */
  seconds: number | null;
  /** A picture of it, its longer side at most ``side`` pixels, as a data address; empty where there is none. */
  still: string;
}

/** Raises what is wrong with ``file`` as far as the phone can tell. */
export async function lookAt(file: File, side: number): Promise<VideoFacts> {
  if (!file.type.startsWith("video/")) throw unusable("Đây không phải là video", "Xin quay hoặc chọn một video.");
  if (file.size > LARGEST_MEGABYTES * 1024 * 1024)
    throw unusable("Video quá lớn", `Video không quá ${LARGEST_MEGABYTES} MB. Xin quay ngắn hơn, hoặc giảm chất lượng quay trong máy ảnh.`);
  const facts = await played(file, side);
  if (facts.seconds !== null && facts.seconds > LONGEST_SECONDS + 1)
    throw unusable("Video quá dài", `Video không quá ${LONGEST_SECONDS} giây. Xin quay hoặc cắt ngắn lại.`);
  return facts;
}

async function played(file: File, side: number): Promise<VideoFacts> {
  const address = URL.createObjectURL(file);
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.preload = "auto";
  let seconds: number | null = null;
  try {
    await became(video, "loadeddata", () => (video.src = address));
    // One that was recorded by a page says no length until it was played to its end.
    seconds = Number.isFinite(video.duration) ? video.duration : null;
    await became(video, "seeked", () => (video.currentTime = Math.min(STILL_AT_SECONDS, (seconds ?? 0) / 2)));
    return { seconds, still: drawn(video, side) };
  } catch {
    return { seconds, still: "" };
  } finally {
    video.removeAttribute("src");
    video.load();
    URL.revokeObjectURL(address);
  }
}

function became(video: HTMLVideoElement, event: string, start: () => unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(reject, LOOKING_MS);
    video.addEventListener(event, () => (clearTimeout(timer), resolve()), { once: true });
    video.addEventListener("error", () => (clearTimeout(timer), reject()), { once: true });
    start();
  });
}

function drawn(video: HTMLVideoElement, side: number): string {
  const scale = Math.min(1, side / Math.max(video.videoWidth, video.videoHeight));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(video.videoWidth * scale));
  canvas.height = Math.max(1, Math.round(video.videoHeight * scale));
  canvas.getContext("2d")?.drawImage(video, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/jpeg", QUALITY);
}
