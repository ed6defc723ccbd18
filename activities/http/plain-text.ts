import { limits } from '../limits.ts';

/** The beginning of a foreign text, fit for a message: it ends up in terminals, logs and histories, so whatever could
 * move a cursor, break a line or turn the direction of writing becomes a space. */
export function plainText(text: string, characters: number = limits.shownCharacters): string {
  // Cut twice: in UTF-16 so that a huge text isn't walked, then in code points so that none is torn.
  const start = text.slice(0, characters * 4);
  const plain = start
    // oxlint-disable-next-line no-control-regex
    .replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\s]+/g, ' ')
    .trim();
  const shown = Array.from(plain).slice(0, characters).join('');
  const cut = shown.length < plain.length || start.length < text.length;
  return (cut ? `${shown}…` : shown).replace(/\p{Surrogate}/gu, '\ufffd');
}
