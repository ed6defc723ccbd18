import { describe, expect, test } from '@jest/globals';
import {
  beginFleet,
  type BotSpec,
  botView,
  closeShard,
  fleetLimits,
  fleetMemo,
  isStray,
  massesPage,
  massRecord,
  openFleet,
  outstandingEffects,
  poolSlug,
  reportOf,
  saveFleet,
  shardGone,
  shardReported,
  swarmsPage,
  swarmView,
  taskView,
} from '../../src/fleet/index.ts';
import {
  askFleet,
  askShard,
  askTogether,
  deliver,
  reopen,
  settle,
  settled,
  shardOf,
  tellAgain,
  world,
} from './world.ts';

const spec: BotSpec = { name: 'w', tier: 'L20', capabilities: ['sorting'] };
const { botsPerShard } = fleetLimits;
const create = { op: 'c', kind: 'create-swarm', swarm: 'w', count: botsPerShard + 2, spec } as const;

describe('a swarm', () => {
  test('is there when its shards have been started, and not before', () => {
    const w = world();
    expect(askFleet(w, create)).toBe('waiting');
    expect(fleetMemo(w.fleet)).toMatchObject({ bots: botsPerShard + 2, swarms: 1 });
    deliver(w, 0);
    deliver(w, 1);
    expect(askFleet(w, create)).toBe('waiting');
    settle(w);
    expect(askFleet(w, create)).toEqual({
      ok: true,
      value: { kind: 'swarm-created', swarm: 'w', count: botsPerShard + 2, at: 0 },
    });
    expect(swarmView(w.fleet, 'w')).toMatchObject({ count: botsPerShard + 2, shards: [0, 1], status: 'active' });
    expect(botView(shardOf(w, { swarm: 'w', shard: 1 }), botsPerShard + 1)?.name).toBe(`w-${botsPerShard + 1}`);
  });

  test('that is made with the id of a deleted one knows nothing of the keys that were used there', () => {
    const w = world();
    const give = { op: 'm', kind: 'mass', swarm: 'w', mass: 'mass-w-00000001', type: 't', data: 1 } as const;
    const drop = { op: 'd', kind: 'delete', swarm: 'w' } as const;
    settled(w, { ...create, count: 3 });
    settled(w, give);
    settled(w, drop);
    w.now = 5;
    expect(settled(w, give)).toMatchObject({ ok: true, value: { count: 3 } });
    expect(settled(w, { ...create, count: 3 })).toMatchObject({ ok: true, value: { at: 0 } });
    expect(swarmView(w.fleet, 'w')).toBeNull();
    settled(w, { ...create, op: 'c2', count: 2 });
    expect(settled(w, give)).toMatchObject({ ok: true, value: { count: 2 } });
    expect(taskView(shardOf(w, { swarm: 'w', shard: 0 }), 'mass-w-00000001-1')).toMatchObject({ status: 'assigned' });
    // No key is needed to delete: this is the request of before, whose answer was lost.
    expect(settled(w, drop)).toMatchObject({ ok: true, value: { at: 0 } });
    expect(swarmView(w.fleet, 'w')).toMatchObject({ count: 2 });
    expect(settled(w, { ...drop, op: 'd2' })).toMatchObject({ ok: true, value: { at: 5 } });
    expect(swarmView(w.fleet, 'w')).toBeNull();
    // By now nobody repeats the request that made the first one.
    w.now = 600_000;
    expect(settled(w, { ...create, count: 3 })).toMatchObject({ ok: true, value: { at: 600_000 } });
    expect(swarmView(w.fleet, 'w')).toMatchObject({ count: 3 });
  });

  test('of which there is no room is refused with what room there is, and nothing half done', () => {
    const w = world(10);
    settled(w, { ...create, count: 4 });
    expect(askFleet(w, { op: 'g', kind: 'resize', swarm: 'w', count: 11 })).toMatchObject({
      code: 'capacity-exceeded',
    });
    const before = saveFleet(w.fleet);
    expect(askFleet(w, { ...create, op: 'd', swarm: 'v', count: 7 })).toEqual({
      ok: false,
      code: 'capacity-exceeded',
      message: '7 bots more are asked for, and there is room for 6',
      capacityRemaining: 6,
    });
    expect(askFleet(w, { ...create, op: 'e', count: 1 })).toMatchObject({ code: 'swarm-exists' });
    expect(askFleet(w, { ...create, op: 'f', swarm: poolSlug, count: 1 })).toMatchObject({ code: 'swarm-exists' });
    expect(saveFleet(w.fleet)).toEqual(before);
  });

  test('grows where there is room and shrinks from the end', () => {
    const w = world();
    settled(w, { ...create, count: 5 });
    settled(w, { op: 'r', kind: 'remove-bot', swarm: 'w', bot: 1 });
    expect(settled(w, { op: 'a', kind: 'resize', swarm: 'w', count: 3 })).toMatchObject({
      value: { kind: 'resized', before: 4, count: 3 },
    });
    const there = () => [0, 1, 2, 3, 4, 5].map((bot) => botView(shardOf(w, { swarm: 'w', shard: 0 }), bot) !== null);
    expect(there()).toEqual([true, false, true, true, false, false]);
    settled(w, { op: 'b', kind: 'resize', swarm: 'w', count: 5 });
    expect(there()).toEqual([true, true, true, true, true, false]);
    askFleet(w, { op: 'd', kind: 'resize', swarm: 'w', count: 2 });
    expect(swarmView(w.fleet, 'w')?.status).toBe('resizing');
    expect(fleetMemo(w.fleet)).toMatchObject({ bots: 5, created: 7 });
    settle(w);
    expect(fleetMemo(w.fleet).bots).toBe(2);
    expect(swarmView(w.fleet, 'w')?.status).toBe('active');
  });

  test('says which of its shards have bots only since it grew', () => {
    const w = world();
    const resize = (count: number, now: number) => {
      w.now = now;
      settled(w, { op: `r${now}`, kind: 'resize', swarm: 'w', count });
    };
    w.fleet.capacity = 3 * botsPerShard;
    settled(w, create);
    expect(swarmView(w.fleet, 'w')).not.toHaveProperty('grown');
    resize(3 * botsPerShard, 5);
    expect(swarmView(w.fleet, 'w')?.grown).toEqual([{ shard: 2, since: 5 }]);
    // One that all bots have left has none of what was given there before.
    resize(9, 6);
    resize(botsPerShard + 1, 7);
    resize(botsPerShard + 2, 8);
    reopen(w);
    expect(swarmView(w.fleet, 'w')?.grown).toEqual([1, 2].map((shard) => ({ shard, since: shard === 1 ? 7 : 5 })));
  });

  test('can be made smaller where the capacity was set lower than the bots there are', () => {
    const w = world();
    settled(w, { ...create, count: 600 });
    w.fleet = openFleet(saveFleet(w.fleet), { capacity: 500 });
    expect(settled(w, { op: 'a', kind: 'resize', swarm: 'w', count: 590 })).toMatchObject({ ok: true });
    expect(settled(w, { op: 'b', kind: 'resize', swarm: 'w', count: 590 })).toMatchObject({ ok: true });
    expect(askFleet(w, { op: 'd', kind: 'resize', swarm: 'w', count: 591 })).toMatchObject({
      code: 'capacity-exceeded',
      message: 'a bot more is asked for, and there is room for none',
      capacityRemaining: 0,
    });
  });

  test('that drains takes nothing new, and can be deleted', () => {
    const w = world();
    settled(w, { ...create, count: 3 });
    const given = askShard(
      w,
      { swarm: 'w', shard: 0 },
      {
        op: 't',
        kind: 'assign',
        task: { id: 'task-w-0-00000000', type: 't', data: 1 },
      },
    );
    expect(given?.ok).toBe(true);
    expect(settled(w, { op: 'd', kind: 'drain', swarm: 'w' })).toMatchObject({ value: { count: 3 } });
    const mass = { kind: 'mass', swarm: 'w', mass: 'mass-w-00000000', type: 't', data: 1 } as const;
    expect(askFleet(w, { op: 'm', ...mass })).toMatchObject({ code: 'swarm-draining' });
    expect(askFleet(w, { op: 'r', kind: 'resize', swarm: 'w', count: 9 })).toMatchObject({ code: 'swarm-draining' });
    askFleet(w, { op: 'x', kind: 'delete', swarm: 'w' });
    expect(swarmView(w.fleet, 'w')?.status).toBe('deleted');
    expect(askFleet(w, { op: 'y', kind: 'delete', swarm: 'w' })).toMatchObject({ code: 'swarm-not-found' });
    settle(w);
    expect(askFleet(w, { op: 'x', kind: 'delete', swarm: 'w' })).toMatchObject({
      value: { kind: 'deleted', count: 3 },
    });
    expect(swarmView(w.fleet, 'w')).toBeNull();
    expect(fleetMemo(w.fleet)).toMatchObject({
      bots: 0,
      created: 3,
      rows: [],
      gone: { given: 1, cancelled: 1, created: 3 },
    });
  });

  test('that is deleted says what became of all its tasks, which is what the totals say from then on', () => {
    const w = world();
    settled(w, create);
    settled(w, { op: 'm', kind: 'mass', swarm: 'w', mass: 'mass-w-00000001', type: 't', data: 1 });
    askFleet(w, { op: 'x', kind: 'delete', swarm: 'w' });
    // Bots go on until the word has come to their shard.
    const end = (bot: number, kind: 'complete' | 'fail') =>
      askShard(
        w,
        { swarm: 'w', shard: Math.floor(bot / botsPerShard) },
        { op: `${kind} ${bot}`, kind, bot, task: `mass-w-00000001-${bot}`, error: 'no' },
      );
    for (const bot of [0, botsPerShard]) expect(end(bot, 'complete')).toMatchObject({ ok: true });
    expect(end(botsPerShard + 1, 'fail')).toMatchObject({ ok: true });
    deliver(w, 0);
    deliver(w, w.underWay.length - 1);
    reopen(w);
    settle(w);
    const ended = { completed: 2, failed: 1, cancelled: botsPerShard - 1 };
    expect(askFleet(w, { op: 'x', kind: 'delete', swarm: 'w' })).toEqual({
      ok: true,
      value: { kind: 'deleted', swarm: 'w', count: botsPerShard + 2, at: 0, tasks: ended },
    });
    expect(fleetMemo(w.fleet)).toMatchObject({ bots: 0, gone: { ...ended, pending: 0, given: botsPerShard + 2 } });
  });

  test('may have the id of one that was deleted, whose words no longer count', () => {
    const w = world();
    settled(w, { ...create, count: 3 });
    askFleet(w, { op: 'x', kind: 'delete', swarm: 'w' });
    const old = { swarm: 'w', shard: 0, era: 1 };
    settle(w);
    settled(w, { ...create, op: 'again', count: 2 });
    shardGone(w.fleet, old);
    expect(fleetMemo(w.fleet)).toMatchObject({ bots: 2, created: 5, swarms: 1 });
  });

  test('whose shard was ended from outside has less bots, and can be deleted', () => {
    const w = world();
    settled(w, create);
    askFleet(w, { op: 'r', kind: 'resize', swarm: 'w', count: 2 });
    shardGone(w.fleet, { swarm: 'w', shard: 0, era: 1 });
    shardGone(w.fleet, { swarm: 'w', shard: 1, era: 1 });
    expect(fleetMemo(w.fleet)).toMatchObject({ bots: 0, gone: { active: 0, bots: 0, created: botsPerShard + 2 } });
    expect(settled(w, { op: 'x', kind: 'delete', swarm: 'w' })).toMatchObject({ ok: true, value: { count: 0 } });
    expect(swarmsPage(w.fleet, { cursor: null, limit: 10 }).entries).toEqual([]);
  });

  test('whose shard is ended from outside while it is deleted counts what was to be done as cancelled', () => {
    const w = world();
    settled(w, { ...create, count: 3 });
    settled(w, { op: 'm', kind: 'mass', swarm: 'w', mass: 'mass-w-00000001', type: 't', data: 1 });
    askFleet(w, { op: 'x', kind: 'delete', swarm: 'w' });
    shardGone(w.fleet, { swarm: 'w', shard: 0, era: 1 });
    expect(askFleet(w, { op: 'x', kind: 'delete', swarm: 'w' })).toMatchObject({
      value: { count: 0, tasks: { completed: 0, failed: 0, cancelled: 3 } },
    });
  });
});

