import { describe, expect, test } from '@jest/globals';
import {
  type Claim,
  giveTurns,
  hearClaim,
  isIdle,
  type LaneLimits,
  laneRules,
  leaveLanes,
  type LanesState,
  newLanes,
  packLanes,
  quietRequesters,
  stillThere,
  unpackLanes,
} from '../../src/fleet/lanes.ts';
import { type Tier, tiers } from '../../src/fleet/tiers.ts';

/** The same numbers for the same seed. */
function chance(seed: number): (below: number) => number {
  let state = seed + 0x9e3779b9;
  return (below) => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
    state = Math.imul(state ^ (state >>> 12), 0x297a2d39);
    state ^= state >>> 15;
    return (state >>> 0) % below;
  };
}

const ageMs = 30_000;
const wide: LaneLimits = { all: 1000, tier: 1000, swarm: 1000, ageMs };

interface Side {
  readonly requester: string;
  readonly swarm: string;
  readonly tier: Tier;
  asked: number;
  granted: number;
  returned: number;
}

const sideOf = (requester: string, tier: Tier, swarm = requester): Side => ({
  requester,
  swarm,
  tier,
  asked: 0,
  granted: 0,
  returned: 0,
});

const claimOf = ({ requester, swarm, tier, asked, granted, returned }: Side): Claim => ({
  requester,
  swarm,
  tier,
  turns: { asked, granted, returned },
});

function wants(state: LanesState, side: Side, many: number, at: number): void {
  side.asked += many;
  hearClaim(state, claimOf(side), at);
}

function frees(state: LanesState, side: Side, many: number, at: number): void {
  side.returned += many;
  hearClaim(state, claimOf(side), at);
}

/** In the order in which they came, one name for each turn. */
function grant(state: LanesState, sides: readonly Side[], at: number): readonly string[] {
  return giveTurns(state, at).flatMap(({ requester, tier, granted }) => {
    const side = sides.find((each) => each.requester === requester && each.tier === tier);
    if (side === undefined) throw new Error(`nobody is called ${requester}`);
    const turns = granted - side.granted;
    side.granted = granted;
    return Array.from({ length: turns }, () => requester);
  });
}

describe('turns are given', () => {
  test('to L20 before advanced before standard, whoever came first', () => {
    const state = newLanes({ ...wide, all: 4 });
    const sides = [sideOf('s', 'standard'), sideOf('a', 'advanced'), sideOf('l', 'L20')];
    for (const side of sides) wants(state, side, 2, 0);
    expect(grant(state, sides, 0)).toEqual(['l', 'l', 'a', 'a']);
    for (const side of sides.slice(1)) frees(state, side, 2, 10);
    expect(grant(state, sides, 10)).toEqual(['s', 's']);
  });

  test('to who has waited longer, once waiting has raised him', () => {
    const state = newLanes({ ...wide, all: 1 });
    const [first, old, fresh] = [sideOf('first', 'L20'), sideOf('old', 'standard'), sideOf('fresh', 'L20')];
    const sides = [first, old, fresh];
    wants(state, first, 1, 0);
    expect(grant(state, sides, 0)).toEqual(['first']);
    wants(state, old, 1, 0);
    wants(state, fresh, 1, 1);
    // Two tiers higher takes twice as long.
    frees(state, first, 1, 2 * ageMs - 1);
    expect(grant(state, sides, 2 * ageMs - 1)).toEqual(['fresh']);
    wants(state, fresh, 1, 2 * ageMs);
    frees(state, fresh, 1, 2 * ageMs);
    expect(grant(state, sides, 2 * ageMs)).toEqual(['old']);
  });

  test('past a swarm that has its fill', () => {
    const state = newLanes({ ...wide, all: 10, swarm: 3 });
    const sides = [sideOf('x1', 'L20', 'x'), sideOf('x2', 'advanced', 'x'), sideOf('y', 'standard', 'y')];
    for (const side of sides) wants(state, side, 4, 0);
    expect(grant(state, sides, 0)).toEqual(['x1', 'x1', 'x1', 'y', 'y', 'y']);
  });

  test('past a tier that has its fill', () => {
    const state = newLanes({ ...wide, all: 10, tier: 3 });
    const sides = [sideOf('l', 'L20'), sideOf('s', 'standard')];
    for (const side of sides) wants(state, side, 5, 0);
    expect(grant(state, sides, 0)).toEqual(['l', 'l', 'l', 's', 's', 's']);
  });

  test('who has a name after another begins anew, and what the other had is free', () => {
    let state = newLanes({ ...wide, all: 50 });
    const claim = (era: number, asked: number, returned = 0): void =>
      hearClaim(state, { requester: 'swarm:x:0', swarm: 'x', tier: 'L20', turns: { asked, returned }, era }, 0);
    claim(1, 60);
    expect(giveTurns(state, 0)).toEqual([{ requester: 'swarm:x:0', tier: 'L20', granted: 50, era: 1 }]);
    // The last word of the first may have been lost with it.
    claim(2, 1);
    state = unpackLanes(packLanes(state), state.limits);
    expect(giveTurns(state, 0)).toEqual([{ requester: 'swarm:x:0', tier: 'L20', granted: 1, era: 2 }]);
    claim(2, 1, 1);
    leaveLanes(state, 'swarm:x:0', 1);
    claim(2, 2, 1);
    expect(giveTurns(state, 0)).toEqual([{ requester: 'swarm:x:0', tier: 'L20', granted: 2, era: 2 }]);
    leaveLanes(state, 'swarm:x:0', 2);
    expect(state.requesters.size).toBe(0);
    expect(isIdle(state)).toBe(true);
  });

  test('back by whoever is no more', () => {
    const state = newLanes({ ...wide, all: 2 });
    const sides = [sideOf('gone', 'L20'), sideOf('next', 'standard')];
    for (const side of sides) wants(state, side, 3, 0);
    expect(grant(state, sides, 0)).toEqual(['gone', 'gone']);
    leaveLanes(state, 'gone');
    expect(grant(state, sides, 1)).toEqual(['next', 'next']);
    expect(state.running.all).toBe(2);
  });
});

