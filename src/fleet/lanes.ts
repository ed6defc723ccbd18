import { type Tier, tiers } from './tiers.ts';

/** Where tasks wait that the orchestrator does itself: who wants how many turns, who has how many, and whose turn is next.
 * Everybody speaks in numbers that only grow, so that what is heard twice, or late, changes nothing. */

export interface LaneLimits {
  /** TurnNumbers at a time, of all tiers and swarms. */
  readonly all: number;
  readonly tier: number;
  readonly swarm: number;
  /** Who has waited this long counts as one tier higher, and again, up to the highest. */
  readonly ageMs: number;
}

export const usualLaneLimits: LaneLimits = { all: 100, tier: 80, swarm: 50, ageMs: 30_000 };

export const laneRules = {
  /** What one requester wants within so long waits as one. */
  togetherMs: 1_000,
  /** Of one requester and tier: later wants join the last of these. */
  waits: 32,
  /** A requester that wants nothing and has nothing is forgotten after so long. */
  idleMs: 3_600_000,
  /** Of one that has not been heard of for so long it is asked whether it still is. */
  quietMs: 300_000,
} as const;

/** How a requester stands, for one tier, since it began: `asked` ≥ `granted` ≥ `returned`. What it knows to have been granted
 * is among it where it keeps count of that: these lanes may have been lost since. */
export interface TurnNumbers {
  readonly asked: number;
  readonly granted?: number;
  readonly returned: number;
}

/** What a requester says. */
export interface Claim {
  readonly requester: string;
  /** Requesters of one swarm share its limit. */
  readonly swarm: string;
  readonly tier: Tier;
  readonly turns: TurnNumbers;
  /** Which of those that have had this name, one after the other: each begins from 0. */
  readonly era?: number;
}

/** What is said to a requester: how many turns it has been granted since it began. */
export interface Grant {
  readonly requester: string;
  readonly tier: Tier;
  readonly granted: number;
  readonly era?: number;
}

export interface LanesState {
  limits: LaneLimits;
  /** By tier and requester. */
  readonly requesters: Map<string, Requester>;
  /** By tier, those who have waited longest first. */
  readonly waiting: Readonly<Record<Tier, Wait[]>>;
  readonly running: Running;
}

interface Requester {
  readonly requester: string;
  readonly swarm: string;
  readonly tier: Tier;
  asked: number;
  granted: number;
  returned: number;
  waits: number;
  heardAt: number;
  readonly era: number;
}

interface Wait {
  readonly of: Requester;
  count: number;
  readonly since: number;
}

interface Running {
  all: number;
  readonly tiers: Record<Tier, number>;
  readonly swarms: Map<string, number>;
}

/** From the highest. */
const byRank = tiers.toReversed();

export function newLanes(limits: LaneLimits = usualLaneLimits): LanesState {
  return {
    limits,
    requesters: new Map(),
    waiting: { standard: [], advanced: [], L20: [] },
    running: { all: 0, tiers: { standard: 0, advanced: 0, L20: 0 }, swarms: new Map() },
  };
}

/** Hears what a requester wants and has given back. */
export function hearClaim(state: LanesState, { requester, swarm, tier, turns, era = 0 }: Claim, at: number): void {
  const key = keyOf(tier, requester);
  let known = state.requesters.get(key);
  // Nobody has this name twice at a time: what the one before it had is free.
  if (known !== undefined && known.era !== era) {
    forget(state, known);
    known = undefined;
  }
  if (known === undefined) {
    known = { requester, swarm, tier, asked: 0, granted: 0, returned: 0, waits: 0, heardAt: at, era };
    state.requesters.set(key, known);
  }
  known.heardAt = at;
  known.asked = Math.max(known.asked, turns.asked);
  const granted = Math.max(known.granted, Math.min(turns.granted ?? turns.returned, known.asked));
  const returned = Math.max(known.returned, Math.min(turns.returned, granted));
  count(state, known, granted - returned - (known.granted - known.returned));
  known.granted = granted;
  known.returned = returned;
  settleWaits(state, known, at);
}

/** Gives as many turns as there are, to those whose they are. */
export function giveTurns(state: LanesState, at: number): readonly Grant[] {
  const places: Record<Tier, number> = { standard: 0, advanced: 0, L20: 0 };
  const changed = new Set<Requester>();
  while (state.running.all < state.limits.all) {
    const next = nextWait(state, places, at);
    if (next === null) break;
    const { of } = next;
    const turns = Math.min(next.count, state.limits.all - state.running.all, roomFor(state, of));
    next.count -= turns;
    of.granted += turns;
    count(state, of, turns);
    changed.add(of);
  }
  for (const tier of new Set([...changed].map((each) => each.tier))) dropEmpty(state.waiting[tier]);
  return [...changed].map(({ requester, tier, granted, era }) => ({
    requester,
    tier,
    granted,
    ...(era !== 0 && { era }),
  }));
}

/** Takes a requester out that is no more: what it had is free again. With an era: unless another has its name by now. */
export function leaveLanes(state: LanesState, requester: string, era?: number): void {
  for (const tier of tiers) {
    const known = state.requesters.get(keyOf(tier, requester));
    if (known !== undefined && (era === undefined || known.era === era)) forget(state, known);
  }
}

function forget(state: LanesState, known: Requester): void {
  const { requester, tier } = known;
  count(state, known, known.returned - known.granted);
  for (const wait of state.waiting[tier]) if (wait.of === known) wait.count = 0;
  dropEmpty(state.waiting[tier]);
  state.requesters.delete(keyOf(tier, requester));
}

