import { botId, readTaskId, type ShardRef, type ShardValue } from '../fleet/index.ts';
import type { Entities } from './entities.ts';
import { cursorFor, readShardPlace } from './page-cursor.ts';
import { done, noDeadLetter, noSwarm, ofKind, readSwarm } from './refuse.ts';
import { identityOf } from './request-identity.ts';
import type { Swarms, TaskView } from './swarms.ts';
import { taskViewOf } from './views.ts';

type Operations = Pick<Swarms, 'deadLetters' | 'retryDead' | 'discardDead'>;

export function createDeadLetters(entities: Entities): Operations {
  const apply = async (ref: ShardRef, kind: 'retry-dead' | 'discard-dead', task: string): Promise<ShardValue> => {
    const { op } = identityOf(kind, {});
    const result = await entities.shard(ref).apply({ op, kind, task });
    if (result === null) throw noDeadLetter(task);
    return done(result);
  };

  return {
    deadLetters: async (id, { limit, cursor }) => {
      const slug = readSwarm(id);
      const list = `dead letters of ${slug}`;
      const from = cursor === undefined ? null : readShardPlace(list, cursor);
      const swarm = await entities.fleet.swarm(slug);
      if (swarm === null) throw noSwarm(id);
      const items: TaskView[] = [];
      for (const shard of swarm.shards.filter((each) => each >= (from?.shard ?? 0))) {
        const inner = shard === from?.shard ? from.inner : null;
        if (items.length >= limit) return { items, next: cursorFor(list, [shard, inner]) };
        const page = await entities
          .shard({ swarm: slug, shard })
          .deadLetters({ cursor: inner, limit: limit - items.length });
        if (page === null) continue;
        items.push(...page.entries.map((task) => taskViewOf(slug, task)));
        if (page.next !== null) return { items, next: cursorFor(list, [shard, page.next]) };
      }
      return { items, next: null };
    },
    retryDead: async (swarm, task) => {
      const ref = shardIn(swarm, task);
      const known = await entities.shard(ref).task(task);
      const { bot, at } = ofKind(await apply(ref, 'retry-dead', task), 'assigned');
      return { id: task, type: known?.type ?? '', botId: bot === null ? null : botId(ref.swarm, bot), assignedAt: at };
    },
    discardDead: async (swarm, task) => {
      const { at } = ofKind(await apply(shardIn(swarm, task), 'discard-dead', task), 'discarded');
      return { taskId: task, at };
    },
  };
}

function shardIn(swarm: string, task: string): ShardRef {
  const slug = readSwarm(swarm);
  const ref = readTaskId(task);
  if (ref === null || ref.kind === 'orchestrated' || ref.swarm !== slug) throw noDeadLetter(task);
  return { swarm: slug, shard: ref.shard };
}
