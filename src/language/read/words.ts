import { END, type CodeUnits } from './code-units.ts';

/** Letters, digits, `_` and `-`. */
export const IN_WORD = new Uint8Array(128);
for (const sign of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-') IN_WORD[sign.charCodeAt(0)] = 1;

/** Whether what begins so can be nothing but text: no digit, no dash, and not like null, true or false. */
export function isLetter(code: number): boolean {
  return IN_WORD[code] === 1 && code >= 65 && NOT_ALWAYS[code] === 0;
}

/** What null, true and false begin with. */
export const NOT_ALWAYS = new Uint8Array(128);
for (const sign of 'ntfNTF') NOT_ALWAYS[sign.charCodeAt(0)] = 1;

/** Words come again and again: one string for each, however often it stands in the text. Reading a text makes fewer strings
 * so, and comparing two of the same is done at once. */
export class Words {
  private readonly text: string;
  private readonly units: CodeUnits;
  private readonly known: string[];
  /** Where each of them stands in the text: two places of it are compared sooner than a place and a string. */
  private readonly places: Int32Array;
  /** Of the word that was come to the end of last. */
  private hash = 0;

  constructor(text: string, units: CodeUnits) {
    this.text = text;
    this.units = units;
    this.known = wordsFor(text.length);
    this.places = new Int32Array(this.known.length);
  }

  /** Where the letters and digits end that begin there. */
  endOf(start: number): number {
    const { units } = this;
    let hash = 0;
    let at = start;
    for (let code = units[at] ?? END; IN_WORD[code] === 1; code = units[++at] ?? END) {
      hash = (Math.imul(hash, 31) + code) | 0;
    }
    this.hash = hash;
    return at;
  }

  /** The word up to the end that was come to last. */
  last(start: number, end: number): string {
    return this.hashed(start, end, this.hash);
  }

  from(start: number, end: number): string {
    const { units } = this;
    let hash = 0;
    if (end - start <= LONGEST) {
      for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + (units[at] ?? END)) | 0;
    }
    return this.hashed(start, end, hash);
  }

  private hashed(start: number, end: number, hash: number): string {
    const { text } = this;
    if (end - start > LONGEST) return text.slice(start, end);
    const slot = (hash ^ (hash >>> 15)) & (this.known.length - 1);
    const known = this.known[slot] ?? '';
    if (known.length === end - start && isSame(this.units, this.places[slot] ?? 0, start, known.length)) return known;
    const word = text.slice(start, end);
    this.known[slot] = word;
    this.places[slot] = start;
    return word;
  }
}

/** Whether the same word stands at both places, of nothing but letters, digits, `_` and `-`. */
export function isSameWord(units: CodeUnits, before: number, start: number, length: number): boolean {
  for (let at = 0; at < length; at++) {
    const code = units[start + at] ?? END;
    if (code !== units[before + at] || IN_WORD[code] !== 1) return false;
  }
  return true;
}

function isSame(units: CodeUnits, before: number, start: number, length: number): boolean {
  for (let at = 0; at < length; at++) if (units[start + at] !== units[before + at]) return false;
  return true;
}

const FEWEST = 256;
const MOST = 16_384;
const LONGEST = 32;

/** As many as a text of that length may have in use at once: a power of two. */
function wordsFor(length: number): string[] {
  let words = FEWEST;
  while (words < MOST && words * 32 < length) words *= 2;
  return Array<string>(words).fill('');
}
