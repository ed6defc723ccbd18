import type { Drawing } from './drawing.ts';

/** Beyond this, a column no longer makes room for its longest entry. */
const WIDEST_COLUMN = 40;

/** For a terminal: a block for each layer, a line for each step, what it waits for at the end, its notes below. */
export function drawText({ title, summary, steps, layers }: Drawing): string {
  const column = (entries: readonly string[]): number =>
    entries.reduce((most, { length }) => (length > WIDEST_COLUMN ? most : Math.max(most, length)), 0);
  const ids = column(steps.map(({ id }) => id));
  const does = column(steps.map((step) => step.does));
  const gutter = String(layers.length).length;
  const lines = [title, summary, ''];
  for (const [at, layer] of layers.entries()) {
    for (const [place, index] of layer.entries()) {
      const step = steps[index];
      if (step === undefined) continue;
      const isFirst = place === 0;
      const isLast = place === layer.length - 1;
      const number = (isFirst ? String(at + 1) : '').padStart(gutter);
      const branch = isFirst ? (isLast ? '─' : '┬') : isLast ? '└' : '├';
      const after = step.waitsFor.map((on) => steps[on]?.id).join(', ');
      const line = `${number} ${branch} ${step.id.padEnd(ids)}  ${step.does.padEnd(does)}  ${after && `after ${after}`}`;
      lines.push(line.trimEnd());
      const below = `${' '.repeat(gutter)} ${isLast ? ' ' : '│'} ${' '.repeat(ids)}  `;
      for (const note of step.notes) lines.push(`${below}· ${note}`);
    }
  }
  return lines.join('\n');
}
