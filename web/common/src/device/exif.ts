/**
 * Where and when a camera says that a picture was taken. A picture that was drawn anew has lost it, and the service
 * compares it with what is reported: it goes along as EXIF of its own with nothing else in it, no camera, no small
 * picture, and no turn, as what was drawn is upright. EXIF is a TIFF file within the picture (CIPA DC-008, TIFF 6.0).
 */

interface Entry {
  tag: number;
  type: number;
  count: number;
  value: Uint8Array;
}

/** In a JPEG it comes first; a HEIC has it before the pictures mostly. */
const HEAD_BYTES = 256 * 1024;
const BEGINNING = /Exif\0\0(?=II\*\0|MM\0\*)/;
const HEADER_BYTES = 8;
const ENTRY_BYTES = 12;
/** Of each type of TIFF: byte, text, short, long, two longs … */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];
/** Three degrees of two longs each take 24, a moment in words 20. */
const LONGEST_VALUE = 32;

const CAMERA_PART = 0x8769;
const GPS_PART = 0x8825;
/** By the pointer to its part: DateTimeOriginal and its zone; latitude and longitude with their sides of the globe. */
const WANTED: Array<[part: number, tags: number[]]> = [[CAMERA_PART, [0x9003, 0x9011]], [GPS_PART, [1, 2, 3, 4]]];

/** The segment of a JPEG that says where and when ``file`` was taken, as letters of one byte; empty where it does not. */
export async function whereAndWhen(file: Blob): Promise<string> {
  try {
    const head = await file.slice(0, HEAD_BYTES).arrayBuffer();
    const found = BEGINNING.exec(new TextDecoder("latin1").decode(head));
    return found ? segment(new DataView(head, found.index + found[0].length)) : "";
  } catch {
    return ""; // what is cut off or odd says nothing
  }
}

function segment(tiff: DataView): string {
  const little = tiff.getUint8(0) === "I".charCodeAt(0);
  const root = entriesAt(tiff, tiff.getUint32(4, little), little, WANTED.map(([pointer]) => pointer));
  const parts = WANTED.flatMap(([pointer, tags]) => {
    const [at] = root.filter(({ tag }) => tag === pointer);
    const entries = at ? entriesAt(tiff, view(at.value).getUint32(0, little), little, tags) : [];
    return entries.length ? [{ pointer, entries }] : [];
  });
  if (!parts.length) return "";
  let end = HEADER_BYTES + bytesOf(parts.map(({ pointer }) => ({ tag: pointer, type: 4, count: 1, value: new Uint8Array(4) })));
  const pointers = parts.map(({ pointer, entries }): Entry => {
    const value = new Uint8Array(4);
    view(value).setUint32(0, end, little);
    end += bytesOf(entries);
    return { tag: pointer, type: 4, count: 1, value };
  });
  const out = new Uint8Array(end);
  out.set(new Uint8Array(tiff.buffer, tiff.byteOffset, 4));
  view(out).setUint32(4, HEADER_BYTES, little);
  [pointers, ...parts.map(({ entries }) => entries)].reduce((at, entries) => written(out, at, entries, little), HEADER_BYTES);
  const content = `Exif\0\0${letters(out)}`;
  const length = content.length + 2;
  return `\xff\xe1${String.fromCharCode(length >> 8, length & 0xff)}${content}`;
}

/** What the directory that begins at ``at`` has of ``tags``. */
function entriesAt(tiff: DataView, at: number, little: boolean, tags: number[]): Entry[] {
  const starts = Array.from({ length: tiff.getUint16(at, little) }, (_, index) => at + 2 + index * ENTRY_BYTES);
  return starts.filter((from) => tags.includes(tiff.getUint16(from, little))).flatMap((from) => {
    const [tag, type, count] = [tiff.getUint16(from, little), tiff.getUint16(from + 2, little), tiff.getUint32(from + 4, little)];
    const length = (TYPE_BYTES[type] ?? 0) * count;
    if (!length || length > LONGEST_VALUE) return [];
    const start = length > 4 ? tiff.getUint32(from + 8, little) : from + 8;
    return [{ tag, type, count, value: new Uint8Array(tiff.buffer, tiff.byteOffset + start, length) }];
  });
}

const isApart = ({ value }: Entry): boolean => value.length > 4;
const even = (length: number): number => length + (length % 2);
/** Of a directory with its values: how many there are, the entries, no next one. */
const bytesOf = (entries: Entry[]): number => 2 + entries.length * ENTRY_BYTES + 4 + entries.filter(isApart).reduce((sum, { value }) => sum + even(value.length), 0);

/** Writes a directory at ``at``; where the next one may begin. */
function written(out: Uint8Array, at: number, entries: Entry[], little: boolean): number {
  const to = view(out);
  let apart = at + 2 + entries.length * ENTRY_BYTES + 4;
  to.setUint16(at, entries.length, little);
  entries.forEach((entry, index) => {
    const from = at + 2 + index * ENTRY_BYTES;
    to.setUint16(from, entry.tag, little);
    to.setUint16(from + 2, entry.type, little);
    to.setUint32(from + 4, entry.count, little);
    if (!isApart(entry)) return out.set(entry.value, from + 8);
    to.setUint32(from + 8, apart, little);
    out.set(entry.value, apart);
    apart += even(entry.value.length);
  });
  return apart;
}

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const letters = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");

/** ``picture``, a data address of a JPEG, with ``segment`` in it. */
export function withSegment(picture: string, segment: string): string {
  const [head = "", content = ""] = picture.split(",");
  if (!segment || !/jpeg/.test(head)) return picture;
  const bytes = atob(content);
  return `${head},${btoa(bytes.slice(0, 2) + segment + bytes.slice(2))}`;
}
