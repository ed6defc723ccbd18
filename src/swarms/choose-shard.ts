import { type FleetMemo, type ShardRef, swarmId, type SwarmView } from '../fleet/index.ts';
import { Refusal } from '../problems/index.ts';
import type { Entities, FleetEntity } from './entities.ts';
import { noSwarm } from './refuse.ts';
import { orderFor } from './request-identity.ts';
import type { Asked } from './swarms.ts';

interface Giving<Answer> {
  readonly give: (shard: ShardRef) => Promise<Answer>;
  /** Whether it has been given there. */
  readonly has: (shard: ShardRef) => Promise<boolean>;
}

const mostRemembered = 20_000;

/** A request that comes again comes within this time: so long after a swarm has grown it is looked where it went before. */
const grownMs = 3_600_000;

/** Where a task goes that is for whichever bot has the least to do: to the shard whose bots have the least, what is on its way
 * there included; the shard chooses among its own. With a key to the first in the key's own order of shards that has a bot for it, and
 * again to where it went before, since what came under this key is known there: as this process remembers, or, where the first has come
 * since, as those that were first before it say. */
export function chooseShard({
  fleet,
  now,
}: Pick<Entities, 'now'> & { readonly fleet: Pick<FleetEntity, 'swarm' | 'memo'> }) {
  const onTheWay = new Map<string, number>();
  /** By swarm and key, of swarms with several shards. */
  const went = new Map<string, number>();

  const least = ({ rows }: FleetMemo, slug: string, shards: readonly number[]): number => {
    const active = rows.filter(
      ({ swarm, shard, counters }) => swarm === slug && shards.includes(shard) && counters.active > 0,
    );
    const load = active.map(({ shard, counters }) => {
      const waiting = counters.pending + counters.waiting + (onTheWay.get(`${slug} ${shard}`) ?? 0);
      return { shard, load: waiting / counters.active };
    });
    const [first] = load.toSorted((one, other) => one.load - other.load || one.shard - other.shard);
    // Nothing may be known yet of a swarm that is new.
    return first?.shard ?? shards[0] ?? 0;
  };

  return async <Answer>(slug: string, { key }: Asked, giving: Giving<Answer>): Promise<Answer> => {
    const swarm = await fleet.swarm(slug);
    if (swarm === null || swarm.status === 'deleted') throw noSwarm(swarmId(slug));
    if (swarm.status === 'draining') {
      throw new Refusal('swarm-draining', `\`${swarmId(slug)}\` is draining and takes no new tasks`);
    }
    const { shards } = swarm;
    if (shards.length === 0) {
      throw new Refusal('no-bot-available', `\`${swarmId(slug)}\` has no bots`);
    }
    const [only = 0] = shards;
    if (shards.length === 1) return await noted({ swarm: slug, shard: only }, giving);
    if (key !== undefined) return await inOrder(swarm, key, giving);
    const memo = await fleet.memo();
    // Chosen and noted in one go: of many at once each sees those before.
    return await noted({ swarm: slug, shard: least(memo, slug, shards) }, giving);
  };

  async function noted<Answer>(ref: ShardRef, { give }: Giving<Answer>): Promise<Answer> {
    const name = `${ref.swarm} ${ref.shard}`;
    onTheWay.set(name, (onTheWay.get(name) ?? 0) + 1);
    try {
      return await give(ref);
    } finally {
      const left = (onTheWay.get(name) ?? 1) - 1;
      if (left === 0) onTheWay.delete(name);
      else onTheWay.set(name, left);
    }
  }

  async function inOrder<Answer>(swarm: SwarmView, key: string, giving: Giving<Answer>): Promise<Answer> {
    const { swarm: slug, shards } = swarm;
    const name = `${slug} ${key}`;
    const known = went.get(name);
    // Where it went it may have been done, answered or not.
    const before = known !== undefined && shards.includes(known) ? known : await wentBefore(swarm, key, giving);
    const first = before === null ? [] : [before];
    let refusal: unknown;
    for (const shard of [...first, ...orderFor(key, shards).filter((each) => each !== before)]) {
      remember(name, shard);
      try {
        return await noted({ swarm: slug, shard }, giving);
      } catch (error) {
        if (!(error instanceof Refusal) || error.code !== 'no-bot-available') throw error;
        // Nothing was done there, for sure.
        went.delete(name);
        refusal = error;
      }
    }
    throw refusal;
  }

  /** By another process, when the key's order did not begin as it does now. */
  async function wentBefore<Answer>(
    { swarm, shards, grown = [] }: SwarmView,
    key: string,
    { has }: Giving<Answer>,
  ): Promise<number | null> {
    const since = new Map(grown.map((each) => [each.shard, each.since]));
    let there = shards;
    for (;;) {
      const [first] = orderFor(key, there);
      const from = first === undefined ? undefined : since.get(first);
      if (from === undefined || from < now() - grownMs) return null;
      there = there.filter((shard) => (since.get(shard) ?? -Infinity) < from);
      const [shard] = orderFor(key, there);
      if (shard === undefined) return null;
      if (await has({ swarm, shard })) return shard;
    }
  }

  function remember(name: string, shard: number): void {
    went.delete(name);
    went.set(name, shard);
    const [oldest] = went.keys();
    if (went.size > mostRemembered && oldest !== undefined) went.delete(oldest);
  }
}