describe('a fleet that begins anew', () => {
  test('takes no word of the shards of the one before it for one of its own', () => {
    const before = world();
    settled(before, { ...create, count: 3 });
    settled(before, { op: 'm', kind: 'mass', swarm: 'w', mass: 'mass-w-00000001', type: 't', data: 1 });
    const old = shardOf(before, { swarm: 'w', shard: 0 });
    const w = { ...world(), fleet: beginFleet({ eras: 1_000 }) };
    expect(isStray(w.fleet, reportOf(old))).toBe(true);
    settled(w, { ...create, count: 2 });
    const own = shardOf(w, { swarm: 'w', shard: 0 });
    shardReported(w.fleet, { ...reportOf(old), revision: 99 });
    expect(swarmView(w.fleet, 'w')).toMatchObject({ count: 2, counters: { bots: 2, given: 0 } });
    expect([isStray(w.fleet, reportOf(old)), isStray(w.fleet, reportOf(own))]).toEqual([true, false]);
    closeShard(old, 7);
    expect(reportOf(old)).toMatchObject({ closed: true, counters: { bots: 0, pending: 0, cancelled: 3 } });
    expect(isStray(w.fleet, reportOf(old))).toBe(false);
    const { revision } = reportOf(old);
    closeShard(old, 8);
    expect(reportOf(old).revision).toBe(revision);
    expect(openFleet(saveFleet(w.fleet)).eras).toBe(1_001);
  });
});

