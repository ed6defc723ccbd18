import type { DiagnosticCode } from '../problems/index.ts';
import { synonymOfFunction } from './functions/function-synonyms.ts';

export type Token =
  | { readonly kind: 'word' | 'symbol'; readonly text: string; readonly start: number; readonly end: number }
  | { readonly kind: 'number'; readonly value: number; readonly start: number; readonly end: number }
  | { readonly kind: 'text'; readonly value: string; readonly start: number; readonly end: number }
  | { readonly kind: 'end'; readonly start: number; readonly end: number };

/** Leaves the lexer and parser at the first character that cannot be read; caught where parsing begins. */
export class Unreadable extends Error {
  readonly code: DiagnosticCode;
  readonly start: number;
  readonly end: number;
  readonly hint: string | undefined;

  constructor(message: string, start: number, end: number, hint?: string, code: DiagnosticCode = 'expression-syntax') {
    super(message);
    this.code = code;
    this.start = start;
    this.end = end;
    this.hint = hint;
  }
}

/** What people write who come from elsewhere, and what to write here. Longest first. */
const foreign: readonly (readonly [string, string])[] = [
  ['===', 'write `==`, which never converts'],
  ['!==', 'write `!=`, which never converts'],
  ['&&', 'write `and`'],
  ['||', 'write `or`'],
  ['??', 'write default(value, fallback)'],
  ['?.', 'write `.`: a missing member is null, never an error'],
  ['=>', 'there are no functions to write here'],
  ['<>', 'write `!=`'],
  ['**', 'there is no operator for powers'],
  ['//', 'there are no comments, and `/` divides'],
  ['=', 'write `==` to compare'],
  ['!', 'write `not`'],
  ['?', 'write if(condition, a, b)'],
  ['%', 'there is no operator for remainders'],
  ['|', 'call the function: upper(name)'],
  ['&', 'write `and`'],
  ['`', 'write \'…\' or "…"'],
  ['‘', 'write \'…\' or "…"'],
  ['’', 'write \'…\' or "…"'],
  ['“', 'write \'…\' or "…"'],
  ['”', 'write \'…\' or "…"'],
  [';', 'an expression is one value'],
];

const foreignBeginnings = new Set(foreign.map(([wrong]) => wrong.charAt(0)));

const TAB = 9;
const LINE_FEED = 10;
const RETURN = 13;
const SPACE = 32;
const DOUBLE_QUOTE = 34;
const QUOTE = 39;
const BACKSLASH = 92;
const DOT = 46;

/** The token that begins at or after an offset. */
export function tokenAt(text: string, from: number): Token {
  let start = from;
  for (let code = text.charCodeAt(start); code === SPACE || code === LINE_FEED || code === TAB || code === RETURN;) {
    code = text.charCodeAt(++start);
  }
  if (start >= text.length) return { kind: 'end', start: text.length, end: text.length };
  const code = text.charCodeAt(start);
  if (isDigit(code)) return number(text, start);
  if (isWordCharacter(code)) {
    const end = wordEnd(text, start);
    return { kind: 'word', text: text.slice(start, end), start, end };
  }
  if (code === QUOTE || code === DOUBLE_QUOTE) return quoted(text, start, code);
  return symbol(text, start);
}

/** The word that must follow a dot: any word, `and` and `10` included. */
export function memberNameAt(text: string, from: number): Token {
  const end = wordEnd(text, from);
  return end === from ? tokenAt(text, from) : { kind: 'word', text: text.slice(from, end), start: from, end };
}

export function isWordCharacter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || isDigit(code) || code === 95;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function wordEnd(text: string, start: number): number {
  let end = start;
  while (isWordCharacter(text.charCodeAt(end))) end++;
  return end;
}

function symbol(text: string, start: number): Token {
  const one = text.charAt(start);
  if ('()[]{},.:+-'.includes(one)) return { kind: 'symbol', text: one, start, end: start + 1 };
  const two = text.slice(start, start + 2);
  if (foreignBeginnings.has(one)) {
    for (const [wrong, hint] of foreign) {
      if (!text.startsWith(wrong, start)) continue;
      if ((wrong === '=' && two === '==') || (wrong === '!' && two === '!=')) continue;
      const advice = wrong === '|' ? (pipeHint(text, start) ?? hint) : hint;
      throw new Unreadable(`\`${wrong}\` means nothing here`, start, start + wrong.length, advice);
    }
  }
  if (two === '==' || two === '!=' || two === '<=' || two === '>=') {
    return { kind: 'symbol', text: two, start, end: start + 2 };
  }
  if ('<>*/'.includes(one)) {
    return { kind: 'symbol', text: one, start, end: start + 1 };
  }
  throw strange(text, start);
}

