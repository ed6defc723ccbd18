import { cut, type Drawing, type DrawnStep } from './drawing.ts';

const LONGEST_LINE = 100;

/** A Mermaid flowchart. Its nodes are named by number and all text of the author stands in quotes, with whatever means
 * something to Mermaid written as an entity: no id, name or expression can end a label or begin a directive. */
export function drawMermaid({ title, summary, steps, layers }: Drawing): string {
  const lines = ['flowchart TD', `  accTitle: ${escaped(title)}`, `  accDescr: ${escaped(summary)}`];
  for (const index of layers.flat()) {
    const step = steps[index];
    if (step !== undefined) lines.push(`  s${index}["${label(step)}"]${step.isConditional ? ':::conditional' : ''}`);
  }
  for (const [index, { waitsFor }] of steps.entries()) for (const on of waitsFor) lines.push(`  s${on} --> s${index}`);
  lines.push('  classDef conditional stroke-dasharray: 5 4');
  return lines.join('\n');
}

function label({ id, does, notes }: DrawnStep): string {
  return [escaped(id), ...[does, ...notes].map((line) => escaped(cut(line, LONGEST_LINE)))].join('<br/>');
}

const NAMED: ReadonlyMap<string, string> = new Map([
  ['"', '#quot;'],
  ['&', '#amp;'],
  ['<', '#lt;'],
  ['>', '#gt;'],
]);

/** ASCII but letters, digits and the few signs that mean nothing to Mermaid, not even at a label's beginning. */
function escaped(text: string): string {
  return text.replace(
    /[\u0021-\u007e]/g,
    (sign) => NAMED.get(sign) ?? (/[A-Za-z0-9_.,()'+=/-]/.test(sign) ? sign : `#${sign.charCodeAt(0)};`),
  );
}
