/** The communes of the province, as something to choose from. */
import { ask } from "@quangngai/common/api/client.ts";
import type { CommuneList } from "@quangngai/common/api/schema.ts";
import { byName, capital, type Choice } from "@quangngai/common/words/names.ts";
import { plain } from "@quangngai/common/words/plain.ts";

export const communeChoices = ({ items }: CommuneList): Choice[] => byName(items.map(({ code, name }) => [code, capital(name)]));

/** Those that ``typed`` was a part of before 1 July 2025, with what it was called; an office has its commune's code. */
export async function formerCommunes(typed: string): Promise<Array<[code: string, note: string]>> {
  if (typed.length < 2) return [];
  const { items } = await ask("POST /v1/communes/resolve", { body: { address: typed } });
  return items.flatMap(({ commune, former }) => (former ? [[commune.code, `Trước đây: ${[former.name, former.district].filter(Boolean).join(", ")}`]] : []));
}

/** An address with its commune, said once: many people write it already. */
export const withCommune = (address: string, commune: string): string => (plain(address).includes(plain(commune)) ? address : `${address}, ${commune}`);
