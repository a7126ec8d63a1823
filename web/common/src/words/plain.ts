/** Text as it is compared when people type without accents: "Quảng Ngãi" and "quang ngai" are the same. */
export const plain = (text: string): string =>
  text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase().trim().replace(/\s+/g, " ");
