/** How a citizen is called, and called back: what the profile or an earlier dossier knows is not asked again. */
import { useEffect, useState } from "preact/hooks";
import { kept } from "@quangngai/common/device/keep.ts";
import { nationalNumber } from "@quangngai/common/words/phone.ts";
import { useAnswer } from "@quangngai/common/ui/use_answer.ts";
import { isKnown } from "./zalo/adapter.ts";

/** What a person writes about themself again and again, by the names that forms have for it. */
export const ME = "person:me";

export interface Contact {
  name: string;
  phone: string;
}

export function useContact(): Contact {
  const me = useAnswer("GET /v1/me", isKnown() ? undefined : null).value;
  const [written, setWritten] = useState<Record<string, unknown>>({});
  useEffect(() => void kept<Record<string, unknown>>(ME).then((before) => before && setWritten(before)), []);
  const text = (value: unknown): string => (typeof value === "string" ? value : "");
  return {
    name: me?.declared_name || text(written.ho_ten) || me?.name || "",
    phone: nationalNumber(me?.phone || text(written.dien_thoai)),
  };
}
