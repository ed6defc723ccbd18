import { CST } from 'yaml';

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

/** Lines end in LF or in CR LF: a text with a CR anywhere else is not read here. */
export const isBreak = (code: number): boolean => code === LINE_FEED || code === CARRIAGE_RETURN;
const isEmpty = (code: number): boolean => code === SPACE || isBreak(code) || code === TAB || Number.isNaN(code);

/** Characters that have no meaning of their own inside a plain scalar: letters, digits and most signs. */
const ORDINARY = new Uint8Array(128).fill(1, 33);
for (const sign of '#:,[]{}') ORDINARY[sign.charCodeAt(0)] = 0;
const IN_KEY = new Uint8Array(128);
for (const sign of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-') IN_KEY[sign.charCodeAt(0)] = 1;

/** Where a key ends that is a word of letters, digits, `_` and `-` before its colon, as nearly all are; -1 for any other. */
export function keyEnd(text: string, start: number): number {
  const first = text.charCodeAt(start);
  // No digit and no dash; and what begins like null, true or false may be one.
  if (IN_KEY[first] !== 1 || first < 65) return -1;
  let at = start + 1;
  while (IN_KEY[text.charCodeAt(at)] === 1) at++;
  if (at - start <= 5 && 'ntfNTF'.includes(text.charAt(start))) return -1;
  const behind = text.charCodeAt(at + 1);
  return text.charCodeAt(at) === COLON && (behind === SPACE || isBreak(behind)) ? at : -1;
}
/** , [ ] { } */
export const isFlowIndicator = (code: number): boolean =>
  code === 44 || code === 91 || code === 93 || code === 123 || code === 125;

/** What a plain scalar cannot begin with: indicators, and `-`, `?`, `:` with nothing behind them. */
export function beginsPlain(text: string, at: number, inFlow: boolean): boolean {
  if (isEmpty(text.charCodeAt(at)) || '?:,[]{}#&*!|>\'"%@`'.includes(text.charAt(at))) return false;
  const next = text.charCodeAt(at + 1);
  return text.charAt(at) !== '-' || !(isEmpty(next) || (inFlow && isFlowIndicator(next)));
}

/** Where a plain scalar of one line ends. */
export function plainEnd(text: string, start: number, inFlow: boolean): number {
  let end = start;
  for (let at = start; ; at++) {
    const code = text.charCodeAt(at);
    if (ORDINARY[code] === 1) {
      end = at + 1;
      continue;
    }
    if (isBreak(code) || Number.isNaN(code)) return end;
    if (code === SPACE || code === TAB) {
      if (text.charCodeAt(at + 1) === HASH) return end;
      continue;
    }
    if (inFlow && isFlowIndicator(code)) return end;
    if (code === COLON) {
      const next = text.charCodeAt(at + 1);
      if (isEmpty(next) || (inFlow && isFlowIndicator(next))) return end;
    }
    end = at + 1;
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
  while (end !== -1 && text.charCodeAt(end + 1) === QUOTE) end = text.indexOf("'", end + 2);
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
  const indent = spacesAt(text, first);
  // An empty one, and blank lines of more spaces than the first line's, have rules of their own.
  if (indent <= Math.max(parent, 0) || first + indent >= text.length) throw new Unsure(line);
  const begin = text.indexOf('\n', line) + 1;
  if (text.slice(begin, first).includes(' ')) throw new Unsure(line);
  let end = first;
  let spaced = -1;
  let isBare = true;
  for (let at = first; at < text.length;) {
    const next = lineAfter(text, at);
    const spaces = spacesAt(text, at);
    const isBlank = at + spaces >= text.length || isBreak(text.charCodeAt(at + spaces));
    // Spaces of an empty line may belong to the text, or to what comes behind it.
    if (isBlank && (spaces > indent || text.charCodeAt(at + spaces) === TAB)) throw new Unsure(at);
    if (isBlank && spaces > 0) {
      spaced = at;
      isBare = false;
    }
    if (!isBlank && spaces < indent) {
      if (spaces > Math.max(parent, 0) || text.charCodeAt(at + spaces) === TAB) throw new Unsure(at);
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
export const isMarker = (text: string, at: number): boolean => text.startsWith('---', at) || text.startsWith('...', at);

export function spacesAt(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === SPACE) at++;
  return at - from;
}

/** Spaces and tabs: what may stand between the parts of one line, but not before its first one. */
export function blanksAt(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); code === SPACE || code === TAB; code = text.charCodeAt(at)) at++;
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
