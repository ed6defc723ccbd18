import type { RunOutcome, TaskRun } from '../../fleet/index.ts';
import type { Verb } from '../../plan/index.ts';
import { isObject, type Json, own } from '../../std/index.ts';

/** Of tasks that the orchestrator does itself. Stored in histories, like all protocol. */

export const taskSignals = { ended: 'baton.task-ended' } as const;

/** The name of executions that do a task with one call. */
export const taskCallName = 'task-call';

/** A call of a service's endpoint, which no type of a bot's task can name. */
export interface CallTask {
  readonly kind: 'endpoint';
  readonly service: string;
  readonly verb: Verb;
  readonly endpoint: string;
}

/** In the memo of an execution that does a task: who wants to know how it ended, and under which id. */
export interface ReportTo {
  readonly to: string;
  readonly task: string;
}

export interface TaskEnded {
  readonly task: string;
  readonly execution: string;
  readonly outcome: RunOutcome;
}

/** What an execution of one call is started with; its plan is made by the activity that resolves others'. */
export interface TaskCallInput {
  readonly baton: 1;
  readonly taskCall: {
    readonly run: Exclude<TaskRun, { readonly kind: 'workflow' }> | CallTask;
    readonly parameters: Json;
  };
  readonly engine: number;
}

/** What the service answered: the execution's own result has it as its only output. */
export function resultOfCall(result: Json): Json {
  return isObject(result) ? (own(result, 'result') ?? null) : result;
}

export function isTaskCall(input: unknown): input is TaskCallInput {
  return isObject(input) && own(input, 'baton') === 1 && isObject(own(own(input, 'taskCall'), 'run'));
}

/** Which of these executions are over, and how: their reports are lost, where they were terminated. */
export interface LookRequest {
  readonly executions: readonly string[];
}

export interface LookAnswer {
  readonly ended: readonly { readonly execution: string; readonly outcome: RunOutcome }[];
}
