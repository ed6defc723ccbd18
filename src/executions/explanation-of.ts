import { explainStepAt, explainWhole, isUnfinished, type Subject } from '../explanation/index.ts';
import { diagnostic, nearest, Refusal } from '../problems/index.ts';
import type { ExecutionView, StepResultStatus } from './execution-view.ts';
import type { Explanation, ExplainRequest, StepExplanation } from './explanation.ts';

const usualLimit = 100;

/** The page of an explanation that is asked for. */
export function explanationOf(subject: Subject, view: ExecutionView, request: ExplainRequest): Explanation {
  const { executionId, workflowName, version, status, phase } = view;
  const whole = explainWhole(subject, executionId);
  const { steps, next } = stepsOf(subject, view, request);
  return { executionId, workflowName, version, status, phase, whole, counts: countsOf(view), steps, next };
}

function stepsOf(
  subject: Subject,
  view: ExecutionView,
  { stepId, all, limit = usualLimit, from = 0 }: ExplainRequest,
): Pick<Explanation, 'steps' | 'next'> {
  const { plan, state, index } = subject;
  if (stepId !== undefined) {
    const at = index.stepById.get(stepId);
    if (at === undefined) throw noStep(view, stepId);
    return { steps: [explained(subject, view, at)], next: null };
  }
  const steps: StepExplanation[] = [];
  for (let at = from; at < plan.steps.length; at++) {
    const record = state.steps[at];
    if (record === undefined || (all !== true && !isUnfinished(record))) continue;
    if (steps.length === limit) return { steps, next: at };
    steps.push(explained(subject, view, at));
  }
  return { steps, next: null };
}

function explained(subject: Subject, view: ExecutionView, place: number): StepExplanation {
  const { at, ...about } = explainStepAt(subject, place);
  const { id: stepId = '', status = 'PENDING' } = view.steps[at] ?? {};
  return { stepId, status, ...about };
}

export function countsOf({ steps }: ExecutionView): Explanation['counts'] {
  const counts = { total: steps.length, pending: 0, running: 0, completed: 0, failed: 0, skipped: 0, compensating: 0 };
  for (const { status } of steps) counts[status.toLowerCase() as Lowercase<StepResultStatus>]++;
  return counts;
}

function noStep({ executionId, steps }: ExecutionView, stepId: string): Refusal {
  const near = nearest(
    stepId,
    steps.map(({ id }) => id),
  );
  const hint = near === null ? '' : `; did you mean \`${near}\`?`;
  const message = `${executionId} has no step \`${stepId.slice(0, 100)}\`${hint}`;
  return new Refusal('request-rejected', message, {
    diagnostics: [diagnostic('unfit-field', message, { path: 'step_id', ...(near !== null && { hint: near }) })],
  });
}
