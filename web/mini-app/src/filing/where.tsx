/** Which office gets the dossier: a few are shown, many are searched by what one calls one's commune. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { PublicProcedure } from "@quangngai/common/api/schema.ts";
import type { Fault } from "@quangngai/common/forms/check.ts";
import { Choices, TextField } from "@quangngai/common/forms/fields.tsx";
import { Title } from "@quangngai/common/ui/parts.tsx";
import { plain } from "@quangngai/common/words/plain.ts";

const FEW = 6;

export function Where({ procedure, chosen, faults, onChoose }: {
  procedure: PublicProcedure;
  chosen: string;
  faults: Fault[];
  onChoose: (agency: string) => void;
}): JSX.Element {
  const { agencies } = procedure;
  const [typed, setTyped] = useState("");
  const only = agencies.length === 1 ? agencies[0] : undefined;
  if (only && !chosen) onChoose(only.id);
  const wanted = plain(typed);
  const shown = agencies.filter(({ id, name }) => (wanted ? plain(name).includes(wanted) : agencies.length <= FEW || id === chosen)).slice(0, 8);
  return (
    <>
      <Title note={procedure.name}>Ông/Bà nộp hồ sơ ở đâu?</Title>
      {agencies.length > FEW ? (
        <TextField id="commune" label="Xã, phường nơi Ông/Bà ở" required hint="Gõ tên, có dấu hay không dấu. Ví dụ: Bình Sơn" value={typed} onChange={setTyped} mode="search" max={60} />
      ) : null}
      {shown.length ? (
        <Choices id="agency" label="Nơi nhận hồ sơ" required fault={faults[0]?.message} choices={shown.map(({ id, name }) => [id, name])} value={chosen} onChange={onChoose} />
      ) : (
        <p id="agency" tabIndex={-1} class={faults.length ? "fault" : "soft"} role="status">{wanted ? "Không có xã, phường nào tên như vậy. Ông/Bà thử tên mới sau khi sắp xếp." : "Gõ tên xã, phường để chọn."}</p>
      )}
    </>
  );
}