/** Who waits or has turns, and has said nothing for long; and those who have neither are forgotten. */
export function quietRequesters(state: LanesState, at: number): readonly string[] {
  const quiet = new Set<string>();
  for (const [key, { requester, asked, returned, heardAt }] of state.requesters) {
    if (asked > returned) {
      if (heardAt + laneRules.quietMs <= at) quiet.add(requester);
    } else if (heardAt + laneRules.idleMs <= at) state.requesters.delete(key);
  }
  return [...quiet];
}

/** It was asked after, and it is. */
export function stillThere(state: LanesState, requester: string, at: number): void {
  for (const tier of tiers) {
    const known = state.requesters.get(keyOf(tier, requester));
    if (known !== undefined) known.heardAt = at;
  }
}

export function isIdle({ running, waiting }: LanesState): boolean {
  return running.all === 0 && tiers.every((tier) => waiting[tier].length === 0);
}

type RequesterRow = readonly [string, string, number, number, number, number, number, number?];

/** The state as one JSON value. */
export interface PackedLanes {
  /** Of each: id, swarm, place of its tier, asked, granted, returned, heard at, era where it has one. */
  readonly requesters: readonly RequesterRow[];
  /** By tier, from the first in turn: the requester's place, how many, since when. */
  readonly waiting: readonly (readonly (readonly [number, number, number])[])[];
}

export function packLanes({ requesters, waiting }: LanesState): PackedLanes {
  const all = [...requesters.values()];
  const places = new Map(all.map((each, place) => [each, place]));
  return {
    requesters: all.map(rowOf),
    waiting: tiers.map((tier) => waiting[tier].map(({ of, count: many, since }) => [places.get(of) ?? 0, many, since])),
  };
}

function rowOf({ requester, swarm, tier, asked, granted, returned, heardAt, era }: Requester): RequesterRow {
  const row = [requester, swarm, tiers.indexOf(tier), asked, granted, returned, heardAt] as const;
  return era === 0 ? row : [...row, era];
}

export function unpackLanes({ requesters, waiting }: PackedLanes, limits: LaneLimits): LanesState {
  const state = newLanes(limits);
  const all = requesters.map(([requester, swarm, rank, asked, granted, returned, heardAt, era = 0]): Requester => {
    const tier = tiers[rank] ?? 'standard';
    return { requester, swarm, tier, asked, granted, returned, waits: 0, heardAt, era };
  });
  for (const each of all) {
    state.requesters.set(keyOf(each.tier, each.requester), each);
    count(state, each, each.granted - each.returned);
  }
  for (const [rank, tier] of tiers.entries()) {
    for (const [place, many, since] of waiting[rank] ?? []) {
      const of = all[place];
      if (of === undefined) continue;
      of.waits += 1;
      state.waiting[tier].push({ of, count: many, since });
    }
  }
  return state;
}

function keyOf(tier: Tier, requester: string): string {
  return `${tier} ${requester}`;
}

function count({ running }: LanesState, { tier, swarm }: Requester, turns: number): void {
  running.all += turns;
  running.tiers[tier] += turns;
  const ofSwarm = (running.swarms.get(swarm) ?? 0) + turns;
  if (ofSwarm === 0) running.swarms.delete(swarm);
  else running.swarms.set(swarm, ofSwarm);
}

function roomFor({ limits, running }: LanesState, { tier, swarm }: Requester): number {
  return Math.min(limits.tier - running.tiers[tier], limits.swarm - (running.swarms.get(swarm) ?? 0));
}

/** What is asked and neither granted nor waiting begins to wait now. */
function settleWaits(state: LanesState, of: Requester, at: number): void {
  const queue = state.waiting[of.tier];
  let missing = of.asked - of.granted;
  let last: Wait | undefined;
  if (of.waits > 0) {
    for (const wait of queue) {
      if (wait.of !== of) continue;
      // These lanes were lost, and what waits has been granted by those before them.
      if (wait.count > missing) wait.count = missing;
      missing -= wait.count;
      last = wait;
    }
  }
  if (missing > 0 && last !== undefined && (last.since + laneRules.togetherMs > at || of.waits >= laneRules.waits)) {
    last.count += missing;
  } else if (missing > 0) {
    queue.push({ of, count: missing, since: Math.max(at, queue.at(-1)?.since ?? at) });
    of.waits += 1;
  }
  dropEmpty(queue);
}

/** In each tier who has waited longest stands highest, so the next one is the first of a tier for which there is room. Room
 * only shrinks while turns are given: who was passed over is not looked at again. */
function nextWait(state: LanesState, places: Record<Tier, number>, at: number): Wait | null {
  let best: { readonly wait: Wait; readonly level: number } | null = null;
  for (const [rank, tier] of byRank.entries()) {
    const queue = state.waiting[tier];
    let wait = queue[places[tier]];
    while (wait !== undefined && (wait.count === 0 || roomFor(state, wait.of) <= 0)) {
      places[tier] += 1;
      wait = queue[places[tier]];
    }
    if (wait === undefined) continue;
    const level = levelOf(rank, at - wait.since, state.limits);
    const isBetter = best === null || level < best.level || (level === best.level && wait.since < best.wait.since);
    if (isBetter) best = { wait, level };
  }
  return best?.wait ?? null;
}

/** 0 is the highest. Who has reached it is overtaken by nobody who came later: so each wait ends. */
function levelOf(rank: number, waitedMs: number, { ageMs }: LaneLimits): number {
  return Math.max(0, rank - Math.floor(Math.max(0, waitedMs) / ageMs));
}

function dropEmpty(queue: Wait[]): void {
  let kept = 0;
  for (const wait of queue) {
    if (wait.count > 0) queue[kept++] = wait;
    else wait.of.waits -= 1;
  }
  queue.length = kept;
}
