/** The communes of the province, as something to choose from. */
import type { CommuneList } from "@quangngai/common/api/schema.ts";
import { byName, capital, type Choice } from "@quangngai/common/words/names.ts";

export const communeChoices = ({ items }: CommuneList): Choice[] => byName(items.map(({ code, name }) => [code, capital(name)]));
