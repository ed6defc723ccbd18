import {
  botId,
  fleetLimits,
  type NewTask,
  noTask,
  readTaskId,
  refusalOf,
  type ShardOperation,
  type ShardRef,
  shardOf,
  type ShardValue,
  taskId,
} from '../fleet/index.ts';
import { Refusal } from '../problems/index.ts';
import type { Json } from '../std/index.ts';
import { shardOfBot } from './bot-operations.ts';
import { chooseShard } from './choose-shard.ts';
import type { Entities } from './entities.ts';
import { cursorFor, readInner } from './page-cursor.ts';
import { done, noBot, noSwarm, ofKind, readBot } from './refuse.ts';
import { identityOf, keyReused } from './request-identity.ts';
import { readNamed } from './swarm-operations.ts';
import type { Swarms, TaskToGive } from './swarms.ts';
import { leasedViewOf, taskViewOf } from './views.ts';

type Operations = Pick<
  Swarms,
  'assign' | 'assignToSwarm' | 'complete' | 'fail' | 'lease' | 'renew' | 'tasksOfBot' | 'task'
>;

export function createBotTasks(entities: Entities): Operations {
  const choose = chooseShard(entities);

  const ofBot = async (bot: string, operation: (index: number) => ShardOperation): Promise<ShardValue> => {
    const ref = readBot(bot);
    const result = await shardOfBot(entities, ref).apply(operation(ref.index));
    if (result === null) throw noBot(bot);
    return done(result);
  };

  return {
    assign: async (bot, task, asked) => {
      checkSize(task);
      const { swarm, index } = readBot(bot);
      const { unique, op } = identityOf('assign', asked, { bot, ...contentOf(task) });
      const id = taskId({ swarm, shard: shardOf(index) }, unique);
      const value = await ofBot(bot, () => ({ op, kind: 'assign', bot: index, task: newTask(id, task) }));
      const { at: assignedAt } = ofKind(value, 'assigned');
      return { id, type: task.type, botId: bot, assignedAt };
    },
    assignToSwarm: async (swarm, task, asked) => {
      checkSize(task);
      const slug = readNamed(swarm);
      const { unique, op } = identityOf('assign', asked, { swarm, ...contentOf(task) });
      const idIn = (ref: ShardRef): string => taskId(ref, unique);
      return await choose(slug, asked, {
        give: async (ref) => {
          const id = idIn(ref);
          const result = await entities.shard(ref).apply({ op, kind: 'assign', task: newTask(id, task) });
          if (result === null) throw noSwarm(swarm);
          const { bot, at: assignedAt } = ofKind(done(result), 'assigned');
          return { id, type: task.type, botId: bot === null ? null : botId(slug, bot), assignedAt };
        },
        has: async (ref) => (await entities.shard(ref).task(idIn(ref))) !== null,
      });
    },
    complete: async (bot, task, { result, ...asked }) => {
      const { op } = identityOf('complete', asked);
      if (result !== undefined) checkBytes('the result has', result, fleetLimits.resultBytes);
      const more = result === undefined ? {} : { result };
      const value = await ofBot(bot, (index) => ({ op, kind: 'complete', bot: index, task: known(task), ...more }));
      return { taskId: task, botId: bot, at: ofKind(value, 'ended').at };
    },
    fail: async (bot, task, { error, ...asked }) => {
      const { op } = identityOf('fail', asked);
      // No more of it is kept.
      const short = error.slice(0, fleetLimits.errorLength);
      const value = await ofBot(bot, (index) => ({ op, kind: 'fail', bot: index, task: known(task), error: short }));
      return { taskId: task, botId: bot, at: ofKind(value, 'ended').at };
    },
    lease: async (bot, { forMs, taskId: task, ...asked }) => {
      const { op } = identityOf('lease', asked);
      const more = task === undefined ? {} : { task: known(task) };
      const value = await ofBot(bot, (index) => ({ op, kind: 'lease', bot: index, forMs, ...more }));
      const leased = ofKind(value, 'leased');
      if (task !== undefined && leased.task?.id !== task) throw keyReused();
      return { botId: bot, task: leased.task === null ? null : leasedViewOf(leased.task), until: leased.until };
    },
    renew: async (bot, { forMs }) => {
      const { op } = identityOf('renew', {});
      const { task, until } = ofKind(
        await ofBot(bot, (index) => ({ op, kind: 'renew', bot: index, forMs })),
        'renewed',
      );
      return { botId: bot, taskId: task, until };
    },
    tasksOfBot: async (bot, { limit, cursor }) => {
      const list = `tasks of ${bot}`;
      const ref = readBot(bot);
      const page = await shardOfBot(entities, ref).tasksOfBot(ref.index, { cursor: readInner(list, cursor), limit });
      if (page === null) throw noBot(bot);
      return {
        items: page.entries.map((task) => taskViewOf(ref.swarm, task)),
        next: page.next === null ? null : cursorFor(list, [page.next]),
      };
    },
    task: async (id) => {
      const ref = readTaskId(id);
      if (ref === null || ref.kind === 'orchestrated') throw refusalOf(noTask(id));
      const found = await entities.shard(ref).task(id);
      if (found === null) throw refusalOf(noTask(id));
      return taskViewOf(ref.swarm, found);
    },
  };
}

/** What can be no task's id is no task's: no entity is asked. */
function known(task: string): string {
  const ref = readTaskId(task);
  if (ref === null || ref.kind === 'orchestrated') throw refusalOf(noTask(task));
  return task;
}

function newTask(id: string, { type, data, capabilities, run }: TaskToGive): NewTask {
  return {
    id,
    type,
    data,
    ...(capabilities.length > 0 && { capabilities }),
    ...(run !== undefined && { run }),
  };
}

export function contentOf({ type, data, capabilities }: TaskToGive): { readonly [key: string]: Json } {
  return { type, data, capabilities: [...capabilities] };
}

export function checkSize({ data }: TaskToGive): void {
  checkBytes('the data have', data, fleetLimits.taskBytes);
}

/** Before it is on its way: entities take no more than fits into a message. */
function checkBytes(what: string, value: Json, most: number): void {
  const bytes = Buffer.byteLength(JSON.stringify(value));
  if (bytes <= most) return;
  const message = `${what} ${bytes} bytes as JSON; ${most} is the most: put them where whoever needs them can fetch them, and give the address`;
  throw new Refusal('task-data-too-large', message);
}
