import type {
  AssignedTask,
  Bot,
  Bots as BotsPage,
  BotsAssignAsked,
  BotsCompleteAnswer,
  BotsCreateAsked,
  BotsFailAnswer,
  BotsHeartbeatAnswer,
  BotsStatisticsAnswer,
  BotTask,
  BotTasks,
  CreatedBot,
  Json,
  Lease,
} from './api-types.ts';
import { pages } from './pages.ts';
import { at, get, keyed, type KeyOptions, post, removal } from './requests.ts';
import type { CallOptions, Transport } from './transport.ts';

export type FleetStatistics = BotsStatisticsAnswer;
export type TaskToGive = BotsAssignAsked;

export interface LeaseOptions extends KeyOptions {
  /** 60,000 unless given. */
  readonly durationMs?: number;
  /** The oldest unless given. */
  readonly taskId?: string;
}

export interface BotFilter {
  readonly tier?: string;
  readonly status?: 'active' | 'draining' | 'lost';
  readonly swarmId?: string;
}

/** Bots, and what each of them has to do. */
export interface Bots {
  create(bot: BotsCreateAsked, options?: KeyOptions): Promise<CreatedBot>;
  get(botId: string, options?: CallOptions): Promise<Bot>;
  /** Page by page. */
  list(filter?: BotFilter, options?: CallOptions): AsyncGenerator<Bot, void, undefined>;
  statistics(options?: CallOptions): Promise<FleetStatistics>;
  drain(botId: string, options?: CallOptions): Promise<Bot>;
  delete(botId: string, options?: CallOptions): Promise<Bot>;
  assign(botId: string, task: TaskToGive, options?: KeyOptions): Promise<AssignedTask>;
  /** What it has to do, then what it has ended of late. */
  tasks(botId: string, options?: CallOptions): AsyncGenerator<BotTask, void, undefined>;
  lease(botId: string, options?: LeaseOptions): Promise<Lease>;
  heartbeat(botId: string, options?: CallOptions & { readonly durationMs?: number }): Promise<BotsHeartbeatAnswer>;
  complete(
    botId: string,
    taskId: string,
    options?: KeyOptions & { readonly result?: Json },
  ): Promise<BotsCompleteAnswer>;
  fail(botId: string, taskId: string, error: string, options?: KeyOptions): Promise<BotsFailAnswer>;
}

export function createBots(transport: Transport): Bots {
  return {
    create: async (bot, options = {}) => await transport.call(keyed('/bots', bot, options)),
    get: async (botId, options = {}) => await transport.call(get(at('bots', botId), {}, options)),
    list: ({ tier, status, swarmId } = {}, options = {}) =>
      pages(transport, (cursor) => get('/bots', { tier, status, swarm_id: swarmId, cursor }, options), botsOf),
    statistics: async (options = {}) => await transport.call(get('/bots/stats', {}, options)),
    drain: async (botId, options = {}) => await transport.call(post(`${at('bots', botId)}/drain`, {}, true, options)),
    delete: async (botId, options = {}) => await transport.call(removal(at('bots', botId), options)),
    assign: async (botId, task, options = {}) =>
      await transport.call(keyed(`${at('bots', botId)}/tasks`, task, options)),
    tasks: (botId, options = {}) =>
      pages(transport, (cursor) => get(`${at('bots', botId)}/tasks`, { cursor }, options), tasksOf),
    lease: async (botId, { durationMs: duration_ms, taskId: task_id, ...options } = {}) =>
      await transport.call(keyed(`${at('bots', botId)}/lease`, { duration_ms, task_id }, options)),
    heartbeat: async (botId, { durationMs: duration_ms, ...options } = {}) =>
      await transport.call(post(`${at('bots', botId)}/heartbeat`, { duration_ms }, true, options)),
    complete: async (botId, taskId, { result, ...options } = {}) =>
      await transport.call(keyed(`${at('bots', botId, 'tasks', taskId)}/complete`, { result }, options)),
    fail: async (botId, taskId, error, options = {}) =>
      await transport.call(keyed(`${at('bots', botId, 'tasks', taskId)}/fail`, { error }, options)),
  };
}

export const botsOf = ({ bots }: BotsPage): readonly Bot[] => bots;
export const tasksOf = ({ tasks }: BotTasks): readonly BotTask[] => tasks;
