/** How long an office may take over a dossier, from its acceptance. */
import type { JSX } from "preact";
import type { Time } from "@quangngai/common/api/schema.ts";

const UNITS: Record<string, string> = { working_hour: "giờ làm việc", working_day: "ngày làm việc", calendar_day: "ngày" };

function timeText({ value, unit, note }: Time): string {
  const length = value ? `${value} ${UNITS[unit] ?? ""}` : "";
  return [length, note].filter(Boolean).join(": ") || "Trong ngày";
}

export const HandlingTime = ({ times }: { times: Time[] }): JSX.Element =>
  times.length ? <ul>{times.map((time) => <li>{timeText(time)}</li>)}</ul> : <>Theo quy định của cơ quan giải quyết</>;
