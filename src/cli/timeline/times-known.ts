import type { Execution, StepResult } from '../../client/index.ts';

/** Sees one snapshot after the other. A step that failed, was held and runs again keeps the time of its first beginning,
 * and nothing tells of the second: from then on it is shown without a beginning, and without how long it took. */
export function timesKnown(): (execution: Execution) => Execution {
  const failed = new Map<string, string | undefined>();
  const again = new Set<string>();
  return (execution) => {
    for (const { step_id: id, status, completed_at: ended } of execution.step_results) {
      const isOver = status === 'FAILED' || status === 'COMPENSATING';
      if (failed.has(id) && !(isOver && failed.get(id) === ended)) again.add(id);
      if (status === 'FAILED') failed.set(id, ended);
    }
    if (again.size === 0) return execution;
    const steps = execution.step_results.map((step) => (again.has(step.step_id) ? withoutBeginning(step) : step));
    return { ...execution, step_results: steps };
  };
}

function withoutBeginning(step: StepResult): StepResult {
  const { started_at: _began, duration_ms: _took, completed_at: ended, ...rest } = step;
  // One that is skipped by an operator ended when it failed, not now.
  return { ...rest, ...(ended !== undefined && step.status !== 'SKIPPED' && { completed_at: ended }) };
}
