import type { Terminal } from '../../src/cli/terminal.ts';

export interface Screen {
  readonly terminal: Terminal;
  /** What a person sees, without blanks at the ends and without empty lines below. */
  readonly lines: () => readonly string[];
}

/** Just enough of a terminal to see what redrawing leaves on it: lines, wrapping, cursor up, erase below. Any other
 * control sequence is an error. */
export function screen({ rows, columns }: { readonly rows: number; readonly columns: number }): Screen {
  const cells: string[][] = [[]];
  let row = 0;
  let column = 0;
  let wraps = true;
  const put = (letter: string): void => {
    if (column >= columns && wraps) {
      row++;
      column = 0;
    }
    const line = (cells[row] ??= []);
    while (line.length < column) line.push(' ');
    line[Math.min(column, columns - 1)] = column < columns ? letter : (line[columns - 1] ?? letter);
    if (column < columns) column++;
  };
  const draw = (text: string): void => {
    // oxlint-disable-next-line no-control-regex
    for (const [part] of text.matchAll(/\u001b\[[?0-9;]*[A-Za-z]|[\s\S]/gu)) {
      if (part === '\n') {
        row++;
        column = 0;
        cells[row] ??= [];
      } else if (part === '\r') column = 0;
      else if (part === '\u001b[?7l') wraps = false;
      else if (part === '\u001b[?7h') wraps = true;
      else if (part === '\u001b[0J') {
        cells[row]?.splice(column);
        cells.splice(row + 1);
      } else if (part.startsWith('\u001b[') && part.endsWith('A')) row = Math.max(0, row - Number(part.slice(2, -1)));
      else if (part.startsWith('\u001b')) throw new Error(`unexpected ${JSON.stringify(part)}`);
      else put(part);
    }
  };
  return {
    terminal: {
      out: (text) => draw(`${text}\n`),
      note: (text) => draw(`${text}\n`),
      draw,
      isInteractive: true,
      hasColour: false,
      size: () => ({ columns, rows }),
      style: (_style, text) => text,
    },
    lines: () => {
      const lines = cells.map((line) => line.join('').trimEnd());
      return lines.slice(0, lines.findLastIndex((line) => line !== '') + 1);
    },
  };
}
