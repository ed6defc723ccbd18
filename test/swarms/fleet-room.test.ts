import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { mostPacked, packedBytes } from '../../src/codec/index.ts';
import { createFleetRoom } from '../../src/driver/swarms/fleet-room.ts';
import {
  applyFleet,
  beginFleet,
  fleetLimits,
  type FleetOperation,
  saveFleet,
  takeFleetEffects,
} from '../../src/fleet/index.ts';

/** A fleet with as much as callers may write into it is still one payload. */

const random = (bytes: number): string => randomBytes(bytes).toString('base64').slice(0, bytes);

test('swarms with long names and many capabilities, as many as there is room for', async () => {
  const fleet = beginFleet({ capacity: 10_000 });
  for (let n = 0; n < fleetLimits.fleetOps; n++) {
    const value = { kind: 'bots-created', first: n, count: 1, at: 1_790_000_000_000 + n * 7 } as const;
    fleet.ops.set(random(22), { left: 0, counted: 0, value });
  }
  const refuse = createFleetRoom(fleet);
  const create = (at: number): FleetOperation => ({
    op: `op ${at}`,
    kind: 'create-swarm',
    swarm: `swarm${at}`,
    count: 1,
    spec: { name: random(200), tier: 'L20', capabilities: Array.from({ length: 50 }, () => random(100)) },
  });
  const ask = (operation: FleetOperation) => {
    const answer = refuse(operation) ?? applyFleet(fleet, operation, 0);
    takeFleetEffects(fleet);
    return answer;
  };
  const first = create(0);
  ask(first);
  let at = 1;
  while (ask(create(at)) === 'waiting') at++;
  expect(at).toBeGreaterThan(200);
  expect(ask(create(at))).toMatchObject({ ok: false, code: 'too-many-swarms' });
  expect(ask(first)).toBe('waiting');
  const mass = (n: number) =>
    ask({
      op: `mass ${n}`,
      kind: 'mass',
      swarm: 'swarm0',
      mass: `mass-swarm0-${String(n).padStart(8, '0')}`,
      type: random(200),
      data: 1,
    });
  let masses = 0;
  while (mass(masses) === 'waiting') masses++;
  expect(masses).toBeLessThan(20);
  expect(mass(masses)).toMatchObject({ code: 'too-much-pending' });
  expect(await packedBytes({ baton: 1, state: saveFleet(fleet) })).toBeLessThan(mostPacked);
});
