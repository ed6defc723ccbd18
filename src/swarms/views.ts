import {
  botId,
  type BotView as ShardBot,
  type LeasedTask,
  type MassRecord,
  type MassShareView,
  type ShardCounters,
  swarmId,
  type SwarmView as FleetSwarm,
  type TaskView as ShardTask,
} from '../fleet/index.ts';
import type { BotOutcome, BotView, Lease, MassView, SwarmView, TaskCounts, TaskView } from './swarms.ts';

/** What entities show, as callers know it: with ids in place of a swarm's slug and a bot's index. */

export function botViewOf(swarm: string, bot: ShardBot): BotView {
  const { pending, completed, failed, cancelled, lease } = bot;
  return {
    id: botId(swarm, bot.index),
    name: bot.name,
    tier: bot.tier,
    status: bot.status,
    swarmId: swarmId(swarm),
    capabilities: bot.capabilities,
    createdAt: bot.createdAt,
    lastActive: bot.lastActive,
    tasks: { pending, completed, failed, cancelled },
    ...(lease !== undefined && { lease: { until: lease.until, taskId: lease.task } }),
  };
}

export function swarmViewOf({ swarm, spec, status, count, createdAt, counters }: FleetSwarm): SwarmView {
  return {
    id: swarmId(swarm),
    name: spec.name,
    tier: spec.tier,
    status,
    capabilities: spec.capabilities,
    createdAt,
    botCount: count,
    activeBots: counters.active,
    lostBots: counters.lost,
    tasks: countsOf(counters),
    deadLetters: counters.dead,
  };
}

/** Tasks that wait for a bot are pending; a dead letter is none of the four. */
export function countsOf(counters: ShardCounters): TaskCounts {
  const { pending, waiting, completed, failed, cancelled } = counters;
  return { pending: pending + waiting, completed, failed, cancelled };
}

export function taskViewOf(swarm: string, task: ShardTask): TaskView {
  const { data, result, error, endedAt } = task;
  return {
    id: task.id,
    type: task.type,
    status: task.status,
    swarmId: swarmId(swarm),
    botId: task.bot === null ? null : botId(swarm, task.bot),
    ...(data !== undefined && { data }),
    capabilities: task.capabilities ?? [],
    assignedAt: task.assignedAt,
    attempts: task.attempt,
    ...(endedAt !== undefined && { endedAt }),
    ...(result !== undefined && { result }),
    ...(error !== undefined && { error }),
    ...massOf(task),
  };
}

export function leasedViewOf(task: LeasedTask): NonNullable<Lease['task']> {
  const { id, type, data, assignedAt, attempt } = task;
  return { id, type, data, assignedAt, attempts: attempt, ...massOf(task) };
}

function massOf({ share }: Pick<LeasedTask, 'share'>): Pick<TaskView, 'mass'> {
  return share === undefined ? {} : { mass: { id: share.mass, index: share.index, of: share.of } };
}

export function massViewOf(record: MassRecord): MassView {
  const { mass, swarm, type, total, completed, failed, cancelled, at } = record;
  return {
    id: mass,
    type,
    swarmId: swarmId(swarm),
    assignments: total,
    tasks: { pending: total - completed - failed - cancelled, completed, failed, cancelled },
    at,
  };
}

export function outcomeOf(swarm: string, share: MassShareView): BotOutcome {
  const { bot, task, status, attempts, error, movedTo } = share;
  return {
    botId: botId(swarm, bot),
    taskId: task,
    status,
    attempts,
    ...(error !== undefined && { error }),
    ...(movedTo !== undefined && { movedTo: botId(swarm, movedTo) }),
  };
}
