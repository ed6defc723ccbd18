import type { JsonObject } from '../std/index.ts';
import type { ExecutionView } from './execution-view.ts';

export interface StartRequest {
  readonly workflowName: string;
  /** Default: the newest. */
  readonly version?: string;
  readonly inputs: JsonObject;
  /** Chosen by the caller; otherwise made up. */
  readonly executionId?: string;
  /** The same key with the same request is the same execution. */
  readonly idempotencyKey?: string;
}

/** `cancelled`: it had ended so already. */
export type CancelOutcome = 'asked' | 'cancelled';

export interface Started {
  readonly executionId: string;
  readonly workflowName: string;
  readonly version: string;
  /** False where an idempotency key named an execution that was there already. */
  readonly isNew: boolean;
}

/** The port that the API and the CLI call. Every method throws a Refusal for what the caller did wrong and
 * `temporal-unavailable` where Temporal does not answer in time. */
export interface Executions {
  readonly start: (request: StartRequest) => Promise<Started>;
  /** Null where there is none of that id. */
  readonly describe: (executionId: string) => Promise<ExecutionView | null>;
  /** A second cancel changes nothing; one of an ended execution is refused (`execution-ended`). */
  readonly cancel: (executionId: string, reason?: string) => Promise<CancelOutcome>;
}
