/** A file that only its owner may have: fetched with their token, then opened or saved by the phone. */
import { ask, type Operation } from "@quangngai/common/api/client.ts";

export async function openFile(operation: Operation, path: Record<string, string | number>, name: string): Promise<void> {
  const file = (await ask(operation, { path, file: true } as never)) as unknown as Blob;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
