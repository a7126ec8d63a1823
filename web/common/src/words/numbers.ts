/** Numbers as people write them in Vietnam: a comma before the decimals, points between the thousands. */

const THOUSANDS = /^[1-9]\d{0,2}(\.\d{3})+(,\d*)?$/;

/** "1.250,5" is 1250.5; a point that cannot be between thousands is before decimals. What is no number stays as it was typed. */
export function numberOf(typed: string): number | string | undefined {
  const text = typed.normalize("NFKC").replace(/\s/g, "");
  const plain = (THOUSANDS.test(text) ? text.replaceAll(".", "") : text).replace(",", ".");
  if (!text) return undefined;
  return /^-?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : typed;
}

export const writtenNumber = (value: unknown): string => (typeof value === "number" ? String(value).replace(".", ",") : String(value ?? ""));
