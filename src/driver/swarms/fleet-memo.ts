import { type FleetMemo, plainFigures, type ShardCounters, type Tier, tierFigures, tiers } from '../../fleet/index.ts';
import { isObject, own } from '../../std/index.ts';

/** The fleet's figures as they lie in its memo: lists of numbers, since each writing of it is kept in the history. */
export interface PackedFleetMemo {
  readonly baton: 1;
  readonly fleet: Omit<FleetMemo, 'gone' | 'rows'>;
  readonly gone: PackedCounters;
  readonly rows: readonly (readonly [swarm: string, shard: number, era: number, revision: number, PackedCounters])[];
}

/** In the order of `plainFigures`, and then for each tier that there is its place among the tiers and its figures. */
type PackedCounters = readonly (number | readonly number[])[];

export function packFleetMemo({ gone, rows, ...fleet }: FleetMemo): PackedFleetMemo {
  return {
    baton: 1,
    fleet,
    gone: packCounters(gone),
    rows: rows.map(({ swarm, shard, era, revision, counters }) => [
      swarm,
      shard,
      era,
      revision,
      packCounters(counters),
    ]),
  };
}

/** Null where it is nothing of ours. */
export function readFleetMemo(value: unknown): FleetMemo | null {
  if (!isObject(value) || own(value, 'baton') !== 1) return null;
  const { fleet, gone, rows } = value as unknown as PackedFleetMemo;
  return {
    ...fleet,
    gone: unpackCounters(gone),
    rows: rows.map(([swarm, shard, era, revision, counters]) => ({
      swarm,
      shard,
      era,
      revision,
      counters: unpackCounters(counters),
    })),
  };
}

function packCounters(counters: ShardCounters): PackedCounters {
  const rows = tiers.flatMap((tier, at) => {
    const row = counters.tiers[tier];
    return row === undefined ? [] : [[at, ...tierFigures.map((name) => row[name])]];
  });
  return [...plainFigures.map((name) => counters[name]), ...rows];
}

function unpackCounters(packed: PackedCounters): ShardCounters {
  const numbers = packed.filter((each) => typeof each === 'number');
  const rows = packed.filter((each) => typeof each !== 'number');
  return {
    ...named(plainFigures, numbers),
    tiers: Object.fromEntries(
      rows.map(([at = 0, ...row]) => [tiers[at] satisfies Tier | undefined, named(tierFigures, row)]),
    ),
  };
}

function named<Name extends string>(names: readonly Name[], numbers: readonly number[]): Record<Name, number> {
  return Object.fromEntries(names.map((name, at) => [name, numbers[at] ?? 0])) as Record<Name, number>;
}
