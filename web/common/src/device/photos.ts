/**
 * Photos of papers and of places: shrunk on the phone, kept there, and uploaded one by one in the background; and short
 * videos, as the camera made them. Whoever uses one knows it by a name ("photo:…") that a request may hold in place of
 * the file's id until it is sent.
 */
import { ask, newKey } from "../api/client.ts";
import { asProblem, unusable } from "../api/problem.ts";
import { whereAndWhen, withSegment } from "./exif.ts";
import { forgetFile, kept, keptFile, store, storeFile } from "./keep.ts";
import { type Cut, shrunk, WHOLE } from "./picture.ts";
import { lookAt } from "./video.ts";

export type Upload = "POST /v1/files" | "POST /v1/feedback-files" | "POST /v1/shop-photos";
/** Here the service opens what phones can take and not show. */
const OPENS_HEIF: Upload = "POST /v1/feedback-files";

export interface Photo {
  name: string;
  upload: Upload;
  /** The file itself, as a data address, until it is uploaded. */
  data: string | null;
  /** Of a video, which is kept beside this as a file: whether it is still there once the app was closed. */
  video?: { lasting: boolean };
  /** What a list shows of it. */
  preview: string;
  title: string;
  key: string;
  id: string | null;
}

const LONGEST_SIDE = 1800;
const PREVIEW_SIDE = 240;
const LARGEST_BYTES = 10_000_000;
const PREFIX = "photo:";
/** Refused for what it is, however and whenever it is sent: too large, of another kind, damaged. */
const OF_THE_FILE = [413, 415, 422];

let waiting: Promise<unknown> = Promise.resolve();

export const isPhoto = (value: unknown): value is string => typeof value === "string" && value.startsWith(PREFIX);
export const photoNamed = (name: string): Promise<Photo | null> => kept<Photo>(name);

/**
 * Cuts, shrinks and keeps ``file``; with where and when it was taken, if it is to be ``placed``. Who takes it starts the
 * upload, and hears what the service says of it.
 */
export async function takePhoto(file: File, upload: Upload, { cut = WHOLE, placed = false }: { cut?: Cut; placed?: boolean } = {}): Promise<Photo> {
  const image = file.type.startsWith("image/");
  if (!image && file.type !== "application/pdf") throw unusable("Chỉ nhận ảnh hoặc tệp PDF", "Xin chụp ảnh giấy tờ hoặc chọn tệp PDF.");
  const taken = image ? await pictured(file, upload, cut, placed) : await asItIs(file, "Tệp PDF");
  const photo: Photo = { name: PREFIX + newKey(), upload, ...taken, key: newKey(), id: null };
  await keepPhoto(photo);
  return photo;
}

type Taken = Pick<Photo, "data" | "preview" | "title">;

async function pictured(file: File, upload: Upload, cut: Cut, placed: boolean): Promise<Taken> {
  try {
    const data = await shrunk(file, LONGEST_SIDE, cut);
    const preview = await shrunk(file, PREVIEW_SIDE, cut);
    return { data: placed ? withSegment(data, await whereAndWhen(file)) : data, preview, title: file.name.replace(/\.\w+$/, "") + ".jpg" };
  } catch (error) {
    if (upload === OPENS_HEIF && (await isHeif(file))) return asItIs(file, "Ảnh này");
    throw error;
  }
}

async function asItIs(file: File, what: string): Promise<Taken> {
  if (file.size > LARGEST_BYTES) throw unusable("Tệp quá lớn", `${what} không quá 10 MB.`);
  return { data: await dataAddress(file), preview: "", title: file.name };
}

/** HEIC as phones take it, and AVIF; told by the brand at its beginning (ISO 23008-12). */
const isHeif = async (file: File): Promise<boolean> => /^[^]{4}ftyp(hei|hev|mif|msf|avi)/.test(await file.slice(0, 12).text().catch(() => ""));

