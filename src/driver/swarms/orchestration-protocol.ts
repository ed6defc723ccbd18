import type { TaskRun, Tier } from '../../fleet/index.ts';
import { isObject, type Json, own } from '../../std/index.ts';
import type { CallTask } from './task-protocol.ts';

/** Of requests with several tasks. Stored in histories, like all protocol. */

export interface OrchestrationInput {
  readonly baton: 1;
  readonly engine: number;
  readonly orchestration: {
    readonly tier: Tier;
    readonly sequential: boolean;
    readonly tasks: readonly OrchestratedTask[];
  };
}

export interface OrchestratedTask {
  readonly run: TaskRun | CallTask;
  readonly inputs: Json;
}

/** What became of its tasks, in their order: completed, failed, or cancelled, which those are as well that never began. */
export interface OrchestrationResult {
  readonly tasks: readonly TaskEnd[];
}

export type TaskEnd = 'completed' | 'failed' | 'cancelled';

export function orchestratedExecution(orchestration: string, index: number): string {
  return `${orchestration}-${index}`;
}

export function isOrchestration(input: unknown): input is OrchestrationInput {
  return isObject(input) && own(input, 'baton') === 1 && isObject(own(input, 'orchestration'));
}

/** In the memo of an orchestration, for who describes it. */
export interface OrchestrationMemo {
  readonly tier: Tier;
  readonly sequential: boolean;
  readonly types: readonly string[];
  /** Digest of the request, to tell a repeated idempotency key from a reused one. */
  readonly request?: string;
}
