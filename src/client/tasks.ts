import type { CancelTaskAnswer, GetTaskAnswer, OrchestrateAnswer, OrchestrateAsked } from './api-types.ts';
import { at, get, keyed, type KeyOptions, post } from './requests.ts';
import type { CallOptions, Transport } from './transport.ts';

/** Of /orchestrate, of a bot, or of all bots of a swarm: its id says which. */
export type Task = GetTaskAnswer;
export type TaskToDo = OrchestrateAsked['tasks'][number];

export type OrchestrateOptions = KeyOptions & Pick<OrchestrateAsked, 'priority' | 'sequential'>;

/** What services and workflows do at once or one after the other, and how every task stands. */
export interface Tasks {
  orchestrate(tasks: readonly TaskToDo[], options?: OrchestrateOptions): Promise<OrchestrateAnswer>;
  get(taskId: string, options?: CallOptions): Promise<Task>;
  /** All that one `orchestrate` began. */
  cancel(taskId: string, options?: CallOptions): Promise<CancelTaskAnswer>;
}

export function createTasks(transport: Transport): Tasks {
  return {
    orchestrate: async (tasks, { priority, sequential, ...options } = {}) =>
      await transport.call(keyed('/orchestrate', { tasks, priority, sequential }, options)),
    get: async (taskId, options = {}) => await transport.call(get(at('task', taskId), {}, options)),
    cancel: async (taskId, options = {}) =>
      await transport.call(post(`${at('task', taskId)}/cancel`, {}, true, options)),
  };
}
