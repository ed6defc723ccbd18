import type { Span } from './diagnostic.ts';

/** 1-based, as editors count; columns in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export function positionAt(text: string, offset: number): Position {
  const end = Math.min(Math.max(offset, 0), text.length);
  let line = 1;
  let lineStart = 0;
  for (let next = text.indexOf('\n'); next !== -1 && next < end; next = text.indexOf('\n', next + 1)) {
    line++;
    lineStart = next + 1;
  }
  return { line, column: end - lineStart + 1 };
}

const WIDEST = 120;

/** The line a span begins in, with carets under it:
 *
 *     9 |     target: "{{inputs.temprature}}"
 *       |              ^~~~~~~~~~~~~~~~~
 *
 * `position` is that of the span's start, where it is known: to find it, the text is walked from its beginning. */
export function codeFrame(text: string, span: Span, position = positionAt(text, span.start)): string {
  const { line, column } = position;
  const lineStart = span.start - (column - 1);
  const lineEnd = text.indexOf('\n', lineStart);
  const whole = text.slice(lineStart, lineEnd === -1 ? text.length : lineEnd);
  // A long line (JSON in one line) is cut to a window around the caret.
  const from = column > WIDEST - 20 ? column - 40 : 0;
  const shown = plain(whole.slice(from, from + WIDEST).replace(/\r$/, ''));
  const caretAt = column - 1 - from;
  const width = Math.max(1, Math.min(span.end - span.start, shown.length - caretAt));
  const gutter = String(line);
  const marker = `${' '.repeat(caretAt)}^${'~'.repeat(width - 1)}`;
  return `${gutter} | ${shown}\n${' '.repeat(gutter.length)} | ${marker}`;
}

/** Control characters would move the caret or drive the terminal. */
function plain(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, ' ');
}
