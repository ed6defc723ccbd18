import { expect, test } from '@jest/globals';
import { swarmSignals, type Unsent } from '../../src/driver/swarms/protocol.ts';
import { addUnsent } from '../../src/driver/swarms/unsent.ts';
import { type MassProgress, noCounters, type ShardReport } from '../../src/fleet/index.ts';

const mass = (id: string, completed: number): MassProgress => ({
  mass: id,
  total: 9,
  completed,
  failed: 0,
  cancelled: 0,
});

function report(revision: number, masses: readonly MassProgress[] = []): Unsent & { readonly content: ShardReport } {
  const counters = { ...noCounters, completed: revision };
  return {
    to: 'baton:fleet',
    signal: swarmSignals.report,
    content: { swarm: 's', shard: 0, era: 1, revision, counters, masses },
  };
}

const told: Unsent = { to: 'baton:fleet', signal: swarmSignals.told, content: { answers: [] } };

test('of reports that could not be brought one is left, which says what all of them do', () => {
  const all = [
    report(3, [mass('a', 2)]),
    told,
    report(2, [mass('a', 1), mass('b', 1)]),
    report(4, [mass('c', 4)]),
    told,
  ];
  const left = all.reduce(addUnsent, [] as readonly Unsent[]);
  expect(left).toEqual([told, { ...report(4), content: { ...report(4).content, masses: expect.anything() } }, told]);
  const [, { content } = report(0)] = left;
  expect((content as ShardReport).masses.toSorted((a, b) => (a.mass < b.mass ? -1 : 1))).toEqual([
    mass('a', 2),
    mass('b', 1),
    mass('c', 4),
  ]);
});

test('what is for others stays as it is', () => {
  const other = { ...report(1), to: 'elsewhere' };
  expect([report(1), other, told, told].reduce(addUnsent, [] as readonly Unsent[])).toEqual([
    report(1),
    other,
    told,
    told,
  ]);
});
