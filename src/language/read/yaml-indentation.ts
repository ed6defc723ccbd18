import type { Span } from '../../problems/index.ts';

/** What is wrong with a line, in an author's words. */
export interface LineMistake {
  readonly message: string;
  readonly span: Span;
  readonly hint?: string;
}

/** What can be lined up in a line: its dashes, and the key behind them. */
interface Mark {
  readonly column: number;
  readonly kind: 'dash' | 'key';
  /** For messages, in backquotes. */
  readonly name: string;
}

interface Line {
  readonly start: number;
  readonly text: string;
  readonly marks: readonly Mark[];
}

/** A line that is indented deeper than the one above it, which has its value already: the library blames that value. */
export function indentedTooDeep(text: string, at: number): LineMistake | null {
  const above = lineAt(text, at);
  const line = above === null ? null : contentFrom(text, above.start + above.text.length + 1);
  const mark = line?.marks[0];
  const key = above?.marks.at(-1);
  if (line === null || mark === undefined || key?.kind !== 'key' || mark.column <= key.column) return null;
  const message = `\`${mark.name}\` is indented deeper than \`${key.name}\`, which has a value already`;
  return { message, ...placed(text, line, mark) };
}

/** A line that begins in a column where nothing above it begins. */
export function indentedAlone(text: string, at: number): LineMistake | null {
  const line = contentFrom(text, lineAt(text, at)?.start ?? 0);
  const mark = line?.marks[0];
  if (line === null || mark === undefined) return null;
  if (nearestAbove(text, line, mark)?.column === mark.column) return null;
  const by = mark.column === 0 ? 'is not indented' : `is indented by ${spaces(mark.column)}`;
  return { message: `\`${mark.name}\` ${by}, which fits no line above it`, ...placed(text, line, mark) };
}

function placed(text: string, line: Line, mark: Mark): { readonly span: Span; readonly hint?: string } {
  const start = line.start + mark.column;
  const span = { start, end: start + mark.name.length };
  const near = nearestAbove(text, line, mark);
  if (near === null || near.column === mark.column) return { span };
  const how = near.column === 0 ? 'do not indent it' : `indent it by ${spaces(near.column)}`;
  return { span, hint: `${how}, as \`${near.name}\` above it` };
}

/** Of what is open above a line and could be lined up with, that which needs the fewest spaces more or less; the last
 * line first. What has ended by then is passed over. */
function nearestAbove(text: string, line: Line, { kind, column }: Mark): Mark | null {
  let nearest: Mark | null = null;
  let least = Number.POSITIVE_INFINITY;
  let above = line.start === 0 ? null : lineAt(text, line.start - 1);
  while (above !== null && least > 0) {
    // What is indented below a `|` or `>` is text, and its colons are no keys.
    const opensText = /[|>][-+1-9]{0,2} *\r?$/.test(above.text);
    if (opensText && least > (above.marks.at(-1)?.column ?? 0)) nearest = null;
    for (const mark of above.marks.toReversed()) {
      if (mark.column >= least) continue;
      least = mark.column;
      if (mark.kind !== kind) continue;
      if (nearest === null || Math.abs(mark.column - column) < Math.abs(nearest.column - column)) nearest = mark;
    }
    above = above.start === 0 ? null : lineAt(text, above.start - 1);
  }
  return nearest;
}

/** The first line from there that has more in it than a comment. */
function contentFrom(text: string, from: number): Line | null {
  for (let at = from; at < text.length;) {
    const line = lineAt(text, at);
    if (line === null) return null;
    if (/^ *[^ #\r]/.test(line.text)) return line;
    at = line.start + line.text.length + 1;
  }
  return null;
}

function lineAt(text: string, at: number): Line | null {
  if (at < 0 || at >= text.length) return null;
  const start = at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
  const end = text.indexOf('\n', at);
  const line = text.slice(start, end === -1 ? text.length : end);
  return { start, text: line, marks: marksOf(line) };
}

function marksOf(line: string): readonly Mark[] {
  const marks: Mark[] = [];
  let column = /^ */.exec(line)?.[0].length ?? 0;
  for (let dash = /^-( +|$)/.exec(line.slice(column)); dash !== null; dash = /^-( +|$)/.exec(line.slice(column))) {
    marks.push({ column, kind: 'dash', name: '-' });
    column += dash[0].length;
    if (dash[1] === '') return marks;
  }
  const key = /^["']?[A-Za-z_][\w.-]{0,63}["']?(?=\s*:(\s|$))/.exec(line.slice(column));
  if (key !== null) marks.push({ column, kind: 'key', name: key[0] });
  return marks;
}

function spaces(count: number): string {
  return count === 1 ? '1 space' : `${count} spaces`;
}
