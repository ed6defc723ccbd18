import { expect, test } from '@jest/globals';
import { applyFleet, beginFleet, type BotSpec, fleetLimits, shardOf } from '../../src/fleet/index.ts';

test('bots of the pool whose names and capabilities are long have shards with fewer bots', () => {
  const fleet = beginFleet({});
  const capabilities = Array.from({ length: 50 }, () => 'c'.repeat(100));
  const long: BotSpec = { name: 'n'.repeat(200), tier: 'L20', capabilities };
  const firsts = Array.from({ length: 300 }, (_, at) => {
    applyFleet(fleet, { op: `${at}`, kind: 'create-bots', bots: [long] }, 0);
    const made = fleet.ops.get(`${at}`)?.value;
    return made?.kind === 'bots-created' ? made.first : -1;
  });
  const ofFirst = firsts.filter((index) => shardOf(index) === 0).length;
  expect(firsts.slice(0, ofFirst)).toEqual(Array.from({ length: ofFirst }, (_, at) => at));
  expect(ofFirst).toBeGreaterThan(50);
  expect(ofFirst * 5_000).toBeLessThan(fleetLimits.specBytes);
  expect(firsts[ofFirst]).toBe(fleetLimits.botsPerShard);
  expect(new Set(firsts).size).toBe(300);
});
