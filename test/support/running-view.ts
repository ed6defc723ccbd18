import type { ExecutionView } from '../../src/executions/index.ts';
import { T0 } from './ports-in-memory.ts';

/** An execution of `prep` that has done nothing yet, but for what is said of it. */
export function runningView(executionId: string, more: Partial<ExecutionView> = {}): ExecutionView {
  return {
    executionId,
    workflowName: 'prep',
    version: '1',
    status: 'RUNNING',
    phase: 'running',
    inputs: {},
    steps: [],
    startedAt: T0,
    ...more,
  };
}
