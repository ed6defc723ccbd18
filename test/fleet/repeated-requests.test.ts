import { describe, expect, test } from '@jest/globals';
import { applyShard, fleetLimits, type ShardOperation, taskView } from '../../src/fleet/index.ts';
import { ask, reopened, smallShard, task } from './small-shard.ts';
import { reopen, settled, world } from './world.ts';

/** Who was told to ask again does so under the same key, seconds later: others have asked for thousands of things meanwhile. */

const bot = { name: 'b', tier: 'standard', capabilities: [] } as const;
const many = fleetLimits.endedTasks - 1;

function finishOthers(shard: ReturnType<typeof smallShard>, count: number, result?: string): void {
  for (let n = 0; n < count; n++) {
    const { id, ...more } = task(`o${n}`);
    ask(shard, { kind: 'assign', bot: 1, task: { id, ...more } });
    ask(shard, { kind: 'complete', bot: 1, task: id, ...(result !== undefined && { result }) });
  }
}

describe('a request that comes again', () => {
  test('makes no second bot after thousands of others', () => {
    const w = world();
    const first = { op: 'k', kind: 'create-bots', bots: [bot] } as const;
    const answer = settled(w, first);
    for (let n = 0; n < 3_000; n++) {
      settled(w, { op: `o${n}`, kind: 'create-bots', bots: [bot] });
    }
    expect(settled(w, first)).toEqual(answer);
  });

  test('finds the swarm and the mass task that it made, however long ago', () => {
    const w = world();
    const create = { op: 'c', kind: 'create-swarm', swarm: 'w', count: 3, spec: bot } as const;
    const mass = { op: 'm', kind: 'mass', swarm: 'w', mass: 'mass-w-00000000', type: 't', data: 1 } as const;
    const answers = [settled(w, create), settled(w, mass)];
    settled(w, { op: 'r', kind: 'resize', swarm: 'w', count: 2 });
    w.fleet.ops.clear();
    reopen(w);
    expect([settled(w, create), settled(w, mass)]).toEqual(answers);
    expect(settled(w, { ...mass, op: 'n' })).toMatchObject({ code: 'idempotency-key-reused' });
    expect(settled(w, { ...create, op: 'd' })).toMatchObject({ code: 'swarm-exists' });
  });

  test('gives no task twice, and ends none twice', () => {
    const shard = smallShard(2);
    const { id } = task('a');
    const assign: ShardOperation = { op: 'a', kind: 'assign', bot: 0, task: task('a') };
    const complete: ShardOperation = { op: 'c', kind: 'complete', bot: 0, task: id };
    const answers = [applyShard(shard, assign, 1), applyShard(shard, complete, 2)];
    finishOthers(shard, many);
    expect([applyShard(shard, assign, 3), applyShard(shard, complete, 3)]).toEqual(answers);
    expect(shard.counters.given).toBe(many + 1);
    expect(applyShard(reopened(shard), complete, 3)).toEqual(answers[1]);
  });

  test('is known as well where there is no room for results', () => {
    const shard = smallShard(2);
    const assign: ShardOperation = { op: 'a', kind: 'assign', bot: 0, task: task('a') };
    const answer = applyShard(shard, assign, 1);
    ask(shard, { kind: 'complete', bot: 0, task: task('a').id, result: 'mine' });
    const many = Math.ceil(fleetLimits.keptResultBytes / fleetLimits.resultBytes) + 1;
    finishOthers(shard, many, 'x'.repeat(fleetLimits.resultBytes - 10));
    expect(shard.resultBytes).toBeLessThanOrEqual(fleetLimits.keptResultBytes);
    expect(applyShard(shard, assign, 1)).toEqual(answer);
    const view = taskView(reopened(shard), task('a').id);
    expect(view).toMatchObject({ status: 'completed' });
    expect(view).not.toHaveProperty('result');
    expect(taskView(reopened(shard), task(`o${many - 1}`).id)).toHaveProperty('result');
  });
});

test('errors of tasks are kept as far as there is room for them', () => {
  const shard = smallShard(1);
  for (let n = 0; n < 1_000; n++) {
    ask(shard, { kind: 'assign', bot: 0, task: task(`e${n}`) });
    ask(shard, { kind: 'fail', bot: 0, task: task(`e${n}`).id, error: 'é'.repeat(fleetLimits.errorLength) });
  }
  expect(shard.resultBytes).toBeLessThanOrEqual(fleetLimits.keptResultBytes);
  expect(shard.ended.size).toBe(1_000);
});
