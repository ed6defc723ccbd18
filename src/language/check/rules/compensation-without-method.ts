import { diagnostic, type Diagnostic } from '../../../problems/index.ts';
import { entryAt } from '../../definition/locate.ts';
import type { Rule } from './rule.ts';

export const compensationWithoutMethod: Rule = ({ root, steps }) => {
  const found: Diagnostic[] = [];
  for (const { index, kind, onFailure } of steps) {
    // What is written counts, not what is right: a method that is wrong has been said to be.
    if (entryAt(root, ['steps', index, 'compensate_method']) !== undefined) continue;
    const entry = entryAt(root, ['steps', index, 'compensate_parameters']);
    if (entry === undefined || kind !== 'call' || onFailure.some((action) => action.kind === 'compensate')) continue;
    const message = '`compensate_parameters` without `compensate_method`: nothing would be called with them';
    const at = { path: `steps[${index}].compensate_parameters`, span: entry.keySpan };
    found.push(
      diagnostic('compensation-without-method', message, {
        ...at,
        hint: 'name the method of the service that undoes this step',
      }),
    );
  }
  return found;
};
