/**
 * Takes photos of papers and of places, shrunk on the phone, and short videos as the camera made them; ``photos.ts`` keeps
 * and uploads them.
 */
import { newKey } from "../api/client.ts";
import { signedOut, unusable } from "../api/problem.ts";
import { whereAndWhen, withSegment } from "./exif.ts";
import { sameHands, storeFile } from "./keep.ts";
import { fileOf, keepPhoto, type Photo, PREFIX, type Upload } from "./photos.ts";
import { type Cut, shrunk, WHOLE } from "./picture.ts";
import { lookAt } from "./video.ts";

/** Here the service opens what phones can take and not show. */
const OPENS_HEIF: Upload = "POST /v1/feedback-files";
const LONGEST_SIDE = 1800;
const PREVIEW_SIDE = 240;
const LARGEST_BYTES = 10_000_000;

/**
 * Cuts, shrinks and keeps ``file``; with where and when it was taken, if it is to be ``placed``. Who takes it starts the
 * upload, and hears what the service says of it.
 */
export async function takePhoto(file: File, upload: Upload, { cut = WHOLE, placed = false }: { cut?: Cut; placed?: boolean } = {}): Promise<Photo> {
  const same = sameHands();
  const image = file.type.startsWith("image/");
  if (!image && file.type !== "application/pdf") throw unusable("Chỉ nhận ảnh hoặc tệp PDF", "Xin chụp ảnh giấy tờ hoặc chọn tệp PDF.");
  const taken = image ? await pictured(file, upload, cut, placed) : await asItIs(file, "Tệp PDF");
  const photo: Photo = { name: PREFIX + newKey(), upload, ...taken, key: newKey(), id: null };
  if (!same()) throw signedOut();
  await keepPhoto(photo);
  return photo;
}

type Content = Pick<Photo, "data" | "preview" | "title">;

async function pictured(file: File, upload: Upload, cut: Cut, placed: boolean): Promise<Content> {
  try {
    const data = await shrunk(file, LONGEST_SIDE, cut);
    const preview = await shrunk(file, PREVIEW_SIDE, cut);
    return { data: placed ? withSegment(data, await whereAndWhen(file)) : data, preview, title: file.name.replace(/\.\w+$/, "") + ".jpg" };
  } catch (error) {
    if (upload === OPENS_HEIF && (await isHeif(file))) return asItIs(file, "Ảnh này");
    throw error;
  }
}

async function asItIs(file: File, what: string): Promise<Content> {
  if (file.size > LARGEST_BYTES) throw unusable("Tệp quá lớn", `${what} không quá 10 MB.`);
  return { data: await dataAddress(file), preview: "", title: file.name };
}

/** HEIC as phones take it, and AVIF; told by the brand at its beginning (ISO 23008-12). */
const isHeif = async (file: File): Promise<boolean> => /^[^]{4}ftyp(hei|hev|mif|msf|avi)/.test(await file.slice(0, 12).text().catch(() => ""));

/** Looks at ``file`` and keeps it. Who takes it starts the upload, and shows how far it is. */
export async function takeVideo(file: File, upload: Upload): Promise<Photo> {
  const same = sameHands();
  const { still } = await lookAt(file, PREVIEW_SIDE);
  if (!same()) throw signedOut();
  const name = PREFIX + newKey();
  const lasting = await storeFile(fileOf(name), file);
  const video: Photo = { name, upload, data: null, video: { lasting }, preview: still, title: file.name || "video.mp4", key: newKey(), id: null };
  await keepPhoto(video);
  return video;
}

function dataAddress(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(unusable("Không mở được tệp này", "Xin chọn tệp khác."));
    reader.readAsDataURL(file);
  });
}
