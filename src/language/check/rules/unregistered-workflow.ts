import { nearest, type Diagnostic } from '../../../problems/index.ts';
import { definitionLimits } from '../../definition/limits.ts';
import { suggesting } from '../../definition/suggest.ts';
import { spanOfField } from '../spans.ts';
import type { Rule } from './rule.ts';

/** A warning: a workflow may be registered after those that call it. Once for each. */
export const unregisteredWorkflow: Rule = ({ root, draft, steps, known: { workflows: known } }) => {
  if (known === undefined) return [];
  const found: Diagnostic[] = [];
  const comparisons = { left: definitionLimits.comparisons };
  const named = new Set<string>();
  for (const { index, draft: step } of steps) {
    const { workflow } = step;
    // One that calls itself is on record by the time it runs.
    if (workflow === undefined || workflow === draft.name || known.has(workflow) || named.has(workflow)) continue;
    named.add(workflow);
    const at = { path: `steps[${index}].workflow`, span: spanOfField(root, index, 'workflow') };
    const message = `no workflow \`${workflow}\` is registered`;
    const otherwise = 'register it before an execution calls it';
    found.push(suggesting('unregistered-workflow', message, nearest(workflow, known, comparisons), at, otherwise));
  }
  return found;
};
