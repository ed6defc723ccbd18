import { diagnostic, type Diagnostic } from '../../../problems/index.ts';
import { nodeAt, printPath, type Path } from '../../definition/locate.ts';
import type { DraftStep } from '../../definition/workflow.ts';
import { spanOfField } from '../spans.ts';
import type { Rule } from './rule.ts';

interface Lasting {
  readonly path: Path;
  readonly ms: number;
  /** What it bounds: `before an attempt of this step may have taken its 500 ms`. */
  readonly what: string;
}

/** Only where the step says how long it may take: the default would forbid every workflow that is meant to be quick. */
export const timeoutShorterThanStep: Rule = ({ root, draft, steps }) => {
  const found: Diagnostic[] = [];
  for (const { index, draft: step } of steps) {
    const delay = typeof step.delay_ms === 'number' ? step.delay_ms : 0;
    if (step.timeout_ms !== undefined && step.timeout_ms < delay) {
      const message = `the step fails after ${step.timeout_ms} ms, before it has waited its ${delay} ms`;
      const at = { path: `steps[${index}].timeout_ms`, span: spanOfField(root, index, 'timeout_ms') };
      found.push(diagnostic('timeout-shorter-than-step', message, { ...at, hint: 'leave its timeout_ms out' }));
    }
    if (draft.timeout_ms === undefined) continue;
    for (const { path, ms, what } of lastingOf(index, step)) {
      if (ms <= draft.timeout_ms) continue;
      const message = `the workflow ends after ${draft.timeout_ms} ms, before ${what} ${ms} ms`;
      const hint = `raise the workflow's timeout_ms, or lower the step's${path.at(-1) === 'delay_ms' ? ' delay_ms' : ''}`;
      found.push(
        diagnostic('timeout-shorter-than-step', message, {
          path: printPath(path),
          span: nodeAt(root, path)?.span,
          hint,
        }),
      );
    }
  }
  return found;
};

function lastingOf(index: number, step: DraftStep): readonly Lasting[] {
  const path: Path = ['steps', index];
  const isWorkflow = step.workflow !== undefined || step.workflow_type !== undefined;
  const isCall = step.wait_for === undefined && !isWorkflow && step.delay_ms === undefined;
  const bounds =
    isCall && step.until === undefined ? 'an attempt of this step may have taken its' : 'this step may have taken its';
  const lasting: readonly (Omit<Lasting, 'ms'> & { readonly ms: number | string | undefined })[] = [
    { path: [...path, 'timeout_ms'], ms: step.timeout_ms, what: bounds },
    { path: [...path, 'wait_for', 'timeout_ms'], ms: step.wait_for?.timeout_ms, what: 'this step may have waited its' },
    { path: [...path, 'poll', 'timeout_ms'], ms: step.poll?.timeout_ms, what: 'this step may have asked for its' },
    { path: [...path, 'delay_ms'], ms: step.delay_ms, what: 'this step has waited its' },
  ];
  return lasting.flatMap(({ ms, ...rest }) => (typeof ms === 'number' ? [{ ...rest, ms }] : []));
}
