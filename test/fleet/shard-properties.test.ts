import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  applyShard,
  botView,
  grantTurns,
  type NewTask,
  orderShard,
  reportOf,
  saveShard,
  type Shard,
  type ShardOperation,
  type ShardOrder,
  shardTimeCame,
  takeShardEffects,
  taskRan,
  taskView,
} from '../../src/fleet/index.ts';
import { ShardModel } from './shard-model.ts';
import { reopened, smallShard, task } from './small-shard.ts';

/** Random lives of a shard of a few bots, beside a model of it that is obvious. */

const runs = process.env['BATON_FULL'] === '1' ? 3000 : 60;
const most = 3;
const able = ['sorting'];

type Step =
  | { readonly kind: 'ask'; readonly asked: ShardOperation; readonly again: boolean }
  | { readonly kind: 'order'; readonly order: ShardOrder; readonly again: boolean }
  | { readonly kind: 'grant'; readonly turns: number }
  | { readonly kind: 'ran'; readonly which: number; readonly failed: boolean }
  | { readonly kind: 'reopen' }
  | { readonly kind: 'wait'; readonly ms: number };

const bot = fc.integer({ min: 0, max: most });
const name = fc.integer({ min: 0, max: 4 }).map((each) => `t${each}`);
const mass = fc.integer({ min: 0, max: 1 }).map((each) => `mass-s-0000000${each}`);
const aTask = fc.oneof(
  { weight: 3, arbitrary: name.map((each) => task(each).id) },
  { weight: 3, arbitrary: fc.tuple(mass, bot).map(([id, index]) => `${id}-${index}`) },
);
const forMs = fc.constantFrom(1000, 1500, 3000);
const run = { kind: 'workflow', name: 'tidy' } as const;
const newTask: fc.Arbitrary<NewTask> = fc
  .record({
    id: name,
    needs: fc.constantFrom([], [], ['sorting'], ['cooking']),
    runs: fc.nat(3).map((each) => each === 0),
  })
  .map(({ id, needs, runs: isRun }) => task(id, { capabilities: needs, ...(isRun && { run }) }));

const asked = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('assign' as const), bot, task: newTask }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('assign' as const), task: newTask }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('complete' as const), bot, task: aTask }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('fail' as const), bot, task: aTask, error: fc.constant('no') }),
  },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('lease' as const), bot, forMs }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('lease' as const), bot, forMs, task: aTask }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('renew' as const), bot, forMs }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('retry-dead', 'discard-dead'), task: aTask }) },
);

/** Nothing that the fleet would not order: see `possible`. */
const order: fc.Arbitrary<ShardOrder> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('add' as const),
      bots: fc.tuple(bot, fc.nat(2)).map(([a, more]) => [a, a + more] as const),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('remove' as const), bots: bot.map((each) => [[each, each]] as const) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('drain' as const), bots: bot.map((each) => [[each, each]] as const) }),
  },
  { weight: 2, arbitrary: fc.constant({ kind: 'drain' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'close' as const }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('mass' as const),
      mass,
      type: fc.constant('count'),
      data: fc.constant(1),
      from: fc.constant(0),
      of: fc.constant(1),
    }),
  },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('retry-mass' as const), mass }) },
);

const again = fc.nat(9).map((each) => each === 0);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 14,
    arbitrary: fc.record({ kind: fc.constant('ask' as const), asked: asked as fc.Arbitrary<ShardOperation>, again }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('order' as const), order, again }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('grant' as const), turns: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('ran' as const), which: fc.nat(3), failed: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen' as const) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(1, 400, 1000, 1600) }) },
);

function isPossible(model: ShardModel, asks: ShardOrder): boolean {
  if (model.closed) return false;
  if (asks.kind === 'mass') return !model.draining && !model.masses.some(({ id }) => id === asks.mass);
  if (asks.kind !== 'add') return true;
  const [first, last] = asks.bots;
  return !model.bots.some(({ index, isThere }) => isThere && first <= index && index <= last);
}

