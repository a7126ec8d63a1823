/**
 * Photos of papers and of places, and short videos: kept on the phone and uploaded one by one in the background. Whoever
 * uses one knows it by a name ("photo:…") that a request may hold in place of the file's id until it is sent. How they
 * are taken is in ``take.ts``, which the first screen does without.
 */
import { ask } from "../api/client.ts";
import { asProblem, unusable } from "../api/problem.ts";
import { forgetFile, kept, keptFile, store } from "./keep.ts";

export type Upload = "POST /v1/files" | "POST /v1/feedback-files" | "POST /v1/shop-photos";

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

export const PREFIX = "photo:";
/** Refused for what it is, however and whenever it is sent: too large, of another kind, damaged. */
const OF_THE_FILE = [413, 415, 422];

let waiting: Promise<unknown> = Promise.resolve();

export const isPhoto = (value: unknown): value is string => typeof value === "string" && value.startsWith(PREFIX);
export const photoNamed = (name: string): Promise<Photo | null> => kept<Photo>(name);

export const fileOf = (name: string): string => `${name}:file`;

export async function keepPhoto(photo: Photo): Promise<void> {
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

/** ``body`` was accepted, or thrown away: its photos are needed no longer. */
export async function forgetPhotosIn(body: unknown): Promise<void> {
  const names: string[] = [];
  visit(body, (name) => names.push(name));
  await Promise.all(names.map(forgetPhoto));
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
  if (await photoNamed(name)) await store(name, { ...photo, id, data: null }); // else it was taken away meanwhile
  await forgetFile(fileOf(name));
  return id;
}

/** Without fetch: a page's policy need not allow data addresses. */
function bytesOf(address: string): Blob {
  const [head = "", content = ""] = address.split(",");
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  return new Blob([bytes], { type: /data:(.*?);/.exec(head)?.[1] ?? "" });
}
