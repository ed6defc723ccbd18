import { expect, test } from '@jest/globals';
import { readLaneLimits } from '../../src/config/index.ts';
import { usualLaneLimits } from '../../src/fleet/index.ts';

test('limits of the lanes are what is set, within bounds', () => {
  expect(readLaneLimits({})).toEqual(usualLaneLimits);
  const env = {
    BATON_TASKS_AT_ONCE: '7',
    BATON_TASKS_PER_TIER: '5',
    BATON_TASKS_PER_SWARM: '2',
    BATON_TASKS_RISE_MS: '100',
  };
  expect(readLaneLimits(env)).toEqual({ all: 7, tier: 5, swarm: 2, ageMs: 100 });
  for (const value of ['0', '-1', '1001', 'many', '1.5'])
    expect(() => readLaneLimits({ BATON_TASKS_AT_ONCE: value })).toThrow(
      `BATON_TASKS_AT_ONCE=${value}: allowed are whole numbers from 1 to 1000.`,
    );
});
