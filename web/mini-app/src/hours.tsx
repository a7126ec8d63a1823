/** When a shop is open: on which days, from when to when; several times of a day where it closes at noon. */
import type { JSX } from "preact";
import type { Span } from "@quangngai/common/api/schema.ts";
import type { Fault } from "@quangngai/common/forms/check.ts";
import { ManyField, TextField } from "@quangngai/common/forms/fields.tsx";
import type { Faults } from "@quangngai/common/forms/use_faults.ts";
import { Button, Card } from "@quangngai/common/ui/parts.tsx";

const DAYS = ["thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"];
const SHORT: Array<[string, string]> = [["1", "Thứ 2"], ["2", "Thứ 3"], ["3", "Thứ 4"], ["4", "Thứ 5"], ["5", "Thứ 6"], ["6", "Thứ 7"], ["7", "Chủ nhật"]];
export const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
/** As the service takes them. */
const MOST = 14;

export const hoursText = (hours: Span[]): string =>
  hours.map(({ days, opens, closes }) => `${opens === "00:00" && closes === "23:59" ? "Cả ngày đêm" : `${opens} đến ${closes}`}, ${daysOf(days)}`).join("; ");

/** 1 is Monday: “mỗi ngày”, “thứ Hai đến thứ Sáu”, “thứ Bảy, Chủ nhật”. */
function daysOf(days: number[]): string {
  const [first = 1, last = 7] = [Math.min(...days), Math.max(...days)];
  if (days.length === 7) return "mỗi ngày";
  const name = (day: number): string => DAYS[day - 1] ?? "";
  return days.length > 2 && last - first + 1 === days.length ? `${name(first)} đến ${name(last)}` : [...days].sort().map(name).join(", ");
}

/** As they are sent: “7:00” is meant as “07:00”. */
export const hoursOf = (written: Span[]): Span[] =>
  written.map(({ days, opens, closes }) => ({ days, opens: opens.trim().padStart(5, "0"), closes: closes.trim().padStart(5, "0") }));

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

export const hoursFaults = (hours: Span[]): Array<Fault | false> =>
  hours.flatMap(({ days, opens, closes }, at) => [
    !days.length && { field: `days-${at}`, message: "Xin chọn ngày mở cửa." },
    !TIME.test(opens) && { field: `opens-${at}`, message: "Xin ghi giờ mở cửa, ví dụ 07:00." },
    !TIME.test(closes) && { field: `closes-${at}`, message: "Xin ghi giờ đóng cửa, ví dụ 21:00." },
  ]);

export function HoursField({ hours, of, onChange }: { hours: Span[]; of: Faults["of"]; onChange: (hours: Span[]) => void }): JSX.Element {
  return (
    <>
      {hours.map(({ days, opens, closes }, at) => {
        const change = (part: Partial<Span>): void => onChange(hours.map((each, place) => (place === at ? { ...each, ...part } : each)));
        return (
          <Card title={hours.length > 1 ? `Giờ mở cửa ${at + 1}` : "Giờ mở cửa"}>
            <ManyField id={`days-${at}`} label="Ngày mở cửa" required compact fault={of(`days-${at}`)} choices={SHORT} value={days.map(String)} onChange={(chosen) => change({ days: chosen.map(Number) })} />
            <TextField id={`opens-${at}`} label="Mở cửa lúc" required hint="Ví dụ: 07:00" max={5} fault={of(`opens-${at}`)} value={opens} onChange={(typed) => change({ opens: typed })} />
            <TextField id={`closes-${at}`} label="Đóng cửa lúc" required hint="Ví dụ: 21:00" max={5} fault={of(`closes-${at}`)} value={closes} onChange={(typed) => change({ closes: typed })} />
            {hours.length > 1 ? <Button kind="danger" onClick={() => onChange(hours.filter((_, place) => place !== at))}>Bỏ giờ này<span class="sr"> (giờ mở cửa {at + 1})</span></Button> : null}
          </Card>
        );
      })}
      {hours.length < MOST ? <Button kind="quiet" onClick={() => onChange([...hours, { days: hours[hours.length - 1]?.days ?? EVERY_DAY, opens: "", closes: "" }])}>Thêm giờ mở cửa</Button> : null}
    </>
  );
}