describe('what is said', () => {
  test('twice, or an old word late, changes nothing', () => {
    const state = newLanes({ ...wide, all: 2 });
    const side = sideOf('a', 'standard');
    wants(state, side, 3, 0);
    const old = claimOf(side);
    expect(grant(state, [side], 0)).toEqual(['a', 'a']);
    frees(state, side, 2, 1);
    const before = JSON.stringify([packLanes(state), state.running]);
    hearClaim(state, old, 1);
    hearClaim(state, claimOf(side), 1);
    expect(JSON.stringify([packLanes(state), state.running])).toBe(before);
    expect(grant(state, [side], 2)).toEqual(['a']);
  });

  test('to lanes that have forgotten everything puts them where they were', () => {
    const before = newLanes({ ...wide, all: 2 });
    const side = sideOf('a', 'standard');
    wants(before, side, 5, 0);
    grant(before, [side], 0);
    frees(before, side, 1, 1);
    const after = newLanes({ ...wide, all: 2 });
    hearClaim(after, claimOf(side), 2);
    expect(after.running.all).toBe(1);
    expect(grant(after, [side], 3)).toEqual(['a']);
  });

  test('with numbers that cannot be gives nobody turns that he has not', () => {
    const state = newLanes(wide);
    hearClaim(state, { requester: 'a', swarm: 'a', tier: 'L20', turns: { asked: 1, granted: 7, returned: 9 } }, 0);
    expect(state.running.all).toBe(0);
    expect(giveTurns(state, 0)).toEqual([]);
  });
});

describe('who says nothing', () => {
  test('is asked after while he has turns or waits, and forgotten when he has neither', () => {
    const state = newLanes({ ...wide, all: 1 });
    const sides = [sideOf('runs', 'L20'), sideOf('waits', 'L20'), sideOf('idle', 'standard')];
    for (const side of sides) wants(state, side, side.requester === 'idle' ? 0 : 1, 0);
    grant(state, sides, 0);
    expect(quietRequesters(state, laneRules.quietMs - 1)).toEqual([]);
    expect(quietRequesters(state, laneRules.quietMs)).toEqual(['runs', 'waits']);
    stillThere(state, 'runs', laneRules.quietMs);
    expect(quietRequesters(state, laneRules.quietMs)).toEqual(['waits']);
    expect(state.requesters.size).toBe(3);
    quietRequesters(state, laneRules.idleMs);
    expect(state.requesters.size).toBe(2);
  });
});

/** Slow and obvious: every single turn that is asked is an entry, and the best of all entries is looked for each time. */
interface Entry {
  readonly side: Side;
  readonly since: number;
  readonly place: number;
}

class Model {
  readonly #limits: LaneLimits;
  readonly #entries: Entry[] = [];
  readonly #running: Side[] = [];
  #places = 0;

  constructor(limits: LaneLimits) {
    this.#limits = limits;
  }

