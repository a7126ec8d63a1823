/** Whether what is written here is still there once the app was closed. */
import { useEffect, useState } from "preact/hooks";
import { lasts, watchStorage } from "../device/keep.ts";

export function useLasting(): boolean {
  const [lasting, setLasting] = useState(lasts);
  useEffect(() => watchStorage(() => setLasting(lasts())), []);
  return lasting;
}