describe('what comes before the shards of a swarm have been started', () => {
  const resize = (op: string, count: number) => ({ op, kind: 'resize', swarm: 'w', count }) as const;

  test('is done when they have, and leaves no place taken', () => {
    const w = world();
    const asked = [{ ...create, count: 60 }, resize('r', 10), { op: 'd', kind: 'drain', swarm: 'w', bot: 3 }] as const;
    expect(askTogether(w, asked)).toEqual(['waiting', 'waiting', 'waiting']);
    expect(w.underWay).toMatchObject([{ kind: 'start', start: { orders: [{ n: 1 }] } }]);
    settle(w);
    expect(askFleet(w, asked[2])).toMatchObject({ value: { kind: 'draining', count: 1 } });
    expect(fleetMemo(w.fleet)).toMatchObject({ bots: 10, created: 60 });
    expect(swarmView(w.fleet, 'w')).toMatchObject({ count: 10, status: 'active', counters: { bots: 10, draining: 1 } });
  });

  test('may be that it grows and shrinks by whole shards', () => {
    const w = world();
    settled(w, { ...create, count: 100 });
    const counts = [20_000, 50, 25_000, 60, 30_000, 100];
    askTogether(
      w,
      counts.map((count) => resize(`r${count}`, count)),
    );
    settle(w);
    expect(fleetMemo(w.fleet).bots).toBe(100);
    expect(settled(w, resize('all', 50_000))).toMatchObject({ ok: true });
  });

  test('may be its end', () => {
    const w = world();
    askTogether(w, [create, { op: 'x', kind: 'delete', swarm: 'w' }]);
    settle(w);
    expect(askFleet(w, { op: 'x', kind: 'delete', swarm: 'w' })).toMatchObject({ value: { count: botsPerShard + 2 } });
    expect(fleetMemo(w.fleet)).toMatchObject({ bots: 0, swarms: 0, rows: [] });
    expect(settled(w, { ...create, op: 'again' })).toMatchObject({ ok: true });
  });
});

