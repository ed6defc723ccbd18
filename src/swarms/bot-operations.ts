import {
  type BotRef,
  type BotSpec,
  poolSlug,
  type BotView as ShardBot,
  shardOf,
  type SwarmView as FleetSwarm,
} from '../fleet/index.ts';
import { jsonEqual } from '../std/index.ts';
import type { Entities, ShardEntity } from './entities.ts';
import { cursorFor, readSwarmPlace, type SwarmPlace } from './page-cursor.ts';
import { done, noBot, noSwarm, ofKind, readBot, readSwarm } from './refuse.ts';
import { identityOf, keyReused } from './request-identity.ts';
import type { BotFilter, BotView, Page, Swarms } from './swarms.ts';
import { botViewOf } from './views.ts';

type Operations = Pick<Swarms, 'createBot' | 'bot' | 'bots' | 'drainBot' | 'removeBot'>;

/** Shards asked for one page at most: where few bots fit, it ends early, and the next goes on. */
const mostShards = 20;
/** Of swarms. */
const swarmsAtOnce = 1_000;

export function createBotOperations(entities: Entities): Operations {
  const { fleet } = entities;

  const onRecord = async (ref: BotRef): Promise<ShardBot> => {
    const found = await shardOfBot(entities, ref).bot(ref.index);
    if (found === null || found.status === 'deleted') throw noBot(ref);
    return found;
  };

  /** The key may have made a bot before. */
  const checkSame = async (ref: BotRef, spec: BotSpec): Promise<void> => {
    const made = await shardOfBot(entities, ref).bot(ref.index);
    if (made === null) return;
    const { name, tier, capabilities } = made;
    if (
      !jsonEqual({ name, tier, capabilities: [...capabilities] }, { ...spec, capabilities: [...spec.capabilities] })
    ) {
      throw keyReused();
    }
  };

  return {
    createBot: async ({ name, tier, capabilities }, asked) => {
      const spec = { name, tier, capabilities };
      const { op } = identityOf('create-bot', asked);
      const value = done(await fleet.apply({ op, kind: 'create-bots', bots: [spec] }));
      const { first: index, at } = ofKind(value, 'bots-created');
      if (asked.key !== undefined) await checkSame({ swarm: poolSlug, index }, spec);
      const none = { total: 0, pending: 0, completed: 0, failed: 0, cancelled: 0 };
      return botViewOf(poolSlug, { ...spec, ...none, index, status: 'active', createdAt: at, lastActive: at });
    },
    bot: async (id) => {
      const ref = readBot(id);
      return botViewOf(ref.swarm, await onRecord(ref));
    },
    drainBot: async (id) => {
      const { swarm, index } = readBot(id);
      const { op } = identityOf('drain-bot', {});
      ofKind(done(await fleet.apply({ op, kind: 'drain', swarm, bot: index })), 'draining');
      return botViewOf(swarm, await onRecord({ swarm, index }));
    },
    removeBot: async (id) => {
      const { swarm, index } = readBot(id);
      const before = await onRecord({ swarm, index });
      const { op } = identityOf('remove-bot', {});
      ofKind(done(await fleet.apply({ op, kind: 'remove-bot', swarm, bot: index })), 'bot-removed');
      const { lease: _lease, ...last } = (await shardOfBot(entities, { swarm, index }).bot(index)) ?? before;
      return botViewOf(swarm, { ...last, pending: 0, status: 'deleted' });
    },
    bots: async ({ swarmId, ...filter }, { limit, cursor }) => {
      const list = listOfBots(swarmId ?? '', filter);
      const from = cursor === undefined ? null : readSwarmPlace(list, cursor);
      const swarms = swarmId === undefined ? await all(fleet, filter) : [await one(fleet, readSwarm(swarmId))];
      const shards = shardsFrom(swarms, from);
      const items: BotView[] = [];
      for (const [asked, place] of shards.entries()) {
        if (items.length >= limit || asked >= mostShards) return { items, next: cursorOf(list, place) };
        const page = await entities.shard(place).bots({ ...filter, cursor: place.inner, limit: limit - items.length });
        items.push(...(page?.entries ?? []).map((bot) => botViewOf(place.swarm, bot)));
        if (page !== null && page.next !== null) return { items, next: cursorOf(list, { ...place, inner: page.next }) };
      }
      return { items, next: null } satisfies Page<BotView>;
    },
  };
}

export function shardOfBot({ shard }: Pick<Entities, 'shard'>, { swarm, index }: BotRef): ShardEntity {
  return shard({ swarm, shard: shardOf(index) });
}

async function one(fleet: Entities['fleet'], slug: string): Promise<FleetSwarm> {
  const swarm = await fleet.swarm(slug);
  if (swarm === null) throw noSwarm(`swarm-${slug}`);
  return swarm;
}

/** Those whose bots may fit. The pool has bots of all tiers. */
async function all(fleet: Entities['fleet'], { tier }: BotFilter): Promise<readonly FleetSwarm[]> {
  const pool = await fleet.swarm(poolSlug);
  const found: FleetSwarm[] = pool === null ? [] : [pool];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof fleet.swarms>> = await fleet.swarms({ cursor, limit: swarmsAtOnce });
    found.push(...page.entries.filter(({ swarm, spec }) => swarm !== poolSlug && (tier ?? spec.tier) === spec.tier));
    cursor = page.next;
  } while (cursor !== null);
  return found.toSorted(byCreation);
}

function byCreation(
  one: Pick<FleetSwarm, 'createdAt' | 'swarm'>,
  other: Pick<FleetSwarm, 'createdAt' | 'swarm'>,
): number {
  if (one.createdAt !== other.createdAt) return one.createdAt - other.createdAt;
  if (one.swarm === other.swarm) return 0;
  return one.swarm < other.swarm ? -1 : 1;
}

/** What was deleted since is gone over. */
function shardsFrom(swarms: readonly FleetSwarm[], from: SwarmPlace | null): readonly SwarmPlace[] {
  return swarms.flatMap(({ swarm, createdAt, shards }) =>
    shards.flatMap((shard) => {
      const place = { createdAt, swarm, shard, inner: null };
      if (from === null) return [place];
      const order = byCreation(place, from) || shard - from.shard;
      return order < 0 ? [] : [order === 0 ? { ...place, inner: from.inner } : place];
    }),
  );
}

/** Which list a cursor is of. */
export function listOfBots(
  swarmId: string,
  { tier = '', status = '' }: { readonly tier?: string; readonly status?: string } = {},
): string {
  return ['bots', swarmId, tier, status].join(' ');
}

export function cursorOf(list: string, { createdAt, swarm, shard, inner }: SwarmPlace): string {
  return cursorFor(list, [createdAt, swarm, shard, inner]);
}
