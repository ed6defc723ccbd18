import type { Bot, FleetStatistics, Swarm } from '../client/index.ts';
import type { Json } from '../std/index.ts';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';
import { tableLines } from './table.ts';
import { printable } from './terminal.ts';

const plain = (padded: string): string => padded;

export function readCount(what: string, given: string): number {
  if (/^[0-9]{1,9}$/.test(given)) return Number(given);
  throw new CliError(exitCodes.usage, `${what} is a number, like 20`);
}

export function readGivenJson(what: string, given: string): Json {
  try {
    return JSON.parse(given) as Json;
  } catch {
    throw new CliError(exitCodes.usage, `${what} is JSON, like '{"room": "hall"}'`);
  }
}

/** No more pages are asked for than that takes. */
export async function firstOf<Each>(all: AsyncIterable<Each>, most: number): Promise<readonly Each[]> {
  const found: Each[] = [];
  if (most === 0) return found;
  for await (const each of all) {
    found.push(each);
    if (found.length >= most) break;
  }
  return found;
}

export function listedBots(bots: readonly Bot[]): readonly string[] {
  if (bots.length === 0) return [];
  const rows = bots.map((bot) =>
    [
      bot.id,
      bot.status,
      bot.tier,
      `${bot.pending_tasks}`,
      `${bot.completed_tasks}`,
      `${bot.failed_tasks}`,
      bot.name,
    ].map(printable),
  );
  return tableLines(['bot', 'status', 'tier', 'pending', 'completed', 'failed', 'name'], rows, plain);
}

export function listedSwarms(swarms: readonly Swarm[]): readonly string[] {
  if (swarms.length === 0) return [];
  const rows = swarms.map((swarm) =>
    [
      swarm.id,
      swarm.status,
      swarm.tier,
      `${swarm.bot_count}`,
      `${swarm.active_bots}`,
      `${swarm.pending_tasks}`,
      `${swarm.total_tasks_completed}`,
      swarm.name,
    ].map(printable),
  );
  return tableLines(['swarm', 'status', 'tier', 'bots', 'active', 'pending', 'completed', 'name'], rows, plain);
}

/** Member by member, in the API's words. */
export function factsOf(view: object): readonly string[] {
  const facts = Object.entries(view).map(([name, value]) => [name, worded(value as Json)] as const);
  const width = Math.max(...facts.map(([name]) => name.length));
  return facts.map(([name, value]) => printable(`${name.padEnd(width)}  ${value}`.trimEnd()));
}

interface ShownTask {
  readonly task_id: string;
  readonly tasks?: readonly { readonly task_id: string; readonly status: string; readonly type: string }[];
}

/** Those it consists of one a line, below what is said of all. */
export function taskLines({ tasks = [], ...own }: ShownTask): readonly string[] {
  const rows = tasks.map(({ task_id, status, type }) => [task_id, status, type].map(printable));
  return [...factsOf(own), ...(rows.length === 0 ? [] : tableLines(['task', 'status', 'type'], rows, plain))];
}

function worded(value: Json): string {
  if (Array.isArray(value)) return value.map((each) => worded(each as Json)).join(', ');
  return typeof value === 'string' ? value : value === null ? 'none' : JSON.stringify(value);
}

export function statisticsLines(found: FleetStatistics): readonly string[] {
  const rows = Object.entries(found.tiers).map(([name, tier]) => [
    name,
    `${tier.active_bots}`,
    `${tier.tasks_completed}`,
    `${tier.tasks_failed}`,
    tier.average_latency_ms === null ? '' : `${tier.average_latency_ms} ms`,
    tier.completed_per_minute === null ? '' : `${tier.completed_per_minute} a minute`,
  ]);
  return [
    `${found.active_bots} bots are active (${found.utilization_percent} %), ${found.capacity_remaining} more may be made`,
    `${found.tasks_executed} tasks are done, by ${found.total_created} bots in all`,
    ...tableLines(['tier', 'active', 'completed', 'failed', 'latency', 'throughput'], rows, plain),
  ];
}
