import type { Tier } from './tiers.ts';

/** Figures of one tier in a shard. All but `active` are of all bots there ever were. */
export interface TierCounters {
  readonly active: number;
  readonly completed: number;
  readonly failed: number;
  /** From assigned to completed, of all completed together. */
  readonly completedMs: number;
}

/** Always: given = pending + waiting + dead + completed + failed + cancelled, and bots = active + draining + lost. */
export interface ShardCounters {
  /** On record. */
  readonly bots: number;
  readonly active: number;
  readonly draining: number;
  readonly lost: number;
  /** Bots there ever were. */
  readonly created: number;
  /** Tasks there ever were, shares of mass tasks included. */
  readonly given: number;
  /** With a bot. */
  readonly pending: number;
  /** For a bot that is able. */
  readonly waiting: number;
  /** Dead letters. */
  readonly dead: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly tiers: Readonly<Partial<Record<Tier, TierCounters>>>;
}

/** In the order in which they are packed. */
export const plainFigures = [
  'bots',
  'active',
  'draining',
  'lost',
  'created',
  'given',
  'pending',
  'waiting',
  'dead',
  'completed',
  'failed',
  'cancelled',
] as const satisfies readonly Exclude<keyof ShardCounters, 'tiers'>[];

export const tierFigures = [
  'active',
  'completed',
  'failed',
  'completedMs',
] as const satisfies readonly (keyof TierCounters)[];

const noTier: TierCounters = { active: 0, completed: 0, failed: 0, completedMs: 0 };

export const noCounters: ShardCounters = {
  bots: 0,
  active: 0,
  draining: 0,
  lost: 0,
  created: 0,
  given: 0,
  pending: 0,
  waiting: 0,
  dead: 0,
  completed: 0,
  failed: 0,
  cancelled: 0,
  tiers: {},
};

export function addCounters(one: ShardCounters, other: ShardCounters): ShardCounters {
  const tiers = { ...one.tiers };
  for (const [name, row] of Object.entries(other.tiers)) {
    const tier = name as keyof typeof tiers;
    tiers[tier] = addFigures(tierFigures, tiers[tier] ?? noTier, row);
  }
  return { ...addFigures(plainFigures, one, other), tiers };
}

/** Of those alone. */
export function addFigures<Name extends string>(
  names: readonly Name[],
  one: Readonly<Record<Name, number>>,
  other: Readonly<Record<Name, number>>,
): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, one[name] + other[name]])) as Record<Name, number>;
}

/** How far the shares of a mass task are; total = pending + completed + failed + cancelled. */
export interface MassProgress {
  readonly mass: string;
  readonly total: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
}

/** What a shard says of itself. Everything in it is a sum since the beginning, so the greatest `revision` is all one needs. */
export interface ShardReport {
  readonly swarm: string;
  readonly shard: number;
  /** Tells a swarm from one of the same id that was deleted before. */
  readonly era: number;
  readonly revision: number;
  readonly counters: ShardCounters;
  readonly masses: readonly MassProgress[];
  readonly closed?: true;
}
