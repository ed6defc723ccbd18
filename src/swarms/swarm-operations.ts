import {
  botId,
  fleetLimits,
  poolSlug,
  noCounters,
  shardOf,
  swarmId,
  type SwarmView as FleetSwarm,
} from '../fleet/index.ts';
import { cursorOf, listOfBots } from './bot-operations.ts';
import type { Entities } from './entities.ts';
import { cursorFor, readInner } from './page-cursor.ts';
import { done, noSwarm, ofKind, readSwarm } from './refuse.ts';
import { identityOf, keyReused } from './request-identity.ts';
import type { Page, Swarms, SwarmView } from './swarms.ts';
import { swarmViewOf } from './views.ts';

type Operations = Pick<Swarms, 'createSwarm' | 'swarm' | 'swarms' | 'resize' | 'drainSwarm' | 'removeSwarm'>;

export function createSwarmOperations({ fleet }: Entities): Operations {
  const onRecord = async (slug: string): Promise<FleetSwarm> => {
    const swarm = await fleet.swarm(slug);
    if (swarm === null) throw noSwarm(swarmId(slug));
    return swarm;
  };

  return {
    createSwarm: async ({ id, name, count, tier, capabilities }, { ids, ...asked }) => {
      const spec = { name, tier, capabilities };
      const { unique, op } = identityOf('create-swarm', asked, { id: id ?? null, count, spec });
      const slug = id === undefined ? unique : readSwarm(id);
      const result = await fleet.apply({ op, kind: 'create-swarm', swarm: slug, count, spec });
      // No other request makes an id of this key.
      if (id === undefined && !result.ok && result.code === 'swarm-exists') throw keyReused();
      const value = done(result);
      const { at: createdAt } = ofKind(value, 'swarm-created');
      const made = { swarm: slug, spec, status: 'active', count, createdAt } as const;
      const counters = { ...noCounters, bots: count, active: count, created: count };
      return {
        swarm: swarmViewOf({ ...made, shards: [], counters }),
        bots: firstBots(slug, { count, createdAt, ids }),
      };
    },
    swarm: async (id) => swarmViewOf(await onRecord(readNamed(id))),
    swarms: async ({ status }, { limit, cursor }) => {
      const list = `swarms ${status ?? ''}`;
      const items: SwarmView[] = [];
      let inner = readInner(list, cursor);
      do {
        const page: Awaited<ReturnType<typeof fleet.swarms>> = await fleet.swarms({
          cursor: inner,
          limit: limit - items.length,
        });
        const fitting = page.entries.filter((each) =>
          status === undefined ? each.status !== 'deleted' : each.status === status,
        );
        items.push(...fitting.filter(({ swarm }) => swarm !== poolSlug).map(swarmViewOf));
        inner = page.next;
      } while (inner !== null && items.length < limit);
      return { items, next: inner === null ? null : cursorFor(list, [inner]) };
    },
    resize: async (id, count, asked) => {
      const slug = readNamed(id);
      const { op } = identityOf('resize', asked);
      const resized = ofKind(done(await fleet.apply({ op, kind: 'resize', swarm: slug, count })), 'resized');
      if (resized.count !== count) throw keyReused();
      return swarmViewOf(await onRecord(slug));
    },
    drainSwarm: async (id) => {
      const slug = readNamed(id);
      const { op } = identityOf('drain-swarm', {});
      ofKind(done(await fleet.apply({ op, kind: 'drain', swarm: slug })), 'draining');
      return swarmViewOf(await onRecord(slug));
    },
    removeSwarm: async (id) => {
      const slug = readNamed(id);
      const before = await onRecord(slug);
      const { op } = identityOf('delete-swarm', {});
      const { count, tasks } = ofKind(done(await fleet.apply({ op, kind: 'delete', swarm: slug })), 'deleted');
      return swarmViewOf({ ...before, status: 'deleted', count, counters: { ...noCounters, ...tasks } });
    },
  };
}

/** The pool is no swarm that anybody could change. */
export function readNamed(id: string): string {
  const slug = readSwarm(id);
  if (slug === poolSlug) throw noSwarm(id);
  return slug;
}

function firstBots(
  slug: string,
  { count, createdAt, ids }: { readonly count: number; readonly createdAt: number; readonly ids: number },
): Page<string> {
  const items = Array.from({ length: Math.min(ids, count) }, (_, index) => botId(slug, index));
  if (items.length === count) return { items, next: null };
  const inner = String(items.length % fleetLimits.botsPerShard);
  const place = { createdAt, swarm: slug, shard: shardOf(items.length), inner };
  return { items, next: cursorOf(listOfBots(swarmId(slug)), place) };
}