describe('bots that are created one by one', () => {
  const bot = (name: string): BotSpec => ({ name, tier: 'standard', capabilities: [name] });

  test('have a name and capabilities each, and an id that nobody had', () => {
    const w = world();
    expect(settled(w, { op: 'a', kind: 'create-bots', bots: [bot('x'), bot('y')] })).toMatchObject({
      value: { kind: 'bots-created', first: 0, count: 2 },
    });
    settled(w, { op: 'r', kind: 'remove-bot', swarm: poolSlug, bot: 1 });
    settled(w, { op: 'b', kind: 'create-bots', bots: [bot('z')] });
    const shard = shardOf(w, { swarm: poolSlug, shard: 0 });
    expect([0, 1, 2].map((index) => botView(shard, index)?.name)).toEqual(['x', undefined, 'z']);
    expect(askFleet(w, { op: 'e', kind: 'remove-bot', swarm: poolSlug, bot: 1 })).toMatchObject({
      code: 'bot-not-found',
    });
    expect(askFleet(w, { op: 'd', kind: 'delete', swarm: poolSlug })).toMatchObject({ code: 'swarm-not-found' });
    expect(fleetMemo(w.fleet)).toMatchObject({ bots: 2, created: 3, swarms: 0 });
  });

  test('go to the shard as one order where many came at once', () => {
    const w = world();
    for (const op of ['a', 'b', 'c']) askFleet(w, { op, kind: 'create-bots', bots: [bot(op)] });
    const ordersUnderWay = () => w.underWay.filter(({ kind }) => kind === 'order');
    deliver(w, 0);
    deliver(w, 0);
    expect(ordersUnderWay()).toMatchObject([{ orders: [{ n: 2 }, { n: 3 }] }]);
  });

  test('leave a shard that no bot comes to any more to its end', () => {
    const w = world();
    const bots = Array.from({ length: botsPerShard + 1 }, () => bot('x'));
    settled(w, { op: 'a', kind: 'create-bots', bots });
    for (let i = 0; i < botsPerShard; i++) askFleet(w, { op: `r${i}`, kind: 'remove-bot', swarm: poolSlug, bot: i });
    settle(w);
    expect(swarmView(w.fleet, poolSlug)).toMatchObject({ shards: [1], count: 1 });
    expect(fleetMemo(w.fleet)).toMatchObject({ bots: 1, gone: { created: botsPerShard } });
  });
});

