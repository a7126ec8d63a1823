/** Telephone numbers as people write them; the services take them in the same ways (shared/phone.py). */

/** "+84 912 345 678", "84.912.345.678" and "(0912) 345-678" are 0912345678. */
export const nationalNumber = (typed: string): string =>
  typed.normalize("NFKC").replace(/[\s.,\-()[\]/·•]/g, "").replace(/^(?:\+84|0084|84)0?(?=[1-9]\d{7,9}$)/, "0");

export const isMobile = (number: string): boolean => /^0[35789]\d{8}$/.test(number);

/** Behind the name of its field. */
export const MOBILE_ASKED = "xin ghi số di động 10 chữ số, bắt đầu bằng 03, 05, 07, 08 hoặc 09.";
export const MOBILE_WANTED = `X${MOBILE_ASKED.slice(1)}`;

/** A shop may have a fixed line. */
export const isOfShop = (number: string): boolean => isMobile(number) || /^02\d{9}$/.test(number);
