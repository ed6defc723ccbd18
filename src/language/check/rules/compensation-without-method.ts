import { diagnostic, type Diagnostic } from '../../../problems/index.ts';
import { entryAt } from '../../definition/locate.ts';
import type { Rule } from './rule.ts';

export const compensationWithoutMethod: Rule = ({ root, steps }) => {
  const found: Diagnostic[] = [];
  for (const { index, kind, onFailure } of steps) {
    // What is written counts, not what is right: a method that is wrong has been said to be.
    const undoing = kind === 'foreign' ? 'compensate_activity' : 'compensate_method';
    if (entryAt(root, ['steps', index, undoing]) !== undefined) continue;
    const entry = entryAt(root, ['steps', index, 'compensate_parameters']);
    if (entry === undefined || (kind !== 'call' && kind !== 'foreign')) continue;
    if (onFailure.some((action) => action.kind === 'compensate')) continue;
    const message = `\`compensate_parameters\` without \`${undoing}\`: nothing would be called with them`;
    const at = { path: `steps[${index}].compensate_parameters`, span: entry.keySpan };
    found.push(
      diagnostic('compensation-without-method', message, {
        ...at,
        hint:
          kind === 'foreign'
            ? 'name the activity on the same task queue that undoes this step'
            : 'name the method of the service that undoes this step',
      }),
    );
  }
  return found;
};