function agree(shard: Shard, model: ShardModel): void {
  const { tiers, ...counters } = reportOf(shard).counters;
  expect(counters).toEqual(model.counters());
  expect(counters.given).toBe(
    counters.pending + counters.waiting + counters.dead + counters.completed + counters.failed + counters.cancelled,
  );
  expect(tiers.standard ?? {}).toMatchObject(
    tiers.standard === undefined
      ? {}
      : { active: counters.active, completed: counters.completed, failed: counters.failed },
  );
  for (let index = 0; index <= most + 2; index++) {
    const known = model.bot(index);
    const view = botView(shard, index);
    if (known === undefined || view === null) {
      expect(view).toBe(known ?? null);
      continue;
    }
    const { completed, failed, cancelled, lastActive } = known;
    const pending = model.pendingOf(known);
    const status = known.isLost ? 'lost' : known.isDraining ? 'draining' : 'active';
    expect(view).toMatchObject({ status, pending, completed, failed, cancelled, lastActive });
    expect(view.total).toBe(pending + completed + failed + cancelled);
    expect(view.lease?.until).toBe(known.lease?.until);
  }
  for (const known of model.tasks) {
    const view = taskView(shard, known.id);
    const shown = { id: view?.id, status: view?.status, bot: view?.bot, attempt: view?.attempt };
    const { id, attempt } = known;
    const mine = { id, status: model.statusOf(known), bot: known.bot?.index ?? null, attempt };
    expect(shown).toEqual(mine);
  }
}

const shown = (shard: Shard): string => JSON.stringify(saveShard(shard));

test('a shard does what the model does, whatever comes', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
      let shard = smallShard(3, { name: 's', tier: 'standard', capabilities: able });
      const model = new ShardModel(able);
      model.order({ kind: 'add', bots: [0, 2] }, 0);
      let now = 0;
      let granted = 0;
      const running: string[] = [];
      const takeEffects = (): void => {
        for (const effect of takeShardEffects(shard)) {
          if (effect.kind !== 'run') continue;
          const known = model.task(effect.task.id);
          expect(known).toMatchObject({ status: 'assigned', runs: true });
          expect(model.tasks.some((each) => each.bot === known?.bot && each.status === 'running')).toBe(false);
          if (known !== undefined) known.status = 'running';
          running.push(effect.task.id);
        }
      };
      for (const [i, each] of steps.entries()) {
        switch (each.kind) {
          case 'wait':
            now += each.ms;
            shardTimeCame(shard, now);
            model.timeCame(now);
            break;
          case 'reopen':
            takeEffects();
            shard = reopened(shard);
            break;
          case 'grant':
            granted += each.turns;
            grantTurns(shard, 'standard', granted, 0);
            grantTurns(shard, 'standard', granted, 0);
            break;
          case 'ran': {
            const id = running[each.which % (running.length || 1)];
            const status = each.failed ? 'failed' : 'completed';
            if (id === undefined) break;
            taskRan(shard, id, each.failed ? { status: 'failed', error: 'no' } : { status: 'completed' }, now);
            model.ran(id, status);
            break;
          }
          case 'order': {
            if (!isPossible(model, each.order)) break;
            const n = shard.ordered + 1;
            orderShard(shard, [{ n, order: each.order }], now);
            model.order(each.order, now);
            takeEffects();
            const before = shown(shard);
            if (each.again) {
              orderShard(shard, [{ n, order: each.order }], now);
              expect(takeShardEffects(shard)).toMatchObject([{ kind: 'told', told: { answers: [{ n }] } }]);
              expect(shown(shard)).toBe(before);
            }
            break;
          }
          case 'ask': {
            const operation = { ...each.asked, op: `op${i}` };
            takeEffects();
            const before = shown(shard);
            const result = applyShard(shard, operation, now);
            expect(result.ok ? null : result.code).toBe(model.apply(operation, now));
            if (!result.ok) expect(shown(shard)).toBe(before);
            const isKnown = result.ok && !(result.value.kind === 'leased' && result.value.task === null);
            if (each.again && isKnown) {
              takeEffects();
              const once = shown(shard);
              expect(applyShard(shard, operation, now)).toEqual(result);
              expect(shown(shard)).toBe(once);
            }
          }
        }
        takeEffects();
        agree(shard, model);
      }
      expect(shown(reopened(shard))).toBe(shown(shard));
    }),
    { numRuns: runs },
  );
});
