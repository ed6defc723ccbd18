import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { estimate, limitsOfOurs } from '../../scripts/scale/estimate.ts';
import type { SwarmFigures } from '../../scripts/scale/figures.ts';
import { figuresFile, outputIn, scalePage, usualBots, usualRates } from '../../scripts/scale/page.ts';
import { renderScale } from '../../scripts/scale/render.ts';
import { usualPace } from '../../src/driver/swarms/protocol.ts';
import { fleetLimits } from '../../src/fleet/index.ts';
import { workerTuning } from '../../src/worker/create-worker.ts';

const figures = JSON.parse(readFileSync(figuresFile, 'utf8')) as SwarmFigures;
const page = readFileSync(scalePage, 'utf8');

test('the page shows what the program prints (npm run scale -- --page writes it anew)', () => {
  expect(outputIn(page)).toBe(renderScale(figures, usualBots, usualRates));
});

test('the figures are those of shards as they are', () => {
  expect(figures.botsPerShard).toBe(fleetLimits.botsPerShard);
  for (const { bots, shards } of figures.rounds) expect(shards).toBe(Math.ceil(bots / fleetLimits.botsPerShard));
});

test('the limits are those of the code', () => {
  expect(limitsOfOurs).toMatchObject({
    cachedWorkflows: workerTuning.maxCachedWorkflows,
    reportsPerSecond: 1000 / usualPace.reportMs,
    memoWritesPerSecond: 1000 / usualPace.memoMs,
  });
});

test('twice as many bots take twice as much, and reach the same limits', () => {
  const one = estimate(figures, { bots: 1_000_000, tasksPerHour: 6 });
  const two = estimate(figures, { bots: 2_000_000, tasksPerHour: 6 });
  for (const name of ['operationsPerSecond', 'shards', 'memoBytes', 'historyBytesPerSecond'] as const) {
    expect(two[name]).toBeCloseTo(2 * one[name]);
  }
  expect(two.limits).toEqual(one.limits);
  const [first, ...others] = one.limits;
  for (const { atBots } of others) expect(atBots).toBeGreaterThanOrEqual(first?.atBots ?? Number.NaN);
});
