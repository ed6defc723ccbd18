import { diagnostic, type Diagnostic } from '../../../problems/index.ts';
import { definitionLimits } from '../../definition/limits.ts';
import { linesOf } from '../../read/index.ts';
import { spanOfField } from '../spans.ts';
import type { DependencyRule } from './rule.ts';

export const duplicateId: DependencyRule = ({ source, root, steps, graph }) => {
  if (graph.named === graph.byId.size) return [];
  const lines = linesOf(source.text);
  const lineOf = (index: number): number => lines(spanOfField(root, index, 'id')?.start ?? 0).line;
  const found: Diagnostic[] = [];
  for (const { index, draft } of steps) {
    if (draft.id === undefined) continue;
    const before = graph.byId.get(draft.id) ?? index;
    if (before === index) continue;
    if (found.length >= definitionLimits.counted) return found;
    const message = `two steps have the id \`${draft.id}\`, in lines ${lineOf(before)} and ${lineOf(index)}`;
    const span = spanOfField(root, index, 'id');
    found.push(
      diagnostic('duplicate-id', message, { path: `steps[${index}].id`, span, hint: 'give one of them another id' }),
    );
  }
  return found;
};
