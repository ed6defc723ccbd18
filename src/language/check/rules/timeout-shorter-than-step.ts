import { diagnostic, type Diagnostic } from '../../../problems/index.ts';
import { spanOfField } from '../spans.ts';
import type { Rule } from './rule.ts';

/** Only where the step says its own time-out: the default would forbid every workflow that is meant to be quick. */
export const timeoutShorterThanStep: Rule = ({ root, draft, steps }) => {
  const whole = draft.timeout_ms;
  if (whole === undefined) return [];
  const found: Diagnostic[] = [];
  for (const { index, draft: step } of steps) {
    if (step.timeout_ms === undefined || step.timeout_ms <= whole) continue;
    const message = `the workflow ends after ${whole} ms, before an attempt of this step may have taken its ${step.timeout_ms} ms`;
    const at = { path: `steps[${index}].timeout_ms`, span: spanOfField(root, index, 'timeout_ms') };
    found.push(
      diagnostic('timeout-shorter-than-step', message, {
        ...at,
        hint: "raise the workflow's timeout_ms, or lower the step's",
      }),
    );
  }
  return found;
};
