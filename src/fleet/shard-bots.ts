import { popHeap, pushHeap } from '../std/index.ts';
import { type Refused, refused } from './refused.ts';
import { botState, kindOf, placeOf, type Shard } from './shard.ts';
import { botId } from './ids.ts';
import type { Tier } from './tiers.ts';

type TierRow = NonNullable<Shard['counters']['tiers'][Tier]>;

export function tierRow({ counters }: Shard, tier: Tier): TierRow {
  return (counters.tiers[tier] ??= { active: 0, completed: 0, failed: 0, completedMs: 0 });
}

/** The one place where a bot's status changes, so that the counters cannot differ from the bots. */
export function setStatus(shard: Shard, place: number, status: number): void {
  count(shard, place, -1);
  shard.bots.status[place] = status;
  count(shard, place, 1);
}

function count(shard: Shard, place: number, one: 1 | -1): void {
  const { bots, counters } = shard;
  const status = bots.status[place];
  if (status === botState.none || status === botState.deleted) return;
  counters.bots += one;
  if (status === botState.active) {
    counters.active += one;
    tierRow(shard, kindOf(shard, place).tier).active += one;
  } else if (status === botState.draining) counters.draining += one;
  else counters.lost += one;
}

/** Whether it is asked to do what is for all: a lost one's part waits for it. */
export function takesPart(shard: Shard, place: number): boolean {
  const status = shard.bots.status[place];
  if (shard.draining && isDraining(shard, place)) return true;
  return status === botState.active || status === botState.lost;
}

export function isDraining({ bots }: Shard, place: number): boolean {
  const status = bots.status[place];
  return status === botState.draining || status === botState.lostDraining;
}

/** Whom a task is given to that the bots together have already: where all drain, those that do finish what they have. */
function finishing({ draining }: Shard): number {
  return draining ? botState.draining : botState.active;
}

export function isAble(shard: Shard, place: number, capabilities: readonly string[]): boolean {
  if (capabilities.length === 0) return true;
  const own = kindOf(shard, place).capabilities;
  return capabilities.every((each) => own.includes(each));
}

export function noSuchBot(shard: Shard, index: number): Refused {
  return refused('bot-not-found', `there is no bot \`${botId(shard.swarm, index)}\``);
}

/** Why a bot takes no new task; null if it does. */
export function unfitFor(shard: Shard, index: number, capabilities: readonly string[]): Refused | null {
  const place = placeOf(shard, index);
  if (place === null) return noSuchBot(shard, index);
  const id = botId(shard.swarm, index);
  const status = shard.bots.status[place];
  if (isDraining(shard, place)) {
    return refused('bot-draining', `\`${id}\` is draining and takes no new tasks`);
  }
  if (status === botState.lost) {
    return refused('bot-lost', `\`${id}\` is lost: a lease of it ran out, and it has not been heard of since`);
  }
  if (isAble(shard, place, capabilities)) return null;
  const own = kindOf(shard, place).capabilities;
  return refused('capability-missing', missing(`\`${id}\``, own, capabilities));
}

export function missing(who: string, own: readonly string[], asked: readonly string[]): string {
  const first = asked.find((each) => !own.includes(each)) ?? '';
  const has = own.length === 0 ? 'has none' : `has ${own.map((each) => `\`${each}\``).join(', ')}`;
  return `the task asks for the capability \`${first}\`, and ${who} ${has}`;
}

/** Able, active (see `finishing`), the fewest pending, the longest idle, the first. */
export function leastLoaded(shard: Shard, capabilities: readonly string[]): number | null {
  const { spec, bots } = shard;
  if (spec !== null && !capabilities.every((each) => spec.capabilities.includes(each))) return null;
  const { status, pending, lastActive } = bots;
  const wanted = finishing(shard);
  let best: number | null = null;
  let least = Infinity;
  let since = Infinity;
  // Written out, by number: a walk over keys costs many times as much, and this is done for every task that names no bot.
  for (let place = 0; place < status.length; place++) {
    if (status[place] !== wanted) continue;
    const own = pending[place] ?? 0;
    if (own > least) continue;
    const active = lastActive[place] ?? 0;
    if (own === least && active >= since) continue;
    if (spec === null && !isAble(shard, place, capabilities)) continue;
    best = place;
    least = own;
    since = active;
  }
  return best;
}

function isLessLoaded({ bots }: Shard, place: number, other: number): boolean {
  const fewer = (bots.pending[place] ?? 0) - (bots.pending[other] ?? 0);
  const longer = (bots.lastActive[place] ?? 0) - (bots.lastActive[other] ?? 0);
  return fewer !== 0 ? fewer < 0 : longer !== 0 ? longer < 0 : place < other;
}

/** So many are looked for among all before they are put in an order, which takes as long as some ten looks. */
const looks = 8;

/** As `leastLoaded` among some, for many tasks in a row, each of which is given to whom was found before the next is asked for. */
export function leastLoadedOf(
  shard: Shard,
  places?: Iterable<number>,
): (capabilities: readonly string[]) => number | null {
  const { spec } = shard;
  let looked = 0;
  let ordered: ReturnType<typeof inOrder> | null = null;
  return (capabilities) => {
    // Most often there is nothing to be given, or little.
    if (places === undefined && (spec === null || looked++ < looks)) return leastLoaded(shard, capabilities);
    ordered ??= inOrder(shard, places ?? shard.bots.status.keys());
    return ordered(capabilities);
  };
}

function inOrder(shard: Shard, places: Iterable<number>): (capabilities: readonly string[]) => number | null {
  const { spec } = shard;
  const isBefore = (a: number, b: number): boolean => isLessLoaded(shard, a, b);
  const wanted = finishing(shard);
  const active = [...places].filter((place) => shard.bots.status[place] === wanted);
  // Each of the pool has its own capabilities: none is the first for every task.
  if (spec === null) {
    return (capabilities) =>
      active
        .filter((place) => isAble(shard, place, capabilities))
        .reduce<number | null>((best, place) => (best === null || isBefore(place, best) ? place : best), null);
  }
  const heap: number[] = [];
  for (const place of active) pushHeap(heap, place, isBefore);
  let given: number | undefined;
  return (capabilities) => {
    if (!capabilities.every((each) => spec.capabilities.includes(each))) return null;
    // Only now does it have the task that it was found for.
    if (given !== undefined) pushHeap(heap, given, isBefore);
    given = popHeap(heap, isBefore);
    return given ?? null;
  };
}
