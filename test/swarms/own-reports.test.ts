import { expect, test } from '@jest/globals';
import { noCounters } from '../../src/fleet/index.ts';
import { createOwnReports, type Figures } from '../../src/swarms/own-reports.ts';

const figures = (swarm: string, revision: number, era = 1): Figures => {
  return { swarm, shard: 0, era, revision, counters: { ...noCounters, given: revision } };
};

test('of what this process was told and what the fleet knows the newer counts', () => {
  const own = createOwnReports();
  own.note(figures('a', 5));
  own.note(figures('a', 4));
  expect(own.newest(figures('a', 3))).toEqual(figures('a', 5));
  expect(own.newest(figures('a', 6))).toEqual(figures('a', 6));
  expect(own.newest(figures('a', 1, 2))).toEqual(figures('a', 1, 2));
});

test('what the fleet knows as well is forgotten, and shards that are none of its', () => {
  const own = createOwnReports();
  for (const swarm of ['a', 'b', 'c']) own.note(figures(swarm, 5));
  own.settling()([figures('a', 5), figures('b', 4)]);
  expect(['a', 'b', 'c'].map((swarm) => own.newest(figures(swarm, 0)).revision)).toEqual([0, 5, 0]);
});

test('a swarm that was made while the fleet was asked is not forgotten', () => {
  const own = createOwnReports();
  const settle = own.settling();
  own.note(figures('new', 2));
  settle([]);
  expect(own.newest(figures('new', 1))).toEqual(figures('new', 2));
  own.settling()([]);
  expect(own.newest(figures('new', 1))).toEqual(figures('new', 1));
});
