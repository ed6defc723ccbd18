import { diagnostic, type Diagnostic } from '../../../problems/index.ts';
import { spanOfField } from '../spans.ts';
import type { StepSubject } from '../subject.ts';
import type { Rule } from './rule.ts';

/** A workflow that always calls itself goes on until it is too deep. */
export const recursiveWorkflow: Rule = ({ root, draft, steps }) => {
  const found: Diagnostic[] = [];
  for (const step of steps) {
    const { workflow, version } = step.draft;
    // Another version of it is another workflow.
    const isItself = workflow !== undefined && workflow === draft.name && (version ?? draft.version) === draft.version;
    if (!isItself || mayBeLeftOut(step)) continue;
    const at = { path: `steps[${step.index}].workflow`, span: spanOfField(root, step.index, 'workflow') };
    const message = `\`${workflow}\` always calls itself: it could never end`;
    found.push(diagnostic('recursive-workflow', message, { ...at, hint: 'give the step a `when` that ends it' }));
  }
  return found;
};

/** Skipped at some time, or for no element. */
function mayBeLeftOut({ draft, when, forEach }: StepSubject): boolean {
  if (draft.when !== undefined && when !== true) return true;
  return forEach?.kind === 'expression' || (Array.isArray(draft.for_each) && draft.for_each.length === 0);
}
