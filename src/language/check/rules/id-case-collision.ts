import { diagnostic, type Diagnostic } from '../../../problems/index.ts';
import { linesOf } from '../../read/index.ts';
import { spanOfField } from '../spans.ts';
import type { Rule } from './rule.ts';

/** Two ids that only a careful reader tells apart. */
export const idCaseCollision: Rule = ({ source, root, steps }) => {
  const lines = linesOf(source.text);
  const first = new Map<string, { readonly id: string; readonly index: number }>();
  const found: Diagnostic[] = [];
  for (const { index, draft } of steps) {
    if (draft.id === undefined) continue;
    const before = first.get(draft.id.toLowerCase());
    if (before === undefined) {
      first.set(draft.id.toLowerCase(), { id: draft.id, index });
    } else if (before.id !== draft.id) {
      const line = lines(spanOfField(root, before.index, 'id')?.start ?? 0).line;
      const message = `the ids \`${draft.id}\` and \`${before.id}\` (line ${line}) differ only in upper and lower case`;
      found.push(
        diagnostic('id-case-collision', message, { path: `steps[${index}].id`, span: spanOfField(root, index, 'id') }),
      );
    }
  }
  return found;
};
