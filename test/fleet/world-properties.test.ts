import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type BotView,
  answerOf,
  botsPage,
  fleetLimits,
  fleetMemo,
  type FleetOperation,
  type FleetResult,
  type FleetValue,
  massesPage,
  massShareId,
  massView,
  poolSlug,
  reportOf,
  saveFleet,
  shardOf as shardNumberOf,
  type ShardOperation,
  swarmView,
  taskView,
} from '../../src/fleet/index.ts';
import {
  askFleet,
  askShard,
  deliver,
  endUpdate,
  reopen,
  report,
  settle,
  shardIn,
  shardOf,
  tellAgain,
  type World,
  world,
} from './world.ts';

/** Random lives of a fleet and its shards, whose messages come late, twice and in any order. */

const runs = process.env['BATON_FULL'] === '1' ? 1000 : 40;
const { botsPerShard } = fleetLimits;
const capacity = botsPerShard + 6;

type Step =
  | { readonly kind: 'fleet'; readonly asked: FleetOperation; readonly again: boolean; readonly more: boolean }
  | { readonly kind: 'shard'; readonly swarm: string; readonly asked: ShardOperation; readonly again: boolean }
  | { readonly kind: 'deliver'; readonly which: number; readonly again: boolean }
  | { readonly kind: 'report'; readonly which: number }
  | { readonly kind: 'wait' | 'reopen' };

const slug = fc.constantFrom('a', 'b');
const anySlug = fc.constantFrom('a', 'b', poolSlug);
/** Near the beginning of a shard and near its end. */
const bot = fc.oneof(
  { weight: 4, arbitrary: fc.nat(3) },
  { weight: 1, arbitrary: fc.nat(4).map((each) => botsPerShard - 2 + each) },
);
const count = fc.constantFrom(1, 2, 3, 4, 5, botsPerShard - 1, botsPerShard + 2);
const spec = fc.constant({ name: 'n', tier: 'advanced' as const, capabilities: [] });
const unique = fc.nat(1).map((each) => `0000000${each}`);
const constant = <const Value>(value: Value): fc.Arbitrary<Value> => fc.constant(value);

const fleetAsked = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: constant('create-swarm'), swarm: slug, count, spec }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: constant('create-bots'), bots: fc.array(spec, { minLength: 1, maxLength: 3 }) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: constant('resize'), swarm: slug, count }) },
  { weight: 1, arbitrary: fc.record({ kind: constant('drain'), swarm: slug }) },
  { weight: 2, arbitrary: fc.record({ kind: constant('drain'), swarm: anySlug, bot }) },
  { weight: 3, arbitrary: fc.record({ kind: constant('remove-bot'), swarm: anySlug, bot }) },
  { weight: 1, arbitrary: fc.record({ kind: constant('delete'), swarm: slug }) },
  {
    weight: 5,
    arbitrary: fc
      .record({ kind: constant('mass'), swarm: slug, own: unique, type: constant('t'), data: constant(1) })
      .map(({ own, ...order }) => ({ ...order, mass: `mass-${order.swarm}-${own}` })),
  },
  {
    weight: 3,
    arbitrary: fc
      .record({ kind: constant('retry-mass'), swarm: slug, own: unique })
      .map(({ own, ...order }) => ({ ...order, mass: `mass-${order.swarm}-${own}` })),
  },
);

const shardAsked = fc
  .record({
    swarm: anySlug,
    bot,
    what: fc.constantFrom('assign', 'complete', 'fail', 'fail', 'lease', 'share'),
    unique,
  })
  .map(({ swarm, bot: index, what, unique: own }) => {
    const id = `task-${swarm}-${shardNumberOf(index)}-${own}`;
    const share = massShareId(`mass-${swarm}-${own}`, index);
    const asked =
      what === 'assign'
        ? { kind: 'assign', bot: index, task: { id, type: 't', data: 1 } }
        : what === 'lease'
          ? { kind: 'lease', bot: index, forMs: 1000 }
          : what === 'fail'
            ? { kind: 'fail', bot: index, task: share, error: 'no' }
            : { kind: 'complete', bot: index, task: what === 'share' ? share : id };
    return { swarm, asked: asked as ShardOperation };
  });

const again = fc.nat(5).map((each) => each === 0);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: constant('fleet'),
      asked: fleetAsked as fc.Arbitrary<FleetOperation>,
      again,
      more: fc.nat(2).map((each) => each !== 0),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.tuple(shardAsked, again).map(([each, twice]) => ({ kind: 'shard', ...each, again: twice })),
  },
  { weight: 12, arbitrary: fc.record({ kind: constant('deliver'), which: fc.nat(100), again }) },
  { weight: 2, arbitrary: fc.record({ kind: constant('report'), which: fc.nat(10) }) },
  { weight: 1, arbitrary: fc.record({ kind: constant('wait') }) },
  { weight: 1, arbitrary: fc.record({ kind: constant('reopen') }) },
) as fc.Arbitrary<Step>;

