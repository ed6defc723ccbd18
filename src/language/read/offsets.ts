import type { Span } from '../../problems/index.ts';
import type { Edit, SourceScalar } from './source.ts';

/** Where each code unit of a scalar's value stands in the text, and where the value ends. Built only for scalars with
 * something to say about them, since it is as long as the value. */
export function offsetsOf(text: string, scalar: SourceScalar): readonly number[] {
  const value = String(scalar.value ?? '');
  const { start, end } = scalar.span;
  switch (scalar.style) {
    case 'plain':
      return aligned(text, value, start, end);
    case 'single':
      return fromUnits(
        text,
        value,
        quotedUnits(text, start + 1, end - 1, (at) => (text.startsWith("''", at) ? { length: 2, gives: "'" } : null)),
        end - 1,
      );
    case 'double':
      return fromUnits(
        text,
        value,
        quotedUnits(text, start + 1, end - 1, (at) => escapeAt(text, at)),
        end - 1,
      );
    case 'literal':
    case 'folded': {
      // The header's line holds no part of the value.
      const body = text.indexOf('\n', start) + 1;
      return body === 0 || body > end ? value.split('').map(() => start) : aligned(text, value, body, end);
    }
  }
}

type SpansWithin = (from: number, to: number) => Span;

/** By scalar: one long text may have a mistake in every other character. */
const known = new WeakMap<SourceScalar, { readonly text: string; readonly spans: SpansWithin }>();

/** Parts of a scalar's value as spans of the text. */
export function spansWithin(text: string, scalar: SourceScalar): SpansWithin {
  const before = known.get(scalar);
  if (before?.text === text) return before.spans;
  const spans = spansOf(text, scalar);
  known.set(scalar, { text, spans });
  return spans;
}

function spansOf(text: string, scalar: SourceScalar): SpansWithin {
  const { value } = scalar;
  if (scalar.edited !== undefined) return spansBehind(text, scalar.edited);
  if (typeof value !== 'string') return () => scalar.span;
  const begin = beginOfLiteral(text, scalar, value);
  if (begin !== null) {
    return (from, to) => {
      const start = begin + Math.min(from, value.length);
      return { start, end: to > from ? begin + Math.min(to, value.length + 1) : start + 1 };
    };
  }
  const offsets = offsetsOf(text, scalar);
  return (from, to) => {
    const start = offsets[Math.min(from, offsets.length - 1)] ?? scalar.span.start;
    const last = to > from ? offsets[Math.min(to, offsets.length) - 1] : undefined;
    if (last === undefined) return { start, end: start + 1 };
    // An escape is longer than what it stands for; a folded line break is not part of what stands before it.
    const next = offsets[Math.min(to, offsets.length - 1)] ?? scalar.span.end;
    return { start, end: Math.max(last + 1, crossesLine(text, last, next) ? 0 : next) };
  };
}

/** Of what was put into a scalar, all of what it stands for. */
function spansBehind(text: string, { of, edits }: NonNullable<SourceScalar['edited']>): SpansWithin {
  const spans = spansWithin(text, of);
  return (from, to) => {
    const { start } = pieceAt(edits, from);
    return spans(start, to > from ? Math.max(start, pieceAt(edits, to - 1).end) : start);
  };
}

/** The piece of the author's value that one character of the edited value comes from. */
function pieceAt(edits: readonly Edit[], offset: number): { readonly start: number; readonly end: number } {
  let longer = 0;
  for (const { start, end, text } of edits) {
    if (offset < start + longer) break;
    if (offset < start + longer + text.length) return { start, end };
    longer += text.length - (end - start);
  }
  return { start: offset - longer, end: offset - longer + 1 };
}

/** Where a value begins that is written as it is, without escapes or folds, as nearly all are; null for any other. */
function beginOfLiteral(text: string, { style, span }: SourceScalar, value: string): number | null {
  if (style === 'literal' || style === 'folded') return null;
  const quotes = style === 'plain' ? 0 : 1;
  const isSo = span.end - span.start === value.length + 2 * quotes && text.startsWith(value, span.start + quotes);
  return isSo ? span.start + quotes : null;
}

function crossesLine(text: string, from: number, to: number): boolean {
  return text.slice(from, to).includes('\n');
}

const isSpace = (unit: string | undefined): boolean => unit === ' ' || unit === '\t' || unit === '\n' || unit === '\r';

/** Plain and block scalars: folding and indentation change white space only, so what is not white space pairs off in
 * order, and white space lies where it lies behind the character before it. */
function aligned(text: string, value: string, from: number, to: number): readonly number[] {
  const offsets: number[] = [];
  let at = from;
  for (let i = 0; i < value.length; i++) {
    if (isSpace(value[i])) {
      offsets.push(Math.min(at, to));
      if (value[i] === text[at]) at++;
    } else {
      while (at < to && isSpace(text[at])) at++;
      offsets.push(Math.min(at, to));
      at++;
    }
  }
  offsets.push(Math.min(at, to));
  return offsets;
}

/** A piece of quoted text and what it stands for. */
interface Unit {
  readonly at: number;
  readonly gives: string;
}
type Escape = { readonly length: number; readonly gives: string } | null;

function quotedUnits(text: string, from: number, to: number, escape: (at: number) => Escape): readonly Unit[] {
  const units: Unit[] = [];
  let at = from;
  while (at < to) {
    const escaped = escape(at);
    if (escaped !== null) {
      units.push({ at, gives: escaped.gives });
      at += escaped.length;
    } else if (text[at] === '\n' || text[at] === '\r') {
      at = fold(text, at, to, units);
    } else {
      units.push({ at, gives: text[at] ?? '' });
      at++;
    }
  }
  return units;
}

/** A line break and the white space around it are one space, or as many breaks as there are empty lines. */
function fold(text: string, from: number, to: number, units: Unit[]): number {
  while (units.length > 0 && /^[ \t]$/.test(units.at(-1)?.gives ?? '') && isSpace(text[units.at(-1)?.at ?? 0]))
    units.pop();
  const breaks: number[] = [];
  let at = from;
  for (; at < to && isSpace(text[at]); at++) if (text[at] === '\n') breaks.push(at);
  if (breaks.length <= 1) units.push({ at: from, gives: ' ' });
  else for (const each of breaks.slice(1)) units.push({ at: each, gives: '\n' });
  return at;
}

const LONG_ESCAPES: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

function escapeAt(text: string, at: number): Escape {
  if (text[at] !== '\\') return null;
  const letter = text[at + 1] ?? '';
  const digits = LONG_ESCAPES.get(letter);
  if (digits !== undefined) {
    const code = Number.parseInt(text.slice(at + 2, at + 2 + digits), 16);
    return { length: 2 + digits, gives: Number.isNaN(code) || code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code) };
  }
  if (letter === '\n' || letter === '\r') {
    // An escaped line break joins the lines; the next one's indentation is dropped.
    let end = at + 1;
    while (isSpace(text[end])) end++;
    return { length: end - at, gives: '' };
  }
  // Every other escape is one character; which one does not matter here.
  return { length: 2, gives: '?' };
}

function fromUnits(text: string, value: string, units: readonly Unit[], end: number): readonly number[] {
  const offsets: number[] = [];
  for (const unit of units) for (let i = 0; i < unit.gives.length; i++) offsets.push(unit.at);
  offsets.push(end);
  // The library has the last word on the value; where we counted otherwise, the nearest place is still in the scalar.
  while (offsets.length <= value.length) offsets.push(Math.min(end, text.length));
  return offsets;
}
