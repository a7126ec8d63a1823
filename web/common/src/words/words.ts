/** Dates, money and numbers as people here read them, in the time of the province. */
const OFFSET_MS = 7 * 3_600_000; // of the whole country, without summer time
const DAY_MS = 86_400_000;
const WEEKDAYS = ["Chủ Nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"];

// By hand: the first formatter of Intl takes a weak phone half a second.
const here = (at: string | Date): Date => new Date(new Date(at).getTime() + OFFSET_MS);
const two = (part: number): string => String(part).padStart(2, "0");

/** The date, here, of a moment: 2026-11-02. */
const dateOf = (at: string | Date): string => here(at).toISOString().slice(0, 10);
/** The date 2026-11-02 as it is said. Not a moment: no zone can move it. */
export const plainDay = (date: string): string => date.split("-").reverse().join("/");
export const dayOf = (at: string | Date): string => plainDay(dateOf(at));
export const timeOf = (at: string | Date): string => `${two(here(at).getUTCHours())} giờ ${two(here(at).getUTCMinutes())}`;
export const momentOf = (at: string | Date): string => `${timeOf(at)}, ngày ${dayOf(at)}`;
export const weekdayOf = (at: string | Date): string => WEEKDAYS[here(at).getUTCDay()] ?? "";
export const count = (many: number): string => String(many).replace(/\B(?=(\d{3})+$)/g, ".");
export const money = (dong: number): string => (dong ? `${count(dong)} đồng` : "Không mất phí");
/** The date, here, in so many days: 2026-11-02. */
export const dateIn = (days: number): string => dateOf(new Date(Date.now() + days * DAY_MS));

/** What somebody is about to load: "tệp PDF, 120 kB". */
export const fileOf = (mediaType: string, bytes: number): string =>
  `${mediaType.startsWith("image/") ? "ảnh" : "tệp PDF"}, ${bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1).replace(".", ",")} MB`}`;

/** "hôm nay", "hôm qua" or the day. */
export function recently(at: string | Date): string {
  const then = dayOf(at);
  const now = Date.now();
  if (then === dayOf(new Date(now))) return `${timeOf(at)} hôm nay`;
  return then === dayOf(new Date(now - 86_400_000)) ? `${timeOf(at)} hôm qua` : `ngày ${then}`;
}
