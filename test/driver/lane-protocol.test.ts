import { describe, expect, test } from '@jest/globals';
import { isLanesInput, readClaims, readGrants } from '../../src/driver/swarms/lane-protocol.ts';
import { giveTurns, hearClaim, newLanes } from '../../src/fleet/lanes.ts';
import { tiers } from '../../src/fleet/tiers.ts';

/** Anybody who speaks Temporal can signal the lanes, and what throws there stops them for ever. */

describe('claims', () => {
  test('are read as they are said', () => {
    const said = {
      requester: 'swarm:a:0',
      swarm: 'a',
      tiers: { L20: { asked: 3, granted: 2, returned: 1 }, standard: { asked: 1, returned: 0 } },
    };
    expect(readClaims(said)).toEqual(said);
    expect(readClaims({ ...said, leaves: true })).toEqual({ ...said, leaves: true });
  });

  test.each<readonly [string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a list', [{}]],
    ['no requester', { swarm: 'a', tiers: {} }],
    ['a requester that is no text', { requester: 7, swarm: 'a', tiers: {} }],
    ['a very long one', { requester: 'x'.repeat(2_000), swarm: 'a', tiers: {} }],
    ['no tiers', { requester: 'a', swarm: 'a' }],
  ])('that are %s say nothing', (_what, value) => {
    expect(readClaims(value)).toBeNull();
  });

  test.each<readonly [string, unknown]>([
    ['negative', { asked: -1, returned: 0 }],
    ['broken', { asked: 1.5, returned: 0 }],
    ['endless', { asked: Number.POSITIVE_INFINITY, returned: 0 }],
    ['text', { asked: '1', returned: 0 }],
    ['half', { asked: 1 }],
    ['none', null],
  ])('with numbers that are %s ask for nothing', (_what, turns) => {
    const tiersSaid = { L20: turns, constructor: { asked: 1, returned: 0 } };
    expect(readClaims({ requester: 'a', swarm: 'a', tiers: tiersSaid })).toEqual({
      requester: 'a',
      swarm: 'a',
      tiers: {},
    });
  });

  test('of the greatest numbers there are get what there is', () => {
    const most = Number.MAX_SAFE_INTEGER;
    const state = newLanes({ all: 5, tier: 5, swarm: 5, ageMs: 1 });
    for (const tier of tiers)
      hearClaim(state, { requester: '__proto__', swarm: '', tier, turns: { asked: most, returned: 0 } }, 0);
    expect(giveTurns(state, 0)).toEqual([{ requester: '__proto__', tier: 'L20', granted: 5 }]);
  });
});

test('grants that are none are none', () => {
  expect(readGrants({ granted: { L20: 2, standard: -1, advanced: 'x', other: 1 } })).toEqual({ L20: 2 });
  for (const value of [undefined, null, 7, {}, { granted: [] }]) expect(readGrants(value)).toEqual({});
  expect(readGrants({ granted: { L20: 2 }, era: 3 }, 3)).toEqual({ L20: 2 });
  expect(readGrants({ granted: { L20: 2 }, era: 3 }, 4)).toEqual({});
});

test('only an envelope of ours opens lanes', () => {
  expect(isLanesInput({ baton: 1, engine: 1, lanes: null })).toBe(true);
  for (const value of [undefined, {}, { baton: 2, lanes: null }, { baton: 1 }]) expect(isLanesInput(value)).toBe(false);
});
