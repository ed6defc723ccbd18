import type { TaskRun } from '../fleet/index.ts';
import type { Json } from '../std/index.ts';

export const priorities = ['high', 'normal', 'low'] as const;
export type Priority = (typeof priorities)[number];

export interface TaskAsked {
  readonly type: string;
  readonly params: Json;
}

export interface OrchestrationAsked {
  readonly tasks: readonly TaskAsked[];
  readonly priority: Priority;
  /** One after the other, until one fails; all at once otherwise. */
  readonly sequential: boolean;
  /** The same key with the same request is the same orchestration. */
  readonly key?: string;
}

/** `cancelled`: also one that never began, since another failed before it or all were told to stop. */
export type OrchestratedStatus = 'pending' | 'running' | 'completed' | 'failed' | 'cancelled';

export interface OrchestratedTaskView {
  /** That of its execution, too. */
  readonly id: string;
  readonly type: string;
  readonly status: OrchestratedStatus;
  readonly startedAt?: number;
  readonly completedAt?: number;
  readonly result?: Json;
  readonly error?: string;
}

export interface OrchestrationView {
  readonly id: string;
  readonly status: OrchestratedStatus;
  readonly priority: Priority;
  readonly sequential: boolean;
  readonly createdAt: number;
  readonly completedAt?: number;
  readonly tasks: readonly OrchestratedTaskView[];
}

/** What the orchestrator does itself, be it asked for by a request or by a bot's task. */
export interface Tasks {
  /** Nothing of it begins where one of its tasks is refused: its type means nothing (`unknown-task-type`), nobody has said
   * where its service is (`service-not-configured`), or the workflow does not take such inputs (`inputs-rejected`). */
  readonly orchestrate: (asked: OrchestrationAsked) => Promise<OrchestrationView>;
  /** Null where there is none of that id. */
  readonly orchestration: (id: string) => Promise<OrchestrationView | null>;
  /** What has not begun never will, what runs is stopped. Of one that has ended: `task-already-ended`. */
  readonly cancel: (id: string) => Promise<void>;
  /** What a task of this type is done with here; null where it is left to the bots. */
  readonly runOf: (type: string) => Promise<TaskRun | null>;
}

export const taskLimits = {
  /** Of one request. */
  tasks: 100,
  /** Bytes of one task's params, as JSON. */
  paramsBytes: 64 * 1024,
  typeLength: 200,
} as const;
