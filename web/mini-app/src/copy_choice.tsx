/** As what a paper is handed in: an original, a copy, an electronic copy. Asked where more than one of them is taken. */
import type { JSX } from "preact";
import type { CopyKind } from "@quangngai/common/api/schema.ts";
import { Choices } from "@quangngai/common/forms/fields.tsx";

/** What was chosen, else what is usual. None where there is nothing to choose. */
export const kindAmong = (copies: CopyKind[], chosen: CopyKind | null | undefined): CopyKind | null => (copies.length > 1 ? copies.find((each) => each === chosen) ?? copies[0] ?? null : null);

export const CopyChoice = ({ code, copies, labels, kind, onChange }: { code: string; copies: CopyKind[]; labels: Record<string, string>; kind: CopyKind; onChange: (kind: CopyKind) => void }): JSX.Element => (
  <Choices id={`kind-${code}`} label="Giấy vừa chụp là bản nào?" required choices={copies.map((each) => [each, labels[each] ?? each])} value={kind} onChange={(chosen) => onChange(chosen as CopyKind)} />
);
