import { END, type CodeUnits } from './code-units.ts';

/** Whether a plain scalar is text, as its first character shows of nearly all. */
export function isWord(first: number): boolean {
  return first > 127 || MAY_BE_OTHER[first] === 0;
}

/** What YAML's core schema makes of a plain scalar. */
export function coreValue(text: string): string | number | boolean | null {
  if (text !== '' && isWord(text.charCodeAt(0))) return text;
  if (text.length <= 15 && isDigits(text)) return Number(text);
  if (NULL.test(text)) return null;
  if (BOOLEAN.test(text)) return text.startsWith('t') || text.startsWith('T');
  if (!/^[-+.0-9]/.test(text)) return text;
  if (DECIMAL.test(text)) return Number.parseInt(text, 10);
  if (OCTAL.test(text)) return Number.parseInt(text.slice(2), 8);
  if (HEXADECIMAL.test(text)) return Number.parseInt(text.slice(2), 16);
  if (FRACTION.test(text) || POWER.test(text)) return Number.parseFloat(text);
  if (!INFINITE.test(text)) return text;
  if (/nan$/i.test(text)) return Number.NaN;
  return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

export const ZERO = 48;

/** Of a text that holds nothing but digits there, fewer than a number keeps. */
export function numberAt(units: CodeUnits, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) value = 10 * value + (units[at] ?? END) - ZERO;
  return value;
}

function isDigits(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 48 || code > 57) return false;
  }
  return text !== '';
}

/** First characters of what is not text, or not always. */
const MAY_BE_OTHER = new Uint8Array(128);
for (const sign of '-+.~0123456789ntfNTF') MAY_BE_OTHER[sign.charCodeAt(0)] = 1;

const NULL = /^(?:~|[Nn]ull|NULL)?$/;
const BOOLEAN = /^(?:[Tt]rue|TRUE|[Ff]alse|FALSE)$/;
const DECIMAL = /^[-+]?[0-9]+$/;
const OCTAL = /^0o[0-7]+$/;
const HEXADECIMAL = /^0x[0-9a-fA-F]+$/;
const FRACTION = /^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)$/;
const POWER = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)[eE][-+]?[0-9]+$/;
const INFINITE = /^(?:[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN)$/;