/** Looks at ``file`` and keeps it. Who takes it starts the upload, and shows how far it is. */
export async function takeVideo(file: File, upload: Upload): Promise<Photo> {
  const { still } = await lookAt(file, PREVIEW_SIDE);
  const name = PREFIX + newKey();
  const lasting = await storeFile(fileOf(name), file);
  const video: Photo = { name, upload, data: null, video: { lasting }, preview: still, title: file.name || "video.mp4", key: newKey(), id: null };
  await keepPhoto(video);
  return video;
}

const fileOf = (name: string): string => `${name}:file`;

async function keepPhoto(photo: Photo): Promise<void> {
  await store(photo.name, photo);
}

/** A video whose file went when the app was closed, before it was uploaded. */
export const isLost = async (photo: Photo): Promise<boolean> => Boolean(photo.video && !photo.id && !(await keptFile(fileOf(photo.name))));

type Watcher = (name: string, part: number) => void;
const watchers = new Set<Watcher>();

/** ``watcher`` hears how much of which video has been uploaded, from 0 to 1. */
export function watchUploads(watcher: Watcher): () => void {
  watchers.add(watcher);
  return () => void watchers.delete(watcher);
}

/** The id of the uploaded file, or ``null`` of a video that is lost. One upload at a time: a weak network carries one better than four. */
export function uploaded(name: string): Promise<string | null> {
  const mine = waiting.then(() => upload(name));
  waiting = mine.catch(() => undefined);
  return mine;
}

export async function forgetPhoto(name: string): Promise<void> {
  await store(name, null);
  await forgetFile(fileOf(name));
}

/** ``body`` with the ids of its photos, each uploaded first. A report goes rather without its video than not at all. */
export async function withUploads(body: unknown, progress: (done: number, all: number) => void = () => undefined): Promise<unknown> {
  if (body === undefined) return undefined;
  const names = new Set<string>();
  visit(body, (name) => names.add(name));
  const ids = new Map<string, string | null>();
  for (const name of names) {
    progress(ids.size, names.size);
    ids.set(name, await uploaded(name));
  }
  return JSON.parse(JSON.stringify(body), (_, value: unknown) => {
    if (Array.isArray(value)) return value.filter((each) => !isPhoto(each)); // those that are lost still have their names
    return isPhoto(value) ? (ids.get(value) ?? value) : value;
  });
}

function visit(part: unknown, found: (name: string) => void): void {
  if (isPhoto(part)) found(part);
  else if (typeof part === "object" && part) Object.values(part).forEach((each) => visit(each, found));
}

async function upload(name: string): Promise<string | null> {
  const photo = await photoNamed(name);
  if (!photo) throw unusable("Ảnh không còn trên máy", "Xin chụp lại ảnh này.");
  if (photo.id) return photo.id;
  const file = photo.video ? await keptFile(fileOf(name)) : bytesOf(photo.data ?? "");
  if (!file) return null;
  const form = new FormData();
  form.append("file", file, photo.title);
  const progress = photo.video ? (part: number) => watchers.forEach((watcher) => watcher(name, part)) : undefined;
  const { id } = await ask(photo.upload, { body: form, key: photo.key, progress }).catch((error: unknown) => {
    const refusal = asProblem(error);
    throw OF_THE_FILE.includes(refusal.status) ? unusable("Chưa nhận được tệp này", `“${photo.title}”: ${refusal.detail}`) : refusal;
  });
  await store(name, { ...photo, id, data: null });
  await forgetFile(fileOf(name));
  return id;
}

/** Without fetch: a page's policy need not allow data addresses. */
function bytesOf(address: string): Blob {
  const [head = "", content = ""] = address.split(",");
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  return new Blob([bytes], { type: /data:(.*?);/.exec(head)?.[1] ?? "" });
}

function dataAddress(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(unusable("Không mở được tệp này", "Xin chọn tệp khác."));
    reader.readAsDataURL(file);
  });
}
