import { z } from 'zod';
import { isoTime } from '../../std/index.ts';
import type { BotOutcome, GivenTask, Lease, MassView, Page, TaskView } from '../../swarms/index.ts';
import { nextCursor } from './bot.ts';

const time = z.iso.datetime({ precision: 3 });

const assigned = {
  task_id: z.string(),
  bot_id: z.string(),
  task_type: z.string(),
  status: z.literal('assigned'),
  assigned_at: time,
};

export const assignedShape = z.strictObject(assigned).meta({ id: 'AssignedTask' });

export const givenShape = z
  .strictObject({
    ...assigned,
    bot_id: z.string().nullable().describe('Null where no bot that is able is there: the task waits for one'),
    status: z.enum(['assigned', 'waiting']),
  })
  .meta({ id: 'GivenTask' });

export function givenAnswer({ id, botId, type, assignedAt }: GivenTask): z.output<typeof givenShape> {
  const status = botId === null ? 'waiting' : 'assigned';
  return { task_id: id, bot_id: botId, task_type: type, status, assigned_at: isoTime(assignedAt) };
}

const taskStatus = z
  .enum(['waiting', 'assigned', 'leased', 'running', 'completed', 'failed', 'cancelled', 'dead'])
  .describe(
    'waiting: for a bot that is able. leased: its bot has said that it works at it. running: the orchestrator does it. dead: three bots were lost with it',
  );

const massShare = z.strictObject({ task_id: z.string(), index: z.int(), of: z.int() }).meta({ id: 'MassShare' });

export const botTaskShape = z
  .strictObject({
    task_id: z.string(),
    task_type: z.string(),
    status: taskStatus,
    bot_id: z.string().nullable().describe('Null while it waits for one'),
    swarm_id: z.string(),
    data: z.json().optional().describe('Of tasks that have ended it is not kept for good'),
    required_capabilities: z.array(z.string()),
    assigned_at: time,
    attempts: z.int().describe('How many bots have had it'),
    completed_at: time.optional().describe('When it has ended, however'),
    result: z.json().optional(),
    error: z.string().optional(),
    mass_task: massShare.optional().describe('Which mass task it is of, as which of how many'),
  })
  .meta({ id: 'BotTask' });

export function botTaskAnswer(task: TaskView): object {
  const { endedAt, result, error, mass } = task;
  return {
    task_id: task.id,
    task_type: task.type,
    status: task.status,
    bot_id: task.botId,
    swarm_id: task.swarmId,
    ...(task.data !== undefined && { data: task.data }),
    required_capabilities: [...task.capabilities],
    assigned_at: isoTime(task.assignedAt),
    attempts: task.attempts,
    ...(endedAt !== undefined && { completed_at: isoTime(endedAt) }),
    ...(result !== undefined && { result }),
    ...(error !== undefined && { error }),
    ...massOf(mass),
  };
}

export const botTasksShape = z
  .strictObject({ tasks: z.array(botTaskShape), next_cursor: nextCursor })
  .meta({ id: 'BotTasks' });

export function botTasksAnswer({ items, next }: Page<TaskView>): object {
  return { tasks: items.map(botTaskAnswer), next_cursor: next };
}

const leasedTaskShape = z
  .strictObject({
    task_id: z.string(),
    task_type: z.string(),
    data: z.json(),
    assigned_at: time,
    attempt: z.int().describe('1, unless other bots were lost with it'),
    mass_task: massShare.optional(),
  })
  .meta({ id: 'LeasedTask' });

export const leaseShape = z
  .strictObject({
    bot_id: z.string(),
    task: leasedTaskShape.nullable().describe('Null where there is nothing to do'),
    lease_until: time.nullable().describe('Whoever is not heard of by then loses the task to another bot'),
  })
  .meta({ id: 'Lease' });

export function leaseAnswer({ botId, task, until }: Lease): object {
  return {
    bot_id: botId,
    task:
      task === null
        ? null
        : {
            task_id: task.id,
            task_type: task.type,
            data: task.data ?? {},
            assigned_at: isoTime(task.assignedAt),
            attempt: task.attempts,
            ...massOf(task.mass),
          },
    lease_until: until === null ? null : isoTime(until),
  };
}

function massOf(share: TaskView['mass']): object {
  return share === undefined ? {} : { mass_task: { task_id: share.id, index: share.index, of: share.of } };
}

/** As it is told right after it was given. */
export const distributedShape = z
  .strictObject({
    swarm_id: z.string(),
    task_type: z.string(),
    assignments: z.int().describe('How many bots got it'),
    status: z.literal('distributed'),
    timestamp: time,
    task_id: z.string().describe('Where its progress is: `GET /swarms/{swarm_id}/tasks/{task_id}`'),
  })
  .meta({ id: 'DistributedTask' });

export function distributedAnswer({ id, swarmId, type, assignments, at }: MassView): z.output<typeof distributedShape> {
  return {
    swarm_id: swarmId,
    task_type: type,
    assignments,
    status: 'distributed',
    timestamp: isoTime(at),
    task_id: id,
  };
}

const mass = {
  task_id: z.string(),
  swarm_id: z.string(),
  task_type: z.string(),
  status: z
    .enum(['running', 'completed', 'failed', 'cancelled'])
    .describe('completed: by every bot. failed: none is pending any more, and some have failed'),
  assignments: z.int(),
  pending: z.int(),
  completed: z.int(),
  failed: z.int(),
  cancelled: z.int(),
  progress_percent: z.number().describe('Of its bots, those that have ended it, with one decimal'),
  assigned_at: time,
};

export const massTaskShape = z.strictObject(mass).meta({ id: 'MassTask' });

export function massTaskAnswer(view: MassView): z.output<typeof massTaskShape> {
  const { pending, completed, failed, cancelled } = view.tasks;
  const { assignments } = view;
  const ended = assignments === 0 ? 1 : (completed + failed + cancelled) / assignments;
  return {
    task_id: view.id,
    swarm_id: view.swarmId,
    task_type: view.type,
    status: pending > 0 ? 'running' : failed > 0 ? 'failed' : cancelled > 0 ? 'cancelled' : 'completed',
    assignments,
    pending,
    completed,
    failed,
    cancelled,
    // Only what has ended altogether is at a hundred.
    progress_percent: Math.floor(ended * 1000) / 10,
    assigned_at: isoTime(view.at),
  };
}

const outcomeShape = z
  .strictObject({
    bot_id: z.string(),
    task_id: z.string(),
    status: taskStatus,
    attempts: z.int(),
    error: z.string().optional(),
    moved_to: z.string().optional().describe('Another bot that has it, or has ended it'),
  })
  .meta({ id: 'BotOutcome' });

export const massOutcomesShape = z.strictObject({
  ...mass,
  outcomes: z.array(outcomeShape).describe('Bot by bot, in pages'),
  next_cursor: nextCursor,
});

export function massOutcomesAnswer(
  view: MassView,
  { items, next }: Page<BotOutcome>,
): z.output<typeof massOutcomesShape> {
  const outcomes = items.map(({ botId, taskId, status, attempts, error, movedTo }) => ({
    bot_id: botId,
    task_id: taskId,
    status,
    attempts,
    ...(error !== undefined && { error }),
    ...(movedTo !== undefined && { moved_to: movedTo }),
  }));
  return { ...massTaskAnswer(view), outcomes, next_cursor: next };
}
