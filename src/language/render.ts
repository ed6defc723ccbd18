import { codeFrame, type Diagnostic, type Position } from '../problems/index.ts';
import { linesOf } from './read/index.ts';

/** Where the diagnostics of one text point, 1-based; the first character where one points nowhere. */
export function locating(text: string): (diagnostic: Diagnostic) => Position {
  const lines = linesOf(text);
  return ({ span }) => lines(span?.start ?? 0);
}

const RED = '\u001b[31m';
const YELLOW = '\u001b[33m';
const BOLD = '\u001b[1m';
const DIM = '\u001b[2m';
const PLAIN = '\u001b[0m';

/** One block for each: `file:line:col: error: message [code]`, the line with a caret, the hint. */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  text: string,
  file: string,
  options: { readonly colour?: boolean } = {},
): string {
  const lines = linesOf(text);
  const paint = (codes: string, part: string): string => (options.colour === true ? `${codes}${part}${PLAIN}` : part);
  return diagnostics
    .map((each) => {
      const position = lines(each.span?.start ?? 0);
      const { line, column } = position;
      const place = each.span === undefined ? `${file}:` : `${file}:${line}:${column}:`;
      const severity = paint(each.severity === 'error' ? RED : YELLOW, `${each.severity}:`);
      const rendered = [
        `${paint(BOLD, place)} ${severity} ${paint(BOLD, visible(each.message))} ${paint(DIM, `[${each.code}]`)}`,
      ];
      if (each.span !== undefined) rendered.push(indented(codeFrame(text, each.span, position)));
      // The nearest name stands in the message already.
      if (each.hint !== undefined && !isSuggested(each))
        rendered.push(`  ${paint(DIM, 'hint:')} ${visible(each.hint)}`);
      return rendered.join('\n');
    })
    .join('\n\n');
}

function isSuggested({ message, hint }: Diagnostic): boolean {
  return hint !== undefined && message.includes('did you mean') && message.includes(hint);
}

function indented(frame: string): string {
  return frame.replace(/^/gm, '  ');
}

/** Messages quote the author's text; control characters in it would drive the terminal. */
function visible(message: string): string {
  // oxlint-disable-next-line no-control-regex
  return message.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, ' ');
}