  wants(side: Side, many: number, at: number): void {
    const own = this.#entries.filter((each) => each.side === side);
    const last = own.toSorted((a, b) => a.place - b.place).at(-1);
    const waits = new Set(own.map(({ place }) => place)).size;
    const joins = last !== undefined && (last.since + laneRules.togetherMs > at || waits >= laneRules.waits);
    const place = joins ? last.place : this.#places++;
    const since = joins ? last.since : at;
    for (let i = 0; i < many; i++) this.#entries.push({ side, since, place });
  }

  frees(side: Side): void {
    this.#running.splice(this.#running.indexOf(side), 1);
  }

  grant(at: number): readonly string[] {
    const given: string[] = [];
    for (;;) {
      const { all, tier, swarm } = this.#limits;
      const fits = this.#entries.filter(
        ({ side }) =>
          this.#running.length < all &&
          this.#running.filter((each) => each.tier === side.tier).length < tier &&
          this.#running.filter((each) => each.swarm === side.swarm).length < swarm,
      );
      const [best] = fits.toSorted(
        (a, b) =>
          level(a, at) - level(b, at) ||
          a.since - b.since ||
          tiers.indexOf(b.side.tier) - tiers.indexOf(a.side.tier) ||
          a.place - b.place,
      );
      if (best === undefined) return given;
      this.#entries.splice(this.#entries.indexOf(best), 1);
      this.#running.push(best.side);
      given.push(best.side.requester);
    }
  }
}

function level({ side, since }: Entry, at: number): number {
  return Math.max(0, 2 - tiers.indexOf(side.tier) - Math.floor((at - since) / ageMs));
}

describe('whatever is asked and returned', () => {
  test.each(Array.from({ length: 24 }, (_, seed) => seed))(
    'all goes as slow and obvious rules have it (%i)',
    (seed) => {
      const random = chance(seed);
      const limits = { all: 1 + random(8), tier: 1 + random(6), swarm: 1 + random(5), ageMs };
      let state = newLanes(limits);
      const model = new Model(limits);
      const sides = Array.from({ length: 2 + random(7) }, (_, i) =>
        sideOf(`r${i}`, tiers[random(3)] ?? 'standard', `swarm${random(3)}`),
      );
      let at = 0;
      for (let turn = 0; turn < 150; turn++) {
        at += [0, 1, 500, 2_000, 20_000][random(5)] ?? 0;
        const side = sides[random(sides.length)] as Side;
        if (random(2) === 0) {
          const many = 1 + random(4);
          wants(state, side, many, at);
          model.wants(side, many, at);
        } else if (side.granted > side.returned) {
          frees(state, side, 1, at);
          model.frees(side);
        }
        if (random(20) === 0) state = unpackLanes(JSON.parse(JSON.stringify(packLanes(state))), limits);
        // Heard again, it changes nothing.
        if (random(4) === 0) hearClaim(state, claimOf(sides[random(sides.length)] as Side), at);
        // Which of several turns that come together is whose, is told by how many each has.
        expect(grant(state, sides, at).toSorted()).toEqual(model.grant(at).toSorted());
        const { all, tiers: inTiers, swarms } = state.running;
        expect(all).toBe(sides.reduce((sum, { granted, returned }) => sum + granted - returned, 0));
        expect(all).toBeLessThanOrEqual(limits.all);
        for (const tier of tiers) expect(inTiers[tier]).toBeLessThanOrEqual(limits.tier);
        for (const many of swarms.values()) expect(many).toBeLessThanOrEqual(limits.swarm);
      }
      for (const side of sides) {
        for (; side.asked > side.returned; at += 1) {
          for (const each of sides)
            if (each.granted > each.returned) frees(state, each, each.granted - each.returned, at);
          grant(state, sides, at);
        }
      }
      expect(isIdle(state)).toBe(true);
    },
  );

  test('who waits is passed by no more than what came before him rose as high', () => {
    // L20 never stops coming, each second more of it than there are turns; turns come free one a second.
    const state = newLanes({ ...wide, all: 1 });
    const [low, high] = [sideOf('low', 'standard'), sideOf('high', 'L20')];
    wants(state, high, 3, 0);
    wants(state, low, 1, 0);
    let at = 0;
    for (; low.granted === 0 && at < 10 * ageMs; at += 1_000) {
      wants(state, high, 3, at);
      if (high.granted > high.returned) frees(state, high, 1, at);
      grant(state, [low, high], at);
    }
    // As soon as it has risen twice it stands before all that came later.
    expect(at - 1_000).toBe(2 * ageMs);
  });
});
