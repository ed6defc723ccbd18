import { z } from 'zod';
import { isoTime } from '../../std/index.ts';
import type { Page, SwarmView } from '../../swarms/index.ts';
import { tier } from './bot.ts';

const time = z.iso.datetime({ precision: 3 });
const status = z.enum(['active', 'resizing', 'draining', 'deleted']);

export const createdSwarmShape = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    bot_count: z.int(),
    tier,
    bot_ids: z.array(z.string()).describe('All of them, up to 10,000'),
    bot_ids_next: z
      .string()
      .optional()
      .describe('Of more than 10,000 bots: the cursor for the rest at `GET /swarms/{swarm_id}/bots`'),
    status,
    created_at: time,
  })
  .meta({ id: 'CreatedSwarm' });

export const swarmShape = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    bot_count: z.int(),
    tier,
    active_bots: z.int(),
    lost_bots: z.int(),
    total_tasks_completed: z.int(),
    average_tasks_per_bot: z.number().describe('total_tasks_completed / bot_count; 0 where there is no bot'),
    pending_tasks: z.int(),
    failed_tasks: z.int(),
    cancelled_tasks: z.int(),
    dead_letters: z.int().describe('Tasks that were given up, since three bots were lost with them'),
    capabilities: z.array(z.string()),
    status,
    created_at: time,
  })
  .meta({ id: 'Swarm' });

export function createdSwarmAnswer(swarm: SwarmView, bots: Page<string>): z.output<typeof createdSwarmShape> {
  return {
    id: swarm.id,
    name: swarm.name,
    bot_count: swarm.botCount,
    tier: swarm.tier,
    bot_ids: [...bots.items],
    ...(bots.next !== null && { bot_ids_next: bots.next }),
    status: swarm.status,
    created_at: isoTime(swarm.createdAt),
  };
}

export function swarmAnswer(swarm: SwarmView): z.output<typeof swarmShape> {
  const { tasks, botCount } = swarm;
  return {
    id: swarm.id,
    name: swarm.name,
    bot_count: botCount,
    tier: swarm.tier,
    active_bots: swarm.activeBots,
    lost_bots: swarm.lostBots,
    total_tasks_completed: tasks.completed,
    average_tasks_per_bot: botCount === 0 ? 0 : tasks.completed / botCount,
    pending_tasks: tasks.pending,
    failed_tasks: tasks.failed,
    cancelled_tasks: tasks.cancelled,
    dead_letters: swarm.deadLetters,
    capabilities: [...swarm.capabilities],
    status: swarm.status,
    created_at: isoTime(swarm.createdAt),
  };
}
