/** Text as it is compared when people type without accents: "Quảng Ngãi" and "quang ngai" are the same. */
export const plain = (text: string): string =>
  text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase().trim().replace(/\s+/g, " ");

const wordsOf = (text: string): string[] => plain(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);

/** Whether ``text`` has a word that begins like each of those in ``wanted``, in any order and whatever stands between. */
export function says(text: string, wanted: string): boolean {
  const words = wordsOf(text);
  return wordsOf(wanted).every((start) => words.some((word) => word.startsWith(start)));
}

/** Marks that nobody sees and nobody could take out again; they come with what is pasted. Emoji keep their joiners. */
const INVISIBLE = /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;

export const visible = (text: string): string => text.replace(INVISIBLE, "");
