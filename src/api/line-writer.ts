/** Lines that come in one turn of the event loop are written in one go: a line of its own for each request would cost as much
 * as some answers do. What is left at the end is written by `flush`. */
export function lineWriter(write: (text: string) => void): {
  readonly line: (text: string) => void;
  readonly flush: () => void;
} {
  let lines: string[] = [];
  const flush = (): void => {
    if (lines.length === 0) return;
    const text = lines.join('\n');
    lines = [];
    write(text);
  };
  return {
    line: (text) => {
      lines.push(text);
      if (lines.length === 1) setImmediate(flush);
    },
    flush,
  };
}