/** Who is a member of what, said with sets of numbers; and what was answered, added up. */
interface Obvious {
  readonly swarms: Map<string, { readonly on: Set<number>; readonly draining: Set<number>; isDraining: boolean }>;
  pool: number;
  created: number;
  given: number;
  completed: number;
  failed: number;
}

function sizeOf({ swarms }: Obvious): number {
  return [...swarms.values()].reduce((sum, { on }) => sum + on.size, 0);
}

/** Why not; null where it was done. `left` is what room there is. */
function obviously(model: Obvious, asked: FleetOperation, left: number): string | null {
  if (asked.kind === 'create-bots') {
    if (asked.bots.length > left) return 'capacity-exceeded';
    const pool = model.swarms.get(poolSlug) ?? { on: new Set(), draining: new Set(), isDraining: false };
    model.swarms.set(poolSlug, pool);
    for (const _ of asked.bots) pool.on.add(model.pool++);
    model.created += asked.bots.length;
    return null;
  }
  const swarm = model.swarms.get(asked.swarm);
  switch (asked.kind) {
    case 'create-swarm':
      if (swarm !== undefined) return 'swarm-exists';
      if (asked.count > left) return 'capacity-exceeded';
      model.swarms.set(asked.swarm, {
        on: new Set(Array.from({ length: asked.count }, (_, index) => index)),
        draining: new Set(),
        isDraining: false,
      });
      model.created += asked.count;
      return null;
    case 'resize': {
      if (swarm === undefined) return 'swarm-not-found';
      if (swarm.isDraining) return 'swarm-draining';
      if (asked.count - swarm.on.size > left) return 'capacity-exceeded';
      for (const last of [...swarm.on].toSorted((a, b) => b - a).slice(0, Math.max(swarm.on.size - asked.count, 0))) {
        swarm.on.delete(last);
        swarm.draining.delete(last);
      }
      for (let index = 0; swarm.on.size < asked.count; index++) {
        if (swarm.on.has(index)) continue;
        swarm.on.add(index);
        model.created++;
      }
      return null;
    }
    case 'drain':
      if (asked.bot === undefined) {
        if (swarm === undefined) return 'swarm-not-found';
        swarm.isDraining = true;
        for (const index of swarm.on) swarm.draining.add(index);
        return null;
      }
      if (swarm?.on.has(asked.bot) !== true) return 'bot-not-found';
      swarm.draining.add(asked.bot);
      return null;
    case 'remove-bot':
      if (swarm?.on.delete(asked.bot) !== true) return 'bot-not-found';
      swarm.draining.delete(asked.bot);
      return null;
    case 'delete':
      if (swarm === undefined) return 'swarm-not-found';
      model.swarms.delete(asked.swarm);
      return null;
    case 'mass':
      if (swarm === undefined) return 'swarm-not-found';
      if (swarm.isDraining) return 'swarm-draining';
      return swarm.on.size > swarm.draining.size ? null : 'no-bot-available';
    case 'retry-mass':
      return swarm === undefined ? 'swarm-not-found' : null;
  }
}

function addUp(model: Obvious, value: FleetValue): void {
  if (value.kind === 'mass-given') model.given += value.count;
  if (value.kind === 'mass-retried') model.failed -= value.count;
}

function neverTooMany({ fleet, shards }: World): void {
  const bots = [...shards.values()].reduce((sum, shard) => sum + reportOf(shard).counters.bots, 0);
  expect(bots).toBeLessThanOrEqual(capacity);
  expect(fleetMemo(fleet).bots).toBeLessThanOrEqual(capacity);
}

function allAgree(w: World, model: Obvious): void {
  const memo = fleetMemo(w.fleet);
  expect(memo).toMatchObject({ bots: sizeOf(model), created: model.created });
  const all = [memo.gone, ...memo.rows.map(({ counters }) => counters)];
  const sum = (figure: Exclude<keyof (typeof all)[number], 'tiers'>): number =>
    all.reduce((total, counters) => total + counters[figure], 0);
  expect([sum('bots'), sum('created')]).toEqual([sizeOf(model), model.created]);
  expect([sum('given'), sum('completed'), sum('failed')]).toEqual([model.given, model.completed, model.failed]);
  const unended = sum('pending') + sum('waiting') + sum('dead');
  expect(sum('given')).toBe(unended + sum('completed') + sum('failed') + sum('cancelled'));
  expect(sum('active') + sum('draining') + sum('lost')).toBe(sum('bots'));
  for (const [slug, { on, draining }] of model.swarms) {
    const shards = swarmView(w.fleet, slug)?.shards ?? [];
    const views = shards.flatMap(
      (shard) => botsPage(shardOf(w, { swarm: slug, shard }), { cursor: null, limit: botsPerShard }).entries,
    );
    expect(views.map(({ index }) => index)).toEqual([...on].toSorted((a, b) => a - b));
    const shown = (wanted: string): number[] =>
      views.filter(({ status }) => status === wanted).map(({ index }) => index);
    expect(shown('draining').filter((index) => !draining.has(index))).toEqual([]);
    expect(shown('active').filter((index) => draining.has(index))).toEqual([]);
    const isCounted = ({ total, pending, completed, failed, cancelled }: BotView): boolean =>
      total === pending + completed + failed + cancelled;
    expect(views.filter((view) => !isCounted(view))).toEqual([]);
    for (const record of massesPage(w.fleet, slug, { cursor: null, limit: 100 })?.entries ?? []) {
      const { mass, total, shards: parts } = record;
      const known = parts.map((shard) =>
        massView(shardOf(w, { swarm: slug, shard }), mass, { cursor: null, limit: 1 }),
      );
      for (const figure of ['total', 'completed', 'failed', 'cancelled'] as const) {
        expect(record[figure]).toBe(known.reduce((so, view) => so + (view?.[figure] ?? 0), 0));
      }
      const numbers = parts.flatMap((shard) => {
        const own = shardOf(w, { swarm: slug, shard });
        const { entries } = massView(own, mass, { cursor: null, limit: botsPerShard })?.shares ?? { entries: [] };
        return entries.map(({ task }) => taskView(own, task)?.share?.index ?? -1);
      });
      expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: total }, (_, index) => index));
    }
  }
}

