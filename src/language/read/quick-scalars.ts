import { CST } from 'yaml';
import { END, type CodeUnits } from './code-units.ts';
import { IN_WORD, NOT_ALWAYS } from './words.ts';

/** Leaves the quick reader at the first thing that it does not know; never leaves its folder. */
export class Unsure extends Error {
  readonly at: number;
  constructor(at: number) {
    super('not in the part of YAML that is read quickly');
    this.at = at;
  }
}

export const TAB = 9;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
export const SPACE = 32;
export const HASH = 35;
export const DOUBLE_QUOTE = 34;
export const QUOTE = 39;
export const COLON = 58;
export const DASH = 45;
const DOT = 46;
const BACKSLASH = 92;

/** Lines end in LF or in CR LF: a text with a CR anywhere else is not read here. */
export const isBreak = (code: number): boolean => code === LINE_FEED || code === CARRIAGE_RETURN;
const isEmpty = (code: number): boolean => code === SPACE || isBreak(code) || code === TAB || code === END;

/** Characters that have no meaning of their own inside a plain scalar: letters, digits and most signs. */
const ORDINARY = new Uint8Array(128).fill(1, 33);
for (const sign of '#:,[]{}') ORDINARY[sign.charCodeAt(0)] = 0;
/** What means something to YAML where a value begins. */
const INDICATOR = new Uint8Array(128);
for (const sign of '?:,[]{}#&*!|>\'"%@`') INDICATOR[sign.charCodeAt(0)] = 1;

const isLetter = (code: number): boolean => IN_WORD[code] === 1 && code >= 65;

/** Where a key ends that is a word of letters, digits, `_` and `-` before its colon, as nearly all are; -1 for any other. */
export function keyEnd(units: CodeUnits, start: number): number {
  const first = units[start] ?? END;
  // No digit and no dash; and what begins like null, true or false may be one.
  if (IN_WORD[first] !== 1 || first < 65) return -1;
  let at = start + 1;
  while (IN_WORD[units[at] ?? END] === 1) at++;
  if (at - start <= 5 && NOT_ALWAYS[first] === 1) return -1;
  const behind = units[at + 1] ?? END;
  return units[at] === COLON && (behind === SPACE || isBreak(behind)) ? at : -1;
}
/** , [ ] { } */
export const isFlowIndicator = (code: number): boolean =>
  code === 44 || code === 91 || code === 93 || code === 123 || code === 125;

/** What a plain scalar cannot begin with: indicators, and `-`, `?`, `:` with nothing behind them. */
export function beginsPlain(units: CodeUnits, at: number, inFlow: boolean): boolean {
  const code = units[at] ?? END;
  if (isLetter(code)) return true;
  if (isEmpty(code) || INDICATOR[code] === 1) return false;
  const next = units[at + 1] ?? END;
  return code !== DASH || !(isEmpty(next) || (inFlow && isFlowIndicator(next)));
}

/** Where a plain scalar of one line ends. */
export function plainEnd(units: CodeUnits, start: number, inFlow: boolean): number {
  let end = start;
  for (let at = start; ; at++) {
    const code = units[at] ?? END;
    if (ORDINARY[code] === 1) {
      end = at + 1;
      continue;
    }
    if (isBreak(code) || code === END) return end;
    if (code === SPACE || code === TAB) {
      if (units[at + 1] === HASH) return end;
      continue;
    }
    if (inFlow && isFlowIndicator(code)) return end;
    if (code === COLON) {
      const next = units[at + 1] ?? END;
      if (isEmpty(next) || (inFlow && isFlowIndicator(next))) return end;
    }
    end = at + 1;
  }
}

/** Where digits end behind which a plain scalar ends too, as in nearly all lists of numbers; -1 for any other, and for more
 * digits than a number keeps. */
export function numberEnd(units: CodeUnits, start: number, inFlow: boolean): number {
  let at = start;
  for (let code = units[at] ?? END; code >= 48 && code <= 57; code = units[at] ?? END) at++;
  const code = units[at] ?? END;
  const isEnd = inFlow ? isFlowIndicator(code) : isBreak(code);
  return isEnd && at - start <= 15 ? at : -1;
}

/** Where the closing quote stands of a quoted scalar in which all stands for itself, as in nearly all: without escapes and
 * in one line; -1 of any other. */
export function closingQuote(units: CodeUnits, start: number): number {
  const quote = units[start];
  for (let at = start + 1; ; at++) {
    const code = units[at] ?? END;
    if (code === quote) return code === QUOTE && units[at + 1] === QUOTE ? -1 : at;
    if (isBreak(code) || code === END || (code === BACKSLASH && quote === DOUBLE_QUOTE)) return -1;
  }
}

