/**
 * Zalo's side of the app, the only module that imports its SDK. Every call has a time-out of its own, because on some
 * phones some calls never end; an empty token means that this is not Zalo. Outside Zalo its simulator answers instead.
 */
import { Problem } from "@quangngai/common/api/problem.ts";
import type { Keep } from "@quangngai/common/device/keep.ts";
import { browserKeep } from "@quangngai/common/device/browser_keep.ts";
import * as simulator from "./simulator.ts";

export const inZalo = location.hostname === "h5.zdn.vn" || location.protocol === "zbrowser:" || /zalo/i.test(navigator.userAgent);

/** Whether a sign-in would ask nobody anything: a screen that all may see then shows the citizen's own too. */
export const isKnown = (): boolean => inZalo || simulator.chosen() !== null;

/** Who has opened the app, known without a network; by itself it opens nothing. */
export const whoOpened = async (): Promise<string> => (inZalo ? await within(STORAGE_MS, (zalo) => zalo.getUserID()) : simulator.chosen()) ?? "";

const TOKEN_MS = 8_000;
/** A person reads a question and decides. */
const CONSENT_MS = 60_000;
const STORAGE_MS = 3_000;

type Sdk = typeof import("./sdk.ts");
const sdk = (): Promise<Sdk> => import("./sdk.ts");

export async function zaloToken(): Promise<string> {
  if (!inZalo) return simulator.accessToken();
  return filled(await within(TOKEN_MS, async (zalo) => zalo.getAccessToken()));
}

/** One-time codes, which only the server can turn into a number or a place. Ask after saying why. */
export async function phoneCode(): Promise<string> {
  if (!inZalo) return simulator.code("phone");
  return filled((await within(CONSENT_MS, async (zalo) => zalo.getPhoneNumber({}))).token);
}

export async function locationCode(): Promise<string> {
  if (!inZalo) return simulator.code("location");
  return filled((await within(CONSENT_MS, async (zalo) => zalo.getLocation({}))).token);
}

export async function scanCode(): Promise<string> {
  return filled((await within(CONSENT_MS, async (zalo) => zalo.scanQRCode({}))).content);
}

/** Follows the province's Official Account, so that its messages arrive. */
export async function followAccount(id: string): Promise<void> {
  if (inZalo) await within(CONSENT_MS, async (zalo) => zalo.followOA({ id }));
}

export async function openChat(id: string): Promise<void> {
  if (!inZalo) throw notZalo();
  await within(TOKEN_MS, async (zalo) => zalo.openChat({ type: "oa", id }));
}

/** Zalo's own page of what this app may know, where each permission can be taken back. */
export async function openPermissions(): Promise<void> {
  if (!inZalo) throw notZalo();
  await within(CONSENT_MS, async (zalo) => zalo.openPermissionSetting({}));
}

export const NATIONAL_PORTAL = "https://dichvucong.gov.vn";

/** A page of somebody else: a payment provider, a national portal. */
export async function openPage(url: string): Promise<void> {
  if (!/^https?:/.test(url)) return;
  if (inZalo) await within(TOKEN_MS, async (zalo) => zalo.openWebview({ url }));
  else open(url, "_blank", "noopener");
}

/** Among the phone's own pictures, where Zalo can put it there; elsewhere as a file. ``address`` holds the picture itself. */
export async function savePicture(address: string, name: string): Promise<void> {
  if (inZalo) return within(CONSENT_MS, async (zalo) => zalo.saveImageToGallery({ imageBase64Data: address }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
}

/** Zalo's Checkout with what our server has signed. Returns Zalo's id of the order. */
export async function checkout(order: Record<string, unknown>): Promise<string> {
  if (!inZalo) throw notZalo();
  const made = await within(CONSENT_MS, async (zalo) => zalo.Payment.createOrder(order as unknown as Parameters<typeof zalo.Payment.createOrder>[0]));
  return filled((made as { orderId?: string }).orderId);
}

/** All mini apps share one origin, so in Zalo nothing is left in the web view's own storage. */
export function zaloKeep(): Keep {
  if (!inZalo) return browserKeep("mini-app");
  return {
    get: (name) => within(STORAGE_MS, (zalo) => Promise.resolve(zalo.nativeStorage.getItem(name) || null)),
    set: (name, text) => within(STORAGE_MS, (zalo) => Promise.resolve(void zalo.nativeStorage.setItem(name, text))),
    remove: (name) => within(STORAGE_MS, (zalo) => Promise.resolve(void zalo.nativeStorage.removeItem(name))),
    clear: () => within(STORAGE_MS, (zalo) => Promise.resolve(void zalo.nativeStorage.clear())),
  };
}

async function within<T>(milliseconds: number, call: (zalo: Sdk) => Promise<T>): Promise<T> {
  let timer = 0;
  const late = new Promise<never>((_, reject) => {
    timer = window.setTimeout(() => reject(new Problem(0, "zalo-late", "Zalo chưa trả lời", "Xin thử lại, hoặc đóng ứng dụng rồi mở lại.")), milliseconds);
  });
  try {
    return await Promise.race([sdk().then(call), late]);
  } catch (error) {
    throw error instanceof Problem ? error : refused(error);
  } finally {
    clearTimeout(timer);
  }
}

const DENIED = new Set([-201, -202, -1401, -2002, -2003]);

function refused(error: unknown): Problem {
  const code = Number((error as { code?: unknown } | null)?.code);
  if (DENIED.has(code)) return new Problem(403, "denied", "Ông/Bà chưa đồng ý", "Không sao cả: Ông/Bà có thể tự nhập thông tin này.");
  if (code === -1404) return new Problem(403, "old-zalo", "Zalo trên máy đã cũ", "Xin cập nhật Zalo để dùng mục này.");
  return new Problem(0, "zalo", "Zalo chưa trả lời", "Xin thử lại sau ít phút.");
}

function filled(text: string | undefined): string {
  if (!text) throw notZalo();
  return text;
}

const notZalo = (): Problem => new Problem(403, "not-zalo", "Chỉ dùng được trong Zalo", "Xin mở ứng dụng này trong Zalo trên điện thoại.");