/** `names | length`, with what stands there. */
function pipeHint(text: string, at: number): string | null {
  const name = /^\s*([A-Za-z_]\w{0,63})/.exec(text.slice(at + 1, at + 80))?.[1];
  if (name === undefined) return null;
  const value = /[\w.[\]'-]+\s*$/.exec(text.slice(Math.max(0, at - 40), at))?.[0].trim() ?? '…';
  return `call the function: ${synonymOfFunction(name) ?? name}(${value})`;
}

function strange(text: string, start: number): Unreadable {
  const point = text.codePointAt(start) ?? 0;
  const end = start + (point > 0xffff ? 2 : 1);
  const number = `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
  // Letters of other scripts are no part of a bare word: two words that look alike must be the same word.
  if (/^\p{L}$/u.test(text.slice(start, end))) {
    return new Unreadable(
      `\`${text.slice(start, end)}\` (${number}) is no part of a bare name`,
      start,
      end,
      "write the name in brackets: inputs['…']",
    );
  }
  const shown = /^[\p{P}\p{S}]$/u.test(text.slice(start, end)) ? `\`${text.slice(start, end)}\` (${number})` : number;
  return new Unreadable(
    `the character ${shown} means nothing here`,
    start,
    end,
    /^\p{Zs}$/u.test(text.slice(start, end)) ? 'write an ordinary space' : undefined,
  );
}

function number(text: string, start: number): Token {
  let end = start;
  while (isDigit(text.charCodeAt(end))) end++;
  const whole = end;
  if (text.charCodeAt(end) === DOT && isDigit(text.charCodeAt(end + 1))) {
    end++;
    while (isDigit(text.charCodeAt(end))) end++;
  }
  if (text.charAt(end) === 'e' || text.charAt(end) === 'E') {
    const sign = text.charAt(end + 1) === '+' || text.charAt(end + 1) === '-' ? 1 : 0;
    if (isDigit(text.charCodeAt(end + 1 + sign))) {
      end += 1 + sign;
      while (isDigit(text.charCodeAt(end))) end++;
    }
  }
  if (isWordCharacter(text.charCodeAt(end))) {
    const wordLimit = wordEnd(text, end);
    const written = text.slice(start, wordLimit);
    throw new Unreadable(
      `\`${short(written)}\` is no number`,
      start,
      wordLimit,
      "numbers are written as in JSON: 12, 0.5, 1e3; a text in quotes: '30m'",
    );
  }
  if (text.charCodeAt(end) === DOT) {
    const limit = wordEnd(text, end + 1);
    throw new Unreadable(
      `\`${short(text.slice(start, limit))}\` is no number`,
      start,
      limit,
      'digits stand on both sides of the point',
    );
  }
  if (whole - start > 1 && text.charAt(start) === '0') {
    throw new Unreadable(
      `\`${short(text.slice(start, end))}\` is no number`,
      start,
      end,
      'a number does not begin with 0',
    );
  }
  const value = Number(text.slice(start, end));
  if (!Number.isFinite(value) || (end === whole && !Number.isSafeInteger(value))) {
    throw new Unreadable(
      `\`${short(text.slice(start, end))}\` cannot be held exactly`,
      start,
      end,
      'write it as a text, in quotes',
      'number-not-exact',
    );
  }
  return { kind: 'number', value, start, end };
}

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

function quoted(text: string, start: number, quote: number): Token {
  let value = '';
  let from = start + 1;
  for (let at = from; ; at++) {
    if (at >= text.length) {
      throw new Unreadable(
        'this text is never closed',
        start,
        text.length,
        `write ${String.fromCharCode(quote)} at its end`,
      );
    }
    const code = text.charCodeAt(at);
    if (code === quote) {
      value += text.slice(from, at);
      return { kind: 'text', value, start, end: at + 1 };
    }
    if (code === BACKSLASH) {
      value += text.slice(from, at);
      const letter = text.charAt(at + 1);
      const hex = text.slice(at + 2, at + 6);
      if (letter === 'u' && /^[0-9A-Fa-f]{4}$/.test(hex)) {
        value += String.fromCharCode(Number.parseInt(hex, 16));
        at += 5;
      } else if (Object.hasOwn(escapes, letter)) {
        value += escapes[letter] ?? '';
        at += 1;
      } else if (at + 1 < text.length) {
        const written = letter === 'u' ? text.slice(at, at + 6) : text.slice(at, at + 2);
        throw new Unreadable(
          `\`${written}\` is no escape`,
          at,
          at + written.length,
          "escapes are those of JSON, and \\'; a backslash itself is \\\\",
        );
      }
      from = at + 1;
    } else if (code < SPACE && code !== LINE_FEED && code !== TAB && code !== RETURN) {
      throw new Unreadable(
        'a control character in a text',
        at,
        at + 1,
        `write it as \\u${code.toString(16).padStart(4, '0')}`,
      );
    }
  }
}

/** What a message shows of a long text. */
export function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 37)}…` : text;
}