/** A quoted scalar's value and end. Further lines must be indented by more than `parent`. */
export function quotedAt(
  text: string,
  start: number,
  parent: number,
): { readonly value: string; readonly end: number } {
  const isSingle = text.charCodeAt(start) === QUOTE;
  const end = (isSingle ? singleEnd(text, start) : doubleEnd(text, start)) + 1;
  const source = text.slice(start, end);
  const folds = source.includes('\n');
  if (folds) {
    if (source.includes('\t')) throw new Unsure(start);
    for (const [, indent = ''] of source.matchAll(/\n( *)(?=[^ \r\n])/g)) {
      if (indent.length <= Math.max(parent, 0)) throw new Unsure(start);
    }
  }
  const inner = source.slice(1, -1);
  if (!folds && isSingle) return { value: inner.replaceAll("''", "'"), end };
  if (!folds && !inner.includes('\\')) return { value: inner, end };
  const type = isSingle ? 'single-quoted-scalar' : 'double-quoted-scalar';
  return { value: resolved({ type, offset: start, indent: 0, source }), end };
}

function singleEnd(text: string, start: number): number {
  let end = text.indexOf("'", start + 1);
  while (end !== -1 && text.charAt(end + 1) === "'") end = text.indexOf("'", end + 2);
  if (end === -1) throw new Unsure(start);
  return end;
}

function doubleEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '"') return at;
    if (char === '\\') at++;
  }
  throw new Unsure(start);
}

/** A block scalar's value, and where the line after it begins. Only those without an indentation of their own. */
export function blockScalarAt(
  text: string,
  units: CodeUnits,
  start: number,
  parent: number,
): { readonly value: string; readonly end: number } {
  const header = /[|>]-?/y;
  header.lastIndex = start;
  const written = header.exec(text)?.[0] ?? '';
  const line = start + written.length;
  const body = /(?: *\r?\n)+/y;
  body.lastIndex = line;
  const blank = body.exec(text)?.[0];
  if (blank === undefined) throw new Unsure(line);
  const first = line + blank.length;
  const indent = spacesAt(units, first);
  // An empty one, and blank lines of more spaces than the first line's, have rules of their own.
  if (indent <= Math.max(parent, 0) || first + indent >= text.length) throw new Unsure(line);
  const begin = text.indexOf('\n', line) + 1;
  if (text.slice(begin, first).includes(' ')) throw new Unsure(line);
  let end = first;
  let spaced = -1;
  let isBare = true;
  for (let at = first; at < text.length;) {
    const next = lineAfter(text, at);
    const spaces = spacesAt(units, at);
    const isBlank = at + spaces >= text.length || isBreak(units[at + spaces] ?? END);
    // Spaces of an empty line may belong to the text, or to what comes behind it.
    if (isBlank && (spaces > indent || units[at + spaces] === TAB)) throw new Unsure(at);
    if (isBlank && spaces > 0) {
      spaced = at;
      isBare = false;
    }
    if (!isBlank && spaces < indent) {
      if (spaces > Math.max(parent, 0) || units[at + spaces] === TAB) throw new Unsure(at);
      break;
    }
    if (!isBlank) {
      end = next;
      spaced = -1;
    }
    at = next;
  }
  if (spaced !== -1) throw new Unsure(spaced);
  const inner = text.slice(begin, end);
  if (written === '|' && isBare && !inner.includes('\r')) return { value: literal(inner, indent), end };
  const value = resolved({
    type: 'block-scalar',
    offset: start,
    indent: 0,
    props: [
      { type: 'block-scalar-header', offset: start, indent: 0, source: written },
      { type: 'newline', offset: line, indent: 0, source: text.slice(line, begin) },
    ],
    source: inner,
  });
  return { value, end };
}

/** Lines as they are, without their indentation. Over half a megabyte of them the library takes long. */
function literal(body: string, indent: number): string {
  const value = `\n${body}`.replaceAll(`\n${' '.repeat(indent)}`, '\n').slice(1);
  return value.endsWith('\n') ? value : `${value}\n`;
}

/** `---` or `...`, which end a document or begin one. */
export function isMarker(units: CodeUnits, at: number): boolean {
  const code = units[at];
  return (code === DASH || code === DOT) && units[at + 1] === code && units[at + 2] === code;
}

export function spacesAt(units: CodeUnits, from: number): number {
  let at = from;
  while (units[at] === SPACE) at++;
  return at - from;
}

/** Spaces and tabs: what may stand between the parts of one line, but not before its first one. */
export function blanksAt(units: CodeUnits, from: number): number {
  let at = from;
  for (let code = units[at]; code === SPACE || code === TAB; code = units[at]) at++;
  return at - from;
}

export function lineAfter(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
}

/** The library has the word on escapes and folded lines. */
function resolved(token: CST.FlowScalar | CST.BlockScalar): string {
  const scalar = CST.resolveAsScalar(token, true, () => {
    throw new Unsure(token.offset);
  });
  return scalar?.value ?? '';
}
