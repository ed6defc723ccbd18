import { type PackedLanes, type LaneLimits, type Tier, tiers, type TurnNumbers } from '../../fleet/index.ts';
import { isObject, type Json, own } from '../../std/index.ts';

/** What the lanes and those who want turns of them say to each other. Stored in histories, like all protocol. */

/** There is one for a namespace. */
export const lanesId = 'baton:lanes';

export const laneSignals = {
  claims: 'baton.lane-claims',
  grants: 'baton.lane-grants',
} as const;

export interface LanesInput {
  readonly baton: 1;
  readonly engine: number;
  readonly lanes: PackedLanes | null;
}

export function isLanesInput(input: unknown): input is LanesInput {
  return isObject(input) && own(input, 'baton') === 1 && own(input, 'lanes') !== undefined;
}

/** What one requester says, of all tiers that it has ever wanted turns of. */
export interface LaneClaims {
  readonly requester: string;
  readonly swarm: string;
  readonly tiers: Readonly<Partial<Record<Tier, TurnNumbers>>>;
  /** Of shards: a swarm that is made anew has the ids of the one before it. */
  readonly era?: number;
  /** Its last word: it wants nothing more, and what it had is free. */
  readonly leaves?: true;
}

/** All that were granted since it began. */
export interface LaneGrants {
  readonly granted: Readonly<Partial<Record<Tier, number>>>;
  /** That they were granted to. */
  readonly era?: number;
}

export interface LanesCheck {
  /** Requesters that have said nothing for long. */
  readonly ids: readonly string[];
}

export interface LanesChecked {
  readonly limits: LaneLimits;
  /** Those of them that are no more. */
  readonly gone: readonly string[];
}

/** Anybody who speaks Temporal can send a signal, so it is looked at. Null where it says nothing. */
export function readClaims(value: unknown): LaneClaims | null {
  if (!isObject(value)) return null;
  const requester = own(value, 'requester');
  const swarm = own(value, 'swarm');
  const given = own(value, 'tiers');
  if (typeof requester !== 'string' || typeof swarm !== 'string' || !isObject(given)) return null;
  if (requester.length > longestId || swarm.length > longestId) return null;
  const turns: Partial<Record<Tier, TurnNumbers>> = {};
  for (const tier of tiers) {
    const read = readTurns(own(given, tier));
    if (read !== null) turns[tier] = read;
  }
  const era = own(value, 'era');
  const more = { ...(isCount(era) && { era }), ...(own(value, 'leaves') === true && { leaves: true as const }) };
  return { requester, swarm, tiers: turns, ...more };
}

/** Those of another era are nobody's any more. */
export function readGrants(value: unknown, era = 0): LaneGrants['granted'] {
  const of = isObject(value) ? own(value, 'era') : undefined;
  if (isCount(of) && of !== era) return {};
  const given = isObject(value) ? own(value, 'granted') : undefined;
  const granted: Partial<Record<Tier, number>> = {};
  for (const tier of tiers) {
    const many = isObject(given) ? own(given, tier) : undefined;
    if (isCount(many)) granted[tier] = many;
  }
  return granted;
}

const longestId = 1_000;

function readTurns(value: Json | undefined): TurnNumbers | null {
  if (!isObject(value)) return null;
  const [asked, returned, granted] = [own(value, 'asked'), own(value, 'returned'), own(value, 'granted')];
  if (!isCount(asked) || !isCount(returned)) return null;
  return { asked, returned, ...(isCount(granted) && { granted }) };
}

function isCount(value: Json | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