describe('a mass task', () => {
  const mass = { kind: 'mass', swarm: 'w', mass: 'mass-w-00000000', type: 't', data: 1 } as const;
  const share = (bot: number) => `mass-w-00000000-${bot}`;

  test('has numbers without gaps over all shards, whoever drains', () => {
    const w = world();
    settled(w, create);
    askFleet(w, { op: 'd', kind: 'drain', swarm: 'w', bot: 7 });
    expect(settled(w, { op: 'm', ...mass })).toMatchObject({ value: { kind: 'mass-given', count: botsPerShard + 1 } });
    const numberOf = (bot: number) =>
      taskView(shardOf(w, { swarm: 'w', shard: Math.floor(bot / botsPerShard) }), share(bot))?.share;
    expect([6, 7, 8, botsPerShard, botsPerShard + 1].map((bot) => numberOf(bot)?.index)).toEqual([
      6,
      undefined,
      7,
      botsPerShard - 1,
      botsPerShard,
    ]);
    expect(numberOf(6)?.of).toBe(botsPerShard + 1);
  });

  test('counts who takes part however they came to drain, and who left', () => {
    const w = world();
    settled(w, { ...create, count: 4 });
    for (const op of ['a', 'b']) settled(w, { op, kind: 'drain', swarm: 'w', bot: 3 });
    expect(settled(w, { op: 'm', ...mass })).toMatchObject({ value: { count: 3 } });
    settled(w, { op: 'r', kind: 'remove-bot', swarm: 'w', bot: 3 });
    expect(settled(w, { op: 'n', ...mass, mass: 'mass-w-00000001' })).toMatchObject({ value: { count: 3 } });
    settled(w, { op: 'd', kind: 'drain', swarm: 'w', bot: 2 });
    settled(w, { op: 's', kind: 'resize', swarm: 'w', count: 2 });
    settled(w, { op: 't', kind: 'resize', swarm: 'w', count: 4 });
    expect(settled(w, { op: 'o', ...mass, mass: 'mass-w-00000002' })).toMatchObject({ value: { count: 4 } });
  });

  test('is followed until it has ended, and retried where it failed', () => {
    const w = world();
    settled(w, { ...create, count: 2 });
    settled(w, { op: 'm', ...mass });
    const ref = { swarm: 'w', shard: 0 };
    askShard(w, ref, { op: '1', kind: 'complete', bot: 0, task: share(0) });
    askShard(w, ref, { op: '2', kind: 'fail', bot: 1, task: share(1), error: 'no' });
    settle(w);
    expect(massRecord(w.fleet, mass.mass)).toMatchObject({ total: 2, completed: 1, failed: 1, shards: [0] });
    expect(settled(w, { op: 'r', kind: 'retry-mass', swarm: 'w', mass: mass.mass })).toMatchObject({
      value: { count: 1 },
    });
    askShard(w, ref, { op: '3', kind: 'complete', bot: 1, task: share(1) });
    settle(w);
    tellAgain(w);
    expect(massRecord(w.fleet, mass.mass)).toMatchObject({ completed: 2, failed: 0 });
  });

  test('is refused where nobody could do it, or too much has not ended', () => {
    const w = world();
    settled(w, { ...create, count: 1 });
    const ask = (op: string, more: object) => {
      const answer = askFleet(w, { op, ...mass, ...more });
      return answer === 'waiting' || answer.ok ? '' : answer.code;
    };
    expect(ask('a', { capabilities: ['sorting', 'cooking'] })).toBe('capability-missing');
    expect(ask('b', { data: 'x'.repeat(fleetLimits.taskBytes) })).toBe('task-data-too-large');
    const big = 'x'.repeat(fleetLimits.taskBytes - 2);
    const answers = Array.from({ length: 9 }, (_, i) => ask(`m${i}`, { mass: `mass-w-0000000${i}`, data: big }));
    expect([answers.filter((each) => each === '').length, answers.at(-1)]).toEqual([8, 'too-much-pending']);
    settled(w, { op: 'd', kind: 'drain', swarm: 'w', bot: 0 });
    expect(ask('e', { mass: 'mass-w-99999999' })).toBe('no-bot-available');
  });

  test('is forgotten when a hundred have ended after it', () => {
    const w = world();
    settled(w, { ...create, count: 1 });
    for (let i = 0; i < fleetLimits.endedMassTasks + 2; i++) {
      const id = `mass-w-${String(i).padStart(8, '0')}`;
      settled(w, { op: `m${i}`, ...mass, mass: id });
      askShard(w, { swarm: 'w', shard: 0 }, { op: `c${i}`, kind: 'complete', bot: 0, task: `${id}-0` });
      settle(w);
    }
    expect(massRecord(w.fleet, 'mass-w-00000001')).toBeNull();
    expect(taskView(shardOf(w, { swarm: 'w', shard: 0 }), 'mass-w-00000001-0')).toBeNull();
    expect(massesPage(w.fleet, 'w', { cursor: null, limit: 200 })?.entries).toHaveLength(fleetLimits.endedMassTasks);
    expect(askFleet(w, { op: 'r', kind: 'retry-mass', swarm: 'w', mass: 'mass-w-00000001' })).toMatchObject({
      code: 'mass-task-not-found',
    });
  });
});

test('what a fleet is about to do is in its JSON, and can be said again', () => {
  const w = world();
  settled(w, { ...create, count: 3 });
  askFleet(w, { op: 'a', kind: 'resize', swarm: 'w', count: 1 });
  askFleet(w, { ...create, op: 'b', swarm: 'v', count: 2 });
  reopen(w);
  w.underWay.length = 0;
  for (const effect of outstandingEffects(w.fleet)) {
    if (effect.kind === 'start-shard') w.underWay.push({ kind: 'start', start: effect.start });
    else w.underWay.push({ kind: 'order', shard: effect.shard, orders: effect.orders });
  }
  settle(w);
  expect(fleetMemo(w.fleet).bots).toBe(3);
  expect(askFleet(w, { op: 'a', kind: 'resize', swarm: 'w', count: 1 })).toMatchObject({ ok: true });
});