test('a fleet and its shards agree to the unit, whatever comes when', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
      const w = world(capacity);
      const model: Obvious = { swarms: new Map(), pool: 0, created: 0, given: 0, completed: 0, failed: 0 };
      const asked: FleetOperation[] = [];
      const answered = new Map<string, FleetResult>();
      for (const [i, each] of steps.entries()) {
        if (each.kind === 'reopen') endUpdate(w);
        switch (each.kind) {
          case 'fleet': {
            const operation = { ...each.asked, op: `op${i}` };
            const before = JSON.stringify(saveFleet(w.fleet));
            const left = capacity - fleetMemo(w.fleet).bots;
            const isGoing = 'swarm' in operation && swarmView(w.fleet, operation.swarm)?.status === 'deleted';
            w.isAmidUpdate = true;
            const answer = askFleet(w, operation);
            const code = answer === 'waiting' || answer.ok ? null : answer.code;
            if (operation.kind === 'create-swarm' && isGoing) expect(code).toBe('swarm-exists');
            else if (code === 'idempotency-key-reused' || code === 'mass-task-not-found') {
              expect(['mass', 'retry-mass']).toContain(operation.kind);
            } else expect(code).toBe(obviously(model, operation, left));
            if (code !== null) expect(JSON.stringify(saveFleet(w.fleet))).toBe(before);
            else asked.push(operation);
            if (each.again && code === null) {
              const once = JSON.stringify(saveFleet(w.fleet));
              expect(askFleet(w, operation)).toEqual(answer);
              expect(JSON.stringify(saveFleet(w.fleet))).toBe(once);
            }
            if (!each.more) endUpdate(w);
            break;
          }
          case 'shard': {
            const index = 'bot' in each.asked ? (each.asked.bot ?? 0) : 0;
            const ref = { swarm: each.swarm, shard: shardNumberOf(index) };
            const shard = shardIn(w, ref);
            if (shard === undefined || reportOf(shard).closed === true) break;
            const operation = { ...each.asked, op: `op${i}` };
            const result = askShard(w, ref, operation);
            if (result?.ok !== true) break;
            if (each.again && !(result.value.kind === 'leased' && result.value.task === null)) {
              expect(askShard(w, ref, operation)).toEqual(result);
            }
            if (operation.kind === 'assign') model.given++;
            if (result.value.kind === 'ended') model[result.value.status]++;
            break;
          }
          case 'deliver':
            if (w.underWay.length > 0) deliver(w, each.which, each.again);
            break;
          case 'report': {
            const shards = [...w.shards.values()].filter((shard) => reportOf(shard).closed !== true);
            const shard = shards[each.which % (shards.length || 1)];
            if (shard !== undefined) report(w, shard);
            break;
          }
          case 'reopen':
            reopen(w);
            break;
          case 'wait':
            w.now += 700;
        }
        for (const { op } of asked) {
          const answer = answerOf(w.fleet, op);
          if (answer === null) continue;
          if (answered.has(op)) expect(answer).toEqual(answered.get(op));
          else answered.set(op, answer);
        }
        neverTooMany(w);
      }
      endUpdate(w);
      settle(w);
      neverTooMany(w);
      for (const operation of asked) {
        const answer = answerOf(w.fleet, operation.op);
        if (answer?.ok !== true) throw new Error(`${operation.kind} was not answered`);
        addUp(model, answer.value);
        const swarm = 'swarm' in operation ? swarmView(w.fleet, operation.swarm) : null;
        // Of a swarm that was made anew since, it would be another request.
        const isOver = swarm !== null && swarm.createdAt > answer.value.at;
        if (!isOver) expect(askFleet(w, operation)).toEqual(answer);
      }
      allAgree(w, model);
      const before = JSON.stringify(saveFleet(w.fleet));
      tellAgain(w);
      expect(JSON.stringify(saveFleet(w.fleet))).toBe(before);
    }),
    { numRuns: runs },
  );
});
