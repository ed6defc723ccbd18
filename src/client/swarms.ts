import type {
  Bot,
  BotOutcome,
  BotTask,
  CreatedSwarm,
  DistributedTask,
  GivenTask,
  MassTask,
  Swarm,
  SwarmsCreateAsked,
  SwarmsDeadLetterDiscardAnswer,
  SwarmsListAnswer,
  SwarmsRetryAnswer,
  SwarmsTaskAnswer,
  SwarmsTasksAnswer,
} from './api-types.ts';
import { type BotFilter, botsOf, tasksOf, type TaskToGive } from './bots.ts';
import { pages } from './pages.ts';
import { at, get, keyed, type KeyOptions, post, removal } from './requests.ts';
import type { CallOptions, Transport } from './transport.ts';

/** Swarms of bots, and what is given to all of one. */
export interface Swarms {
  create(swarm: SwarmsCreateAsked, options?: KeyOptions): Promise<CreatedSwarm>;
  get(swarmId: string, options?: CallOptions): Promise<Swarm>;
  /** Page by page. */
  list(
    filter?: { readonly status?: 'active' | 'resizing' | 'draining' },
    options?: CallOptions,
  ): AsyncGenerator<Swarm, void, undefined>;
  resize(swarmId: string, count: number, options?: KeyOptions): Promise<Swarm>;
  drain(swarmId: string, options?: CallOptions): Promise<Swarm>;
  delete(swarmId: string, options?: CallOptions): Promise<Swarm>;
  bots(
    swarmId: string,
    filter?: Pick<BotFilter, 'status'>,
    options?: CallOptions,
  ): AsyncGenerator<Bot, void, undefined>;
  /** To that bot which has the least to do. */
  assign(swarmId: string, task: TaskToGive, options?: KeyOptions): Promise<GivenTask>;
  /** To every bot. */
  distribute(swarmId: string, task: TaskToGive, options?: KeyOptions): Promise<DistributedTask>;
  tasks(swarmId: string, options?: CallOptions): AsyncGenerator<MassTask, void, undefined>;
  /** How far a mass task is. */
  task(swarmId: string, taskId: string, options?: CallOptions): Promise<MassTask>;
  /** What became of a mass task, bot by bot. */
  outcomes(
    swarmId: string,
    taskId: string,
    filter?: { readonly status?: BotOutcome['status'] },
    options?: CallOptions,
  ): AsyncGenerator<BotOutcome, void, undefined>;
  /** Of a mass task, what has failed. */
  retry(swarmId: string, taskId: string, options?: KeyOptions): Promise<SwarmsRetryAnswer>;
  deadLetters(swarmId: string, options?: CallOptions): AsyncGenerator<BotTask, void, undefined>;
  retryDeadLetter(swarmId: string, taskId: string, options?: CallOptions): Promise<GivenTask>;
  discardDeadLetter(swarmId: string, taskId: string, options?: CallOptions): Promise<SwarmsDeadLetterDiscardAnswer>;
}

export function createSwarms(transport: Transport): Swarms {
  const swarm = (id: string, ...more: readonly string[]): string => at('swarms', id, ...more);
  return {
    create: async (asked, options = {}) => await transport.call(keyed('/swarms', asked, options)),
    get: async (id, options = {}) => await transport.call(get(swarm(id), {}, options)),
    list: ({ status } = {}, options = {}) =>
      pages(
        transport,
        (cursor) => get('/swarms', { status, cursor }, options),
        ({ swarms }: SwarmsListAnswer) => swarms,
      ),
    resize: async (id, count, options = {}) =>
      await transport.call({ ...keyed(swarm(id), { count }, options), method: 'PATCH' }),
    drain: async (id, options = {}) => await transport.call(post(swarm(id, 'drain'), {}, true, options)),
    delete: async (id, options = {}) => await transport.call(removal(swarm(id), options)),
    bots: (id, { status } = {}, options = {}) =>
      pages(transport, (cursor) => get(swarm(id, 'bots'), { status, cursor }, options), botsOf),
    assign: async (id, task, options = {}) => await transport.call(keyed(swarm(id, 'assign'), task, options)),
    distribute: async (id, task, options = {}) => await transport.call(keyed(swarm(id, 'tasks'), task, options)),
    tasks: (id, options = {}) =>
      pages(
        transport,
        (cursor) => get(swarm(id, 'tasks'), { cursor }, options),
        ({ tasks }: SwarmsTasksAnswer) => tasks,
      ),
    task: async (id, taskId, options = {}) => {
      const call = get(swarm(id, 'tasks', taskId), { limit: '1' }, options);
      const { outcomes: _outcomes, next_cursor: _next, ...task } = await transport.call<SwarmsTaskAnswer>(call);
      return task;
    },
    outcomes: (id, taskId, { status } = {}, options = {}) =>
      pages(
        transport,
        (cursor) => get(swarm(id, 'tasks', taskId), { status, cursor }, options),
        ({ outcomes }: SwarmsTaskAnswer) => outcomes,
      ),
    retry: async (id, taskId, options = {}) =>
      await transport.call(keyed(swarm(id, 'tasks', taskId, 'retry'), {}, options)),
    deadLetters: (id, options = {}) =>
      pages(transport, (cursor) => get(swarm(id, 'dead-letters'), { cursor }, options), tasksOf),
    retryDeadLetter: async (id, taskId, options = {}) =>
      await transport.call(post(swarm(id, 'dead-letters', taskId, 'retry'), {}, false, options)),
    discardDeadLetter: async (id, taskId, options = {}) =>
      await transport.call(removal(swarm(id, 'dead-letters', taskId), options)),
  };
}
