import { styleText } from 'node:util';

export type Style = 'red' | 'green' | 'yellow' | 'cyan' | 'dim' | 'bold';

/** Where a command writes: results to `out`, everything said about them to `note`. */
export interface Terminal {
  /** One line, or several. */
  readonly out: (text: string) => void;
  readonly note: (text: string) => void;
  /** Without a line's end: for what redraws itself. */
  readonly draw: (text: string) => void;
  readonly isInteractive: boolean;
  readonly hasColour: boolean;
  readonly size: () => { readonly columns: number; readonly rows: number };
  readonly style: (style: Style, text: string) => string;
}

export function terminalOf(process: Pick<NodeJS.Process, 'stdout' | 'stderr' | 'env'>): Terminal {
  const { stdout, stderr, env } = process;
  const isInteractive = stdout.isTTY && env['TERM'] !== 'dumb';
  const hasColour = isInteractive && (env['NO_COLOR'] ?? '') === '';
  return {
    out: (text) => void stdout.write(`${text}\n`),
    note: (text) => void stderr.write(`${text}\n`),
    draw: (text) => void stdout.write(text),
    isInteractive,
    hasColour,
    // A terminal that doesn't know its size says 0.
    size: () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 }),
    style: (style, text) => (hasColour ? styleText(style, text, { validateStream: false }) : text),
  };
}

/** Text of a service or an author, without what would move the cursor, change colours or turn the text around. Each
 * such character becomes a blank, so that a line stays a line. */
export function printable(text: string): string {
  // A whole escape sequence goes, so that its letters don't stay behind as noise.
  // oxlint-disable-next-line no-control-regex
  const plain = text.replace(/\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])?/g, ' ');
  // oxlint-disable-next-line no-control-regex
  return plain.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, ' ');
}
