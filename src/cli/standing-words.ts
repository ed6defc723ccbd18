import type { ExecutionSummary } from '../client/index.ts';

/** The words for how an execution stands, by what the API calls them. */
export const standingWords = {
  status: ['PENDING', 'RUNNING', 'PAUSED', 'COMPLETED', 'FAILED', 'CANCELLED'],
  phase: ['stopping', 'held', 'compensating'],
  outcome: ['compensated', 'compensation-failed', 'terminated'],
} as const satisfies {
  readonly status: readonly ExecutionSummary['status'][];
  readonly phase: readonly NonNullable<ExecutionSummary['phase']>[];
  readonly outcome: readonly NonNullable<ExecutionSummary['outcome']>[];
};
