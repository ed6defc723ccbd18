import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { wasLate } from '../config/index.ts';
import { type FleetSwarm, type Pace, readFleetMemo } from '../driver/index.ts';
import {
  addCounters,
  fleetLimits,
  type FleetMemo,
  type FleetOperation,
  type FleetResult,
  noCounters,
  type Page,
  type ShardOperation,
  type ShardRef,
  type ShardResult,
  shardWorkflowId,
  type SwarmView,
} from '../fleet/index.ts';
import { Refusal } from '../problems/index.ts';
import type { Entities } from './entities.ts';
import { createEntityCalls } from './entity-calls.ts';
import { createGroupCommit } from './group-commit.ts';
import { swarmLimits } from './limits.ts';
import { createOwnReports } from './own-reports.ts';

export interface EntitiesOptions {
  readonly client: Client;
  /** Bots that there may be. */
  readonly capacity?: number;
  /** Of a fleet that is not there yet, and of its shards. */
  readonly pace?: Partial<Pace>;
}

/** Fleet and shards on Temporal. Nothing is kept here but the newest figures, which the fleet hears of as well: any number of
 * these may serve the same namespace. */
export function createEntities({ client, capacity = fleetLimits.capacity, pace }: EntitiesOptions): Entities {
  const calls = createEntityCalls(client, { capacity, pace });
  const own = createOwnReports();
  const nameBatch = (): string => randomUUID();
  const ofFleet = createGroupCommit<'fleet', FleetOperation, FleetResult>({
    nameOf: (name) => name,
    nameBatch,
    inFlight: swarmLimits.fleetUpdatesInFlight,
    // They wait for shards, and need not for each other.
    gatherFor: 0,
    send: async (_, batch, operations) => (await calls.applyFleet(batch, operations)).results,
  });
  const ofShards = createGroupCommit<ShardRef, ShardOperation, ShardResult | 'none'>({
    nameOf: shardWorkflowId,
    nameBatch,
    send: async (ref, batch, operations) => {
      const applied = await calls.applyShard(ref, batch, operations);
      if (applied === null) return operations.map(() => 'none');
      own.note({ ...ref, ...applied.report });
      return applied.results;
    },
  });
  const newest = ({ view, rows }: FleetSwarm): SwarmView => ({
    ...view,
    counters: rows.map((row) => own.newest(row).counters).reduce(addCounters, noCounters),
  });

  return {
    now: Date.now,
    fleet: {
      apply: async (operation) => await unlessLate(ofFleet.submit('fleet', operation)),
      swarm: async (swarm) => {
        const found = await calls.askFleet<FleetSwarm>({ kind: 'swarm', swarm });
        return found === null ? null : newest(found);
      },
      swarms: async (page) => {
        const found = await calls.askFleet<Page<FleetSwarm>>({ kind: 'swarms', ...page });
        return found === null ? nothing : { ...found, entries: found.entries.map(newest) };
      },
      mass: async (mass) => await calls.askFleet({ kind: 'mass', mass }),
      masses: async (swarm, page) => (await calls.askFleet({ kind: 'masses', swarm, ...page })) ?? nothing,
      memo: async () => {
        const settle = own.settling();
        const memo = readFleetMemo(await calls.fleetMemo()) ?? { ...noFleet, capacity };
        settle(memo.rows);
        return { ...memo, rows: memo.rows.map((row) => own.newest(row)) };
      },
    },
    shard: (ref) => ({
      apply: async (operation) => {
        const result = await unlessLate(ofShards.submit(ref, operation));
        return result === 'none' ? null : result;
      },
      bot: async (bot) => await calls.askShard(ref, { kind: 'bot', bot }),
      bots: async (page) => await calls.askShard(ref, { kind: 'bots', ...page }),
      tasksOfBot: async (bot, page) => await calls.askShard(ref, { kind: 'tasks-of-bot', bot, ...page }),
      task: async (task) => await calls.askShard(ref, { kind: 'task', task }),
      mass: async (mass, page) => await calls.askShard(ref, { kind: 'mass', mass, ...page }),
      deadLetters: async (page) => await calls.askShard(ref, { kind: 'dead-letters', ...page }),
    }),
  };
}

const nothing: Page<never> = { entries: [], next: null };

/** Before there was the first bot. */
const noFleet: Omit<FleetMemo, 'capacity'> = { bots: 0, created: 0, swarms: 0, gone: noCounters, rows: [] };

/** What an operation may have done that was not answered, only another one with its key finds out. */
async function unlessLate<Answer>(asked: Promise<Answer>): Promise<Answer> {
  try {
    return await asked;
  } catch (error) {
    if (!wasLate(error)) throw error;
    const seconds = swarmLimits.deadlineMs / 1000;
    throw new Refusal(
      'temporal-unavailable',
      `no worker has answered within ${seconds} seconds; it may have been done, or may be done yet: the same request with the same Idempotency-Key finds out`,
    );
  }
}
