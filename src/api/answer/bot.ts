import { z } from 'zod';
import { isoTime } from '../../std/index.ts';
import type { BotView, Page } from '../../swarms/index.ts';

const time = z.iso.datetime({ precision: 3 });
export const tier = z.enum(['standard', 'advanced', 'L20']);
const status = z
  .enum(['active', 'draining', 'lost', 'deleted'])
  .describe('draining: it ends what it has. lost: its lease has run out; it is active again as soon as it is heard of');

export const createdBotShape = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    tier,
    status,
    tasks_completed: z.int(),
    created_at: time,
  })
  .meta({ id: 'CreatedBot' });

export const botShape = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    tier,
    status,
    tasks_completed: z.int(),
    total_tasks: z.int().describe('pending + completed + failed + cancelled, always'),
    pending_tasks: z.int(),
    completed_tasks: z.int(),
    failed_tasks: z.int(),
    cancelled_tasks: z.int(),
    last_active: time,
    created_at: time,
    swarm_id: z.string().describe('`swarm-pool` for bots that were made one by one'),
    capabilities: z.array(z.string()),
    lease: z
      .strictObject({ task_id: z.string(), until: time })
      .nullable()
      .describe('The task that it has said it works at, and until when'),
  })
  .meta({ id: 'Bot' });

export function createdBotAnswer(bot: BotView): z.output<typeof createdBotShape> {
  const { id, name, tier: of, status: now, tasks, createdAt } = bot;
  return { id, name, tier: of, status: now, tasks_completed: tasks.completed, created_at: isoTime(createdAt) };
}

export function botAnswer(bot: BotView): z.output<typeof botShape> {
  const { tasks, lease } = bot;
  return {
    id: bot.id,
    name: bot.name,
    tier: bot.tier,
    status: bot.status,
    tasks_completed: tasks.completed,
    total_tasks: tasks.pending + tasks.completed + tasks.failed + tasks.cancelled,
    pending_tasks: tasks.pending,
    completed_tasks: tasks.completed,
    failed_tasks: tasks.failed,
    cancelled_tasks: tasks.cancelled,
    last_active: isoTime(bot.lastActive),
    created_at: isoTime(bot.createdAt),
    swarm_id: bot.swarmId,
    capabilities: [...bot.capabilities],
    lease: lease === undefined ? null : { task_id: lease.taskId, until: isoTime(lease.until) },
  };
}

export const nextCursor = z.string().nullable().describe('Null on the last page');

export const botsShape = z.strictObject({ bots: z.array(botShape), next_cursor: nextCursor }).meta({ id: 'Bots' });

export function botsAnswer({ items, next }: Page<BotView>): z.output<typeof botsShape> {
  return { bots: items.map(botAnswer), next_cursor: next };
}
