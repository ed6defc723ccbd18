import type { ExecutionReason, Explained, ExplainedStep } from '../explanation/index.ts';
import type { ExecutionStatus, ExecutionView, StepResultStatus } from './execution-view.ts';

export interface ExplainRequest {
  readonly executionId: string;
  /** Only of that one. */
  readonly stepId?: string;
  /** Every step, not only those that have not ended, were skipped, failed or were undone. */
  readonly all?: boolean;
  readonly limit?: number;
  /** Where the page before ended. */
  readonly from?: number;
}

/** Why an execution stands as it does, and its steps. */
export interface Explanation {
  readonly executionId: string;
  readonly workflowName: string;
  readonly version: string;
  readonly status: ExecutionStatus;
  readonly phase: ExecutionView['phase'];
  readonly whole: Explained<ExecutionReason>;
  /** How many steps stand so. */
  readonly counts: { readonly [S in Lowercase<StepResultStatus>]: number } & { readonly total: number };
  readonly steps: readonly StepExplanation[];
  /** Where the next page begins; null where there is none. */
  readonly next: number | null;
}

export interface StepExplanation extends Omit<ExplainedStep, 'at'> {
  readonly stepId: string;
  readonly status: StepResultStatus;
}
