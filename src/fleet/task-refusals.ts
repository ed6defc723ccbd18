import { quotedName } from '../problems/index.ts';
import { botId, swarmId } from './ids.ts';
import type { Pending } from './pending.ts';
import { type Refused, refused } from './refused.ts';
import { indexOf, type Shard } from './shard.ts';

export function noTask(id: string): Refused {
  return refused('task-not-found', `there is no task ${quotedName(id)}, or it ended so long ago that it is forgotten`);
}

export function tooLarge(what: 'data' | 'result', bytes: number, most: number): Refused {
  const verb = what === 'data' ? 'have' : 'has';
  return refused('task-data-too-large', `the ${what} ${verb} ${bytes} bytes as JSON; ${most} is the most`);
}

/** Somebody else has it, or nobody. */
export function notOfBot(shard: Shard, { id, task, bot }: Pending, asking: number): Refused {
  const asked = botId(shard.swarm, indexOf(shard, asking));
  if (task?.lostBy.includes(asking) === true) {
    return refused('task-lease-lost', `the lease of \`${asked}\` on \`${id}\` ran out, and the task was taken from it`);
  }
  if (shard.dead.has(id)) {
    const message = `\`${id}\` is a dead letter, which no bot has: POST /swarms/${swarmId(shard.swarm)}/dead-letters/${id}/retry gives it to one`;
    return refused('task-of-another-bot', message);
  }
  if (bot === null) return refused('task-of-another-bot', `\`${id}\` waits for a bot that is able to do it`);
  const whose = botId(shard.swarm, indexOf(shard, bot));
  return refused('task-of-another-bot', `\`${id}\` is of \`${whose}\`, not of \`${asked}\``);
}
