/** What a procedure costs, in its own words. */
import type { Fee } from "@quangngai/common/api/schema.ts";
import { money } from "@quangngai/common/words/words.ts";

const PER_COPY = "bản"; // as svc-dossier has it
const CHANNELS: Record<string, string> = { online: "nộp trực tuyến", direct: "nộp tại quầy", postal: "qua bưu điện" };

export function feeText({ name, amount, channel, per, note }: Pick<Fee, "name" | "amount" | "per" | "note"> & { channel?: string | null }): string {
  const price = amount === null || amount === undefined ? "theo quy định" : money(amount).toLowerCase();
  return `${name}: ${price}${amount && per ? ` mỗi ${per}` : ""}${channel ? ` (${CHANNELS[channel] ?? channel})` : ""}${note ? `. ${note}` : ""}`;
}

/** How every form names the number of copies that are wanted, if it asks for one. */
export const COPIES = "so_ban_sao";

/** What copies cost where no line of the fees is for each of them: nobody should take them for free. */
export const copiesText = (fees: Array<Pick<Fee, "per">>, copies = "Bản sao"): string =>
  fees.some(({ per }) => per === PER_COPY) ? "" : `${copies}: cơ quan nhận hồ sơ báo mức thu`;

/** What one reads below the fees of a dossier before it is sent; ``total`` is null where the fees do not tell it. */
export function totalText(total: number | null): string {
  if (total === null) return "Cơ quan nhận hồ sơ báo số tiền phải trả, nếu có.";
  return total ? `Phải trả ${money(total)} khi có thông báo.` : "Không mất phí khi nộp.";
}
