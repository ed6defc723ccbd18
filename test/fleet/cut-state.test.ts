import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cutState, joinState, saveShard, type ShardState, type StatePiece, weighState } from '../../src/fleet/index.ts';
import { ask, order, smallShard, task } from './small-shard.ts';

/** A shard with something in every list that a state has. */
function busy(tasks: number): ShardState {
  const shard = smallShard(5);
  const names = Array.from({ length: tasks }, (_, at) => `t${at}`);
  for (const [at, name] of names.entries()) {
    ask(shard, { kind: 'assign', bot: at % 5, task: task(name, { type: `type ${at % 7}`, data: 'x'.repeat(at * 3) }) });
  }
  for (const [at, name] of names.entries()) {
    const about = { bot: at % 5, task: task(name).id };
    if (at % 3 === 0) ask(shard, { kind: 'complete', ...about, result: 'y'.repeat(at) });
    if (at % 3 === 1) ask(shard, { kind: 'fail', ...about, error: 'no' });
  }
  for (let bot = 0; bot < 3; bot++) ask(shard, { kind: 'lease', bot, forMs: 1_000 });
  for (const mass of ['mass-s-00000000', 'mass-s-00000001']) {
    order(shard, { kind: 'mass', mass, type: 'count', data: mass, from: 0, of: 5 });
  }
  return saveShard(shard);
}

const lists = (part: StatePiece): readonly (readonly unknown[])[] => [
  part.types ?? [],
  part.tasks ?? [],
  part.masses ?? [],
  part.leases ?? [],
  part.running ?? [],
  part.ended ?? [],
  part.ops ?? [],
];

const none = { types: [], tasks: [], masses: [], leases: [], running: [], ended: [], ops: [] };

test('whatever the pieces may weigh, together they are the state, and none weighs more unless it is one row', () => {
  fc.assert(
    fc.property(fc.nat(60), fc.integer({ min: 1, max: 12_000 }), (tasks, most) => {
      const whole = busy(tasks);
      const { state, pieces } = cutState(whole, most);
      expect(joinState(state, pieces)).toEqual(whole);
      const bare = weighState({ ...whole, ...none });
      for (const piece of pieces) {
        const rows = lists(piece).reduce((sum, each) => sum + each.length, 0);
        expect(rows).toBeGreaterThan(0);
        const weight = weighState({ ...whole, ...none, ...piece }) - bare;
        if (rows > 1) expect(weight).toBeLessThanOrEqual(most);
      }
      if (lists(state).some((each) => each.length > 0)) expect(weighState(state)).toBeLessThanOrEqual(most);
      if (weighState(whole) <= most) expect(pieces).toEqual([]);
    }),
  );
});
