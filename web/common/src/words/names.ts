/** Lists to choose from, in the order in which people look for a name. */
export type Choice = [code: string, name: string, group?: string];

/** What stands before a place's own name: nobody looks for Bình Sơn under "xã". */
const TYPE = /^(UBND )?(phường|xã|đặc khu) /i;

/** As a Vietnamese dictionary has them: ă after a, đ after d, then by the tone. */
export function byName(choices: Choice[]): Choice[] {
  const { compare } = new Intl.Collator("vi", { numeric: true });
  return [...choices].sort(([, one], [, other]) => compare(one.replace(TYPE, ""), other.replace(TYPE, "")));
}

export const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
