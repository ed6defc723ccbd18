import {
  answerOf,
  applyFleet,
  applyShard,
  beginFleet,
  beginShard,
  botsPage,
  botView,
  deadLetters,
  fleetMemo,
  massesPage,
  massRecord,
  massView,
  nextShardDeadline,
  orderShard,
  type Shard,
  shardReported,
  type ShardRef,
  shardStarted,
  shardTimeCame,
  shardTold,
  shardWorkflowId,
  swarmsPage,
  swarmView,
  takeFleetEffects,
  takeReport,
  takeShardEffects,
  tasksOfBot,
  taskView,
} from '../../src/fleet/index.ts';
import { createSwarms, type Entities, type Swarms } from '../../src/swarms/index.ts';

export interface SwarmsInMemory {
  readonly swarms: Swarms;
  /** Leases run out meanwhile. */
  readonly passTime: (ms: number) => void;
}

/** The port over the rules themselves: what is signals and updates on Temporal is done here at once. Nobody does what the
 * orchestrator would do itself. */
export function swarmsInMemory({ begin, up }: { readonly begin: number; readonly up: () => void }): SwarmsInMemory {
  let now = begin;
  const fleet = beginFleet({});
  const shards = new Map<string, Shard>();

  const settle = (): void => {
    for (let isQuiet = false; !isQuiet;) {
      isQuiet = true;
      for (const effect of takeFleetEffects(fleet)) {
        isQuiet = false;
        if (effect.kind === 'start-shard') {
          const { start } = effect;
          shards.set(shardWorkflowId(start), beginShard(start));
          shardStarted(fleet, start);
        } else {
          const shard = shards.get(shardWorkflowId(effect.shard));
          if (shard !== undefined) orderShard(shard, effect.orders, now);
        }
      }
      for (const [id, shard] of shards) {
        for (const effect of takeShardEffects(shard)) {
          isQuiet = false;
          if (effect.kind !== 'told') continue;
          shardTold(fleet, effect.told);
          if (effect.told.report.closed === true) shards.delete(id);
        }
        shardReported(fleet, takeReport(shard));
      }
    }
  };

  const at = (ref: ShardRef): Shard | null => {
    up();
    return shards.get(shardWorkflowId(ref)) ?? null;
  };

  const entities: Entities = {
    now: () => now,
    fleet: {
      apply: async (operation) => {
        up();
        const result = applyFleet(fleet, operation, now);
        settle();
        const answer = result === 'waiting' ? answerOf(fleet, operation.op) : result;
        if (answer === null) throw new Error(`${operation.kind} was not answered`);
        return answer;
      },
      swarm: async (slug) => {
        up();
        return swarmView(fleet, slug);
      },
      swarms: async (page) => swarmsPage(fleet, page),
      mass: async (mass) => massRecord(fleet, mass),
      masses: async (slug, page) => massesPage(fleet, slug, page) ?? { entries: [], next: null },
      memo: async () => {
        up();
        return fleetMemo(fleet);
      },
    },
    shard: (ref) => ({
      apply: async (operation) => {
        const shard = at(ref);
        if (shard === null) return null;
        const result = applyShard(shard, operation, now);
        settle();
        return result;
      },
      bot: async (index) => within(at(ref), (shard) => botView(shard, index)),
      bots: async (page) => within(at(ref), (shard) => botsPage(shard, page)),
      tasksOfBot: async (index, page) => within(at(ref), (shard) => tasksOfBot(shard, index, page)),
      task: async (id) => within(at(ref), (shard) => taskView(shard, id)),
      mass: async (mass, page) => within(at(ref), (shard) => massView(shard, mass, page)),
      deadLetters: async (page) => within(at(ref), (shard) => deadLetters(shard, page)),
    }),
  };

  return {
    swarms: createSwarms(entities),
    passTime: (ms) => {
      now += ms;
      for (const shard of shards.values()) {
        const due = nextShardDeadline(shard);
        if (due !== null && due <= now) shardTimeCame(shard, now);
      }
      settle();
    },
  };
}

function within<View>(shard: Shard | null, view: (shard: Shard) => View): View | null {
  return shard === null ? null : view(shard);
}
