import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { fleetLimits } from '../../src/fleet/index.ts';

const read = (page: string): string => readFileSync(join(process.cwd(), 'docs/reference', page), 'utf8');
const page = read('bots-and-swarms.md');
const limits = page.slice(page.indexOf('\n## Limits'), page.indexOf('\n## How it is kept'));
const inFigures = (number: number): string => number.toLocaleString('en');
const perShard = `every ${inFigures(fleetLimits.botsPerShard)} bots`;

test.each([
  `${inFigures(fleetLimits.capacity)}, unless set`,
  `| swarms on record | ${inFigures(fleetLimits.swarms)} |`,
  `${fleetLimits.nameLength} characters`,
  `${fleetLimits.capabilities} of ${fleetLimits.capabilityLength} characters`,
  `${fleetLimits.taskBytes / 1024} KiB as JSON`,
  `| result of a task | ${fleetLimits.resultBytes / 1024} KiB |`,
  `of ${perShard} | ${inFigures(fleetLimits.pendingTasks)}, and ${inFigures(fleetLimits.pendingBytes / 1024)} KiB of data |`,
  `have not ended | ${fleetLimits.massTasks}, and ${fleetLimits.massBytes / 1024} KiB of data |`,
  `dead letters, of ${perShard} | ${inFigures(fleetLimits.deadLetters)} |`,
  `| attempts | ${fleetLimits.attempts} bots |`,
  `the last ${inFigures(fleetLimits.endedTasks)} tasks of ${perShard}`,
  `the last ${fleetLimits.endedMassTasks} mass tasks`,
  `the last ${inFigures(fleetLimits.shardOps)} operations of ${perShard}`,
  `for the last ${inFigures(fleetLimits.fleetOps)}.`,
])('the page about bots and swarms says that the limit is %s', (said) => {
  expect(limits).toContain(said);
});

test('all pages speak of shards of one size', () => {
  const pages = [
    'bots-and-swarms.md',
    'api.md',
    ...['too-much-pending', 'task-not-found'].map((code) => `codes/${code}.md`),
  ];
  for (const each of pages) {
    const sizes = [...read(each).matchAll(/(?:every|Each|among) ([\d,]+) bots/g)].map(([, size]) => size);
    expect(new Set(sizes)).toEqual(new Set([inFigures(fleetLimits.botsPerShard)]));
  }
});
