/** Dates, money and numbers as people here read them, in the time of the province. */
const ZONE = "Asia/Ho_Chi_Minh";
const day = new Intl.DateTimeFormat("vi-VN", { day: "2-digit", month: "2-digit", year: "numeric", timeZone: ZONE });
const time = new Intl.DateTimeFormat("vi-VN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: ZONE });
const weekday = new Intl.DateTimeFormat("vi-VN", { weekday: "long", timeZone: ZONE });
const number = new Intl.NumberFormat("vi-VN");

export const dayOf = (at: string | Date): string => day.format(new Date(at));
export const timeOf = (at: string | Date): string => time.format(new Date(at)).replace(":", " giờ ");
export const momentOf = (at: string | Date): string => `${timeOf(at)}, ngày ${dayOf(at)}`;
export const weekdayOf = (at: string | Date): string => weekday.format(new Date(at));
export const money = (dong: number): string => (dong ? `${number.format(dong)} đồng` : "Không mất phí");
export const count = (many: number): string => number.format(many);

/** "hôm nay", "hôm qua" or the day. */
export function recently(at: string | Date): string {
  const then = dayOf(at);
  const now = Date.now();
  if (then === dayOf(new Date(now))) return `${timeOf(at)} hôm nay`;
  return then === dayOf(new Date(now - 86_400_000)) ? `${timeOf(at)} hôm qua` : `ngày ${then}`;
}

/** The date 2026-11-02 as it is said. Not a moment: no zone can move it. */
export const plainDay = (date: string): string => date.split("-").reverse().join("/");
