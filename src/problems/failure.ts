import type { FailureCode } from './codes.ts';

/** What went wrong while an execution ran. Plain JSON: it lives in the engine's state and in Temporal's history. */
export interface Failure {
  readonly code: FailureCode;
  readonly message: string;
  /** The step it happened in; absent where the execution as a whole failed. */
  readonly step?: string;
}
