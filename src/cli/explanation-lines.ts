import type { Explanation } from '../client/index.ts';
import { printable, type Style, type Terminal } from './terminal.ts';
import { headline } from './timeline/headline.ts';

type Unblock = Explanation['unblock'];
type StepStatus = Explanation['steps'][number]['status'];

const looks: Readonly<Record<StepStatus, { readonly symbol: string; readonly style: Style }>> = {
  PENDING: { symbol: '·', style: 'dim' },
  RUNNING: { symbol: '▸', style: 'cyan' },
  COMPLETED: { symbol: '✓', style: 'green' },
  FAILED: { symbol: '✗', style: 'red' },
  SKIPPED: { symbol: '○', style: 'dim' },
  COMPENSATING: { symbol: '↶', style: 'yellow' },
};

/** Words that fit the terminal: the whole first, then each step, and below either what would change it. */
export function explanationLines(
  explanation: Explanation,
  { style, size, isInteractive }: Pick<Terminal, 'style' | 'size' | 'isInteractive'>,
): readonly string[] {
  // What is read by a program, or by somebody with a wide window, stays on its line.
  const width = isInteractive ? Math.max(40, size().columns) : Number.POSITIVE_INFINITY;
  const { steps, counts, unblock, text } = explanation;
  const said = steps.flatMap((step) => {
    const { symbol, style: look } = looks[step.status];
    const first = `  ${style(look, symbol)}  ${style('bold', printable(step.step_id))}  ${style('dim', words(step.reason))}`;
    return [first, ...wrapped(withoutAdvice(step.text), width, '     '), ...adviceLines(step.unblock, style, '     ')];
  });
  const others = counts.total - steps.length;
  const rest =
    others > 0 && steps.length > 0 ? [style('dim', `  ${others} other ${others === 1 ? 'step' : 'steps'}`)] : [];
  return [
    headline(explanation, style),
    ...wrapped(withoutAdvice(text), width, ''),
    // What changes a step is said below it.
    ...(steps.length === 0
      ? adviceLines(unblock, style, '  ')
      : adviceLines(withoutThoseOf(steps, unblock), style, '  ')),
    ...(said.length === 0 ? [] : ['', ...said]),
    ...rest,
  ];
}

/** `waits-for-event` → `waits for event`. */
function words(slug: string): string {
  return printable(slug.replaceAll('-', ' '));
}

/** The advice stands on lines of its own, with its commands. */
function withoutAdvice(text: string): string {
  const at = text.lastIndexOf(' What would change that: ');
  return printable(at === -1 ? text : text.slice(0, at));
}

function withoutThoseOf(steps: Explanation['steps'], unblock: Unblock): Unblock {
  const below = new Set(steps.flatMap((step) => step.unblock.map(({ text }) => text)));
  return unblock.filter(({ text }) => !below.has(text));
}

function adviceLines(unblock: Unblock, style: Terminal['style'], indent: string): readonly string[] {
  return unblock.map(({ text, command }) =>
    command === undefined
      ? `${indent}${style('dim', `→ ${printable(text)}`)}`
      : `${indent}→ ${style('cyan', printable(command))}  ${style('dim', printable(text))}`,
  );
}

function wrapped(text: string, width: number, indent: string): readonly string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(' ')) {
    if (line.length > indent.length && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent;
    }
    line += line === indent ? word : ` ${word}`;
  }
  return [...lines, line];
}
