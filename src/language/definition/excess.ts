import { diagnostic, type Diagnostic } from '../../problems/index.ts';
import { entryOf, type SourceMap, type SourceNode } from '../read/index.ts';
import { definitionLimits } from './limits.ts';

/** What is too much by its mere count. Said before the parts are looked at one by one: of 100,000 steps that are each
 * wrong, the number is what is wrong. */
export function excessOf(root: SourceMap): readonly Diagnostic[] {
  const steps = entryOf(root, 'steps')?.value;
  const found =
    wideMap(root, '') ??
    tooMany(entryOf(root, 'inputs')?.value, 'inputs', definitionLimits.inputs) ??
    tooMany(steps, 'steps', definitionLimits.steps) ??
    wideStep(steps);
  return found === null ? [] : [found];
}

function wideStep(steps: SourceNode | undefined): Diagnostic | null {
  if (steps?.kind !== 'list') return null;
  for (const [i, step] of steps.items.entries()) {
    if (step.kind !== 'map') continue;
    const path = `steps[${i}]`;
    const dependsOn = entryOf(step, 'depends_on')?.value;
    const found = wideMap(step, path) ?? tooMany(dependsOn, `${path}.depends_on`, definitionLimits.dependsOnEntries);
    if (found !== null) return found;
  }
  return null;
}

function tooMany(node: SourceNode | undefined, path: string, most: number): Diagnostic | null {
  if (node === undefined || node.kind === 'scalar') return null;
  const entries = node.kind === 'list' ? node.items.length : node.entries.length;
  if (entries <= most) return null;
  const key = path.slice(path.lastIndexOf('.') + 1);
  const { start, end } = node.span;
  return diagnostic(
    path === 'steps' ? 'too-many-steps' : 'too-many-entries',
    `\`${key}\` has ${entries} entries; ${most} is the most`,
    { path, span: { start, end: Math.min(end, start + 1) } },
  );
}

function wideMap({ entries }: SourceMap, path: string): Diagnostic | null {
  const most = definitionLimits.keys;
  const first = entries[most];
  if (first === undefined) return null;
  const what = path === '' ? 'a definition' : 'a step';
  const message = `${what} has ${entries.length} keys here; ${most} is the most`;
  return diagnostic('too-many-entries', message, { path: path === '' ? undefined : path, span: first.keySpan });
}
