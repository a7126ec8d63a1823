/**
 * Where a tile of the province's own list leads: a screen, a phone number, or a page. The gateway draws tiles as well
 * and has the same rule; both are held to tests/targets.json.
 */
import type { TargetView } from "@quangngai/common/api/schema.ts";

export function addressOf({ path, phone, url }: TargetView): string {
  if (phone) return `tel:${phone}`;
  return path ? `#${path}` : url?.startsWith("https:") ? url : "#/";
}
