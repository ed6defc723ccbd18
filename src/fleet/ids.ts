import { fleetLimits } from './limits.ts';

/** Every id of the fleet carries its route, so that nothing has to be looked up to find who has it. They are read from the
 * right: a swarm's slug may hold hyphens and numbers itself. */

/** The swarm of the bots that were created one by one. */
export const poolSlug = 'pool';

const slugPattern = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const uniquePattern = /^[a-z0-9]{8}$/;
/** Shorter than a unique part, which tells a mass task from the task of one bot in it. */
const indexPattern = /^(?:0|[1-9][0-9]{0,6})$/;

export interface ShardRef {
  readonly swarm: string;
  readonly shard: number;
}
export interface BotRef {
  readonly swarm: string;
  readonly index: number;
}
export type TaskRef =
  | { readonly kind: 'task'; readonly swarm: string; readonly shard: number }
  /** One bot's share of a mass task: that of the bot with this index, whoever does it now. */
  | {
      readonly kind: 'mass-share';
      readonly swarm: string;
      readonly shard: number;
      readonly mass: string;
      readonly index: number;
    }
  | { readonly kind: 'orchestrated' };

export function isSlug(text: string): boolean {
  return text.length <= fleetLimits.slugLength && slugPattern.test(text);
}

export function shardOf(index: number): number {
  return Math.floor(index / fleetLimits.botsPerShard);
}

export function swarmId(slug: string): string {
  return `swarm-${slug}`;
}

/** The slug in it. */
export function readSwarmId(id: string): string | null {
  const slug = behind('swarm-', id);
  return slug !== null && isSlug(slug) ? slug : null;
}

export function shardWorkflowId({ swarm, shard }: ShardRef): string {
  return `swarm:${swarm}:${shard}`;
}

export function botId(swarm: string, index: number): string {
  return `bot-${swarm}-${index}`;
}

export function readBotId(id: string): BotRef | null {
  const split = splitLast(behind('bot-', id));
  if (split === null || !isSlug(split.before) || !indexPattern.test(split.last)) return null;
  return { swarm: split.before, index: Number(split.last) };
}

/** `unique`: eight small letters and digits. */
export function taskId({ swarm, shard }: ShardRef, unique: string): string {
  return `task-${swarm}-${shard}-${unique}`;
}

export function massId(swarm: string, unique: string): string {
  return `mass-${swarm}-${unique}`;
}

export function massShareId(mass: string, index: number): string {
  return `${mass}-${index}`;
}

export function orchestratedId(unique: string): string {
  return `orc-${unique}`;
}

/** The swarm that it is a task of. */
export function readMassId(id: string): string | null {
  const split = splitLast(behind('mass-', id));
  return split !== null && isSlug(split.before) && uniquePattern.test(split.last) ? split.before : null;
}

export function readTaskId(id: string): TaskRef | null {
  if (id.startsWith('orc-')) return /^orc-[a-z0-9-]{1,80}$/.test(id) ? { kind: 'orchestrated' } : null;
  if (id.startsWith('mass-')) {
    const split = splitLast(id);
    const swarm = split === null ? null : readMassId(split.before);
    if (split === null || swarm === null || !indexPattern.test(split.last)) return null;
    const index = Number(split.last);
    return { kind: 'mass-share', swarm, shard: shardOf(index), mass: split.before, index };
  }
  const unique = splitLast(behind('task-', id));
  if (unique === null || !uniquePattern.test(unique.last)) return null;
  const shard = splitLast(unique.before);
  if (shard === null || !isSlug(shard.before) || !indexPattern.test(shard.last)) return null;
  return { kind: 'task', swarm: shard.before, shard: Number(shard.last) };
}

function behind(prefix: string, text: string): string | null {
  return text.startsWith(prefix) ? text.slice(prefix.length) : null;
}

function splitLast(text: string | null): { readonly before: string; readonly last: string } | null {
  const at = text === null ? -1 : text.lastIndexOf('-');
  return text === null || at < 0 ? null : { before: text.slice(0, at), last: text.slice(at + 1) };
}
