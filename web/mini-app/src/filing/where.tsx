/** Which office gets the dossier: a few are shown, many are searched by what one calls one's commune. */
import type { JSX } from "preact";
import type { PublicProcedure } from "@quangngai/common/api/schema.ts";
import type { Fault } from "@quangngai/common/forms/check.ts";
import { Choices, SelectField } from "@quangngai/common/forms/fields.tsx";
import { Title } from "@quangngai/common/ui/parts.tsx";
import { byName } from "@quangngai/common/words/names.ts";
import { formerCommunes } from "../communes.ts";

const FEW = 6;

export function Where({ procedure, chosen, faults, onChoose }: {
  procedure: PublicProcedure;
  chosen: string;
  faults: Fault[];
  onChoose: (agency: string) => void;
}): JSX.Element {
  const { agencies } = procedure;
  const only = agencies.length === 1 ? agencies[0] : undefined;
  if (only && !chosen) onChoose(only.id);
  const communes = agencies.every(({ kind }) => kind !== "provincial");
  const shared = { id: "agency", required: true, fault: faults[0]?.message, choices: byName(agencies.map(({ id, name }) => [id, name])), value: chosen, onChange: onChoose };
  return (
    <>
      <Title note={procedure.name}>Ông/Bà nộp hồ sơ ở đâu?</Title>
      {agencies.length > FEW ? <SelectField {...shared} label={communes ? "Xã, phường nơi Ông/Bà ở" : "Nơi nhận hồ sơ"} hint={communes ? "Gõ tên nay hoặc tên cũ đều được" : "Gõ tên xã, phường nay hoặc cũ, hay tên cơ quan của tỉnh"} otherNames={formerCommunes} /> : <Choices {...shared} label="Nơi nhận hồ sơ" />}
    </>
  );
}
