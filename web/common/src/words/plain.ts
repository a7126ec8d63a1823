/** Text as it is compared when people type without accents: "Quảng Ngãi" and "quang ngai" are the same. */
export const plain = (text: string): string =>
  text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase().trim().replace(/\s+/g, " ");

/** Marks that nobody sees and nobody could take out again; they come with what is pasted. Emoji keep their joiners. */
const INVISIBLE = /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;

export const visible = (text: string): string => text.replace(INVISIBLE, "");
