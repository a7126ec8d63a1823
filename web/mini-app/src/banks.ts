/** Banks by their numbers at NAPAS, as svc-payment knows them (its `data/banks.yaml`). */
export const BANKS: ReadonlyArray<readonly [number: string, name: string]> = [
  ["970436", "Vietcombank"],
  ["970415", "VietinBank"],
  ["970418", "BIDV"],
  ["970405", "Agribank"],
  ["970407", "Techcombank"],
  ["970422", "MB"],
  ["970416", "ACB"],
  ["970432", "VPBank"],
  ["970423", "TPBank"],
  ["970403", "Sacombank"],
  ["970437", "HDBank"],
  ["970441", "VIB"],
  ["970443", "SHB"],
  ["970440", "SeABank"],
  ["970426", "MSB"],
  ["970448", "OCB"],
  ["970431", "Eximbank"],
  ["970449", "LPBank"],
  ["970428", "Nam A Bank"],
  ["970429", "SCB"],
  ["970412", "PVcomBank"],
  ["970409", "Bac A Bank"],
  ["970427", "VietABank"],
  ["970454", "BVBank"],
];

export const bankName = (bank: string): string => BANKS.find(([number]) => number === bank)?.[1] ?? "";
