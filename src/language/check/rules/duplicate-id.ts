import { diagnostic, type Diagnostic } from '../../../problems/index.ts';
import { linesOf } from '../../read/index.ts';
import { spanOfField } from '../spans.ts';
import type { Rule } from './rule.ts';

export const duplicateId: Rule = ({ source, root, steps }) => {
  const lines = linesOf(source.text);
  const first = new Map<string, number>();
  const found: Diagnostic[] = [];
  for (const { index, draft } of steps) {
    if (draft.id === undefined) continue;
    const span = spanOfField(root, index, 'id');
    const line = lines(span?.start ?? 0).line;
    const before = first.get(draft.id);
    if (before === undefined) {
      first.set(draft.id, line);
    } else {
      const message = `two steps have the id \`${draft.id}\`, in lines ${before} and ${line}`;
      found.push(
        diagnostic('duplicate-id', message, { path: `steps[${index}].id`, span, hint: 'give one of them another id' }),
      );
    }
  }
  return found;
};
