import { describe, expect, test } from '@jest/globals';
import {
  botsPage,
  botView,
  deadLetters,
  fleetLimits,
  grantTurns,
  runningTasks,
  taskRuns,
  taskRunsAs,
  massView,
  nextShardDeadline,
  openShard,
  reportOf,
  saveShard,
  shardTimeCame,
  takeReport,
  takeShardEffects,
  taskRan,
  tasksOfBot,
  taskView,
} from '../../src/fleet/index.ts';
import { ask, granted, order, refusalOf, reopened, smallShard, task } from './small-shard.ts';

const all = { cursor: null, limit: 100 };

describe('a task', () => {
  test('is given to the bot that is named, and counted until it is completed and after', () => {
    const shard = smallShard(2);
    const value = granted(ask(shard, { kind: 'assign', bot: 1, task: task('a') }, 5), 'assigned');
    expect(value).toEqual({ kind: 'assigned', task: 'task-s-0-0000000a', bot: 1, at: 5 });
    expect(botView(shard, 1)).toMatchObject({ total: 1, pending: 1, completed: 0, status: 'active', lastActive: 0 });
    expect(taskView(shard, value.task)).toMatchObject({ status: 'assigned', bot: 1, data: { name: 'a' } });
    granted(ask(shard, { kind: 'complete', bot: 1, task: value.task, result: [1] }, 9), 'ended');
    expect(botView(shard, 1)).toMatchObject({ total: 1, pending: 0, completed: 1, lastActive: 9 });
    expect(taskView(shard, value.task)).toMatchObject({ status: 'completed', bot: 1, result: [1], endedAt: 9 });
    expect(reportOf(shard).counters).toMatchObject({ given: 1, completed: 1, tiers: { standard: { completedMs: 4 } } });
  });

  test('goes to the least loaded, then to the longest idle, then to the first', () => {
    const shard = smallShard(3);
    const given = ['a', 'b', 'c', 'd'].map(
      (name) => granted(ask(shard, { kind: 'assign', task: task(name) }), 'assigned').bot,
    );
    expect(given).toEqual([0, 1, 2, 0]);
    ask(shard, { kind: 'complete', bot: 1, task: task('b').id }, 7);
    ask(shard, { kind: 'complete', bot: 2, task: task('c').id }, 6);
    expect(granted(ask(shard, { kind: 'assign', task: task('e') }, 8), 'assigned').bot).toBe(2);
  });

  test('is ended by nobody but its bot, and once', () => {
    const shard = smallShard(2);
    ask(shard, { kind: 'assign', bot: 0, task: task('a') });
    const end = (bot: number, name = 'a') => refusalOf(ask(shard, { kind: 'complete', bot, task: task(name).id }));
    expect([end(1), end(5), end(0, 'b'), end(0), end(0)]).toEqual([
      'task-of-another-bot',
      'bot-not-found',
      'task-not-found',
      '',
      'task-already-ended',
    ]);
  });

  test('is refused where its bot lacks what it asks for, has no room, or takes none', () => {
    const shard = smallShard(3, { name: 's', tier: 'L20', capabilities: ['analytics'] });
    const assign = (bot: number | undefined, more = {}) =>
      refusalOf(ask(shard, { kind: 'assign', ...(bot !== undefined && { bot }), task: task('a', more) }));
    order(shard, { kind: 'drain', bots: [[1, 1]] });
    expect(assign(1)).toBe('bot-draining');
    expect(assign(7)).toBe('bot-not-found');
    expect(assign(0, { capabilities: ['analytics', 'cooking'] })).toBe('capability-missing');
    expect(assign(undefined, { capabilities: ['cooking'] })).toBe('no-bot-available');
    expect(assign(0, { data: 'x'.repeat(fleetLimits.taskBytes) })).toBe('task-data-too-large');
    expect(reportOf(shard).counters.given).toBe(0);
    expect(assign(0, { data: 'x'.repeat(fleetLimits.taskBytes - 2), capabilities: ['analytics'] })).toBe('');
  });

  test('finds no room where too much has not ended', () => {
    const shard = smallShard(1);
    const data = 'x'.repeat(fleetLimits.taskBytes - 2);
    const most = fleetLimits.pendingBytes / fleetLimits.taskBytes;
    const answers = Array.from({ length: most + 1 }, (_, i) =>
      refusalOf(ask(shard, { kind: 'assign', task: task(String(i), { data }) })),
    );
    expect(answers.filter((each) => each === '')).toHaveLength(most);
    expect(answers.at(-1)).toBe('too-much-pending');
  });
});

describe('what comes again', () => {
  test('is answered as it was, and changes nothing', () => {
    const shard = smallShard(2);
    const assign = { op: 'a', kind: 'assign', task: task('a') } as const;
    const complete = { op: 'c', kind: 'complete', bot: 0, task: task('a').id } as const;
    const first = [ask(shard, assign, 1), ask(shard, complete, 2)];
    const saved = saveShard(shard);
    expect([ask(shard, assign, 8), ask(shard, complete, 9)]).toEqual(first);
    expect(saveShard(shard)).toEqual(saved);
  });

  test('is refused if it is about something else', () => {
    const shard = smallShard(2);
    ask(shard, { op: 'k', kind: 'assign', task: task('a') } as never);
    expect(refusalOf(ask(shard, { op: 'k', kind: 'assign', task: task('b') } as never))).toBe('idempotency-key-reused');
    expect(refusalOf(ask(shard, { kind: 'assign', task: task('a') }))).toBe('idempotency-key-reused');
    const complete = { op: 'c', kind: 'complete', task: task('a').id } as const;
    expect(refusalOf(ask(shard, { ...complete, bot: 0 }))).toBe('');
    expect(refusalOf(ask(shard, { ...complete, bot: 1 }))).toBe('idempotency-key-reused');
  });
});

describe('a lease', () => {
  const lease = { kind: 'lease', bot: 0, forMs: 1000 } as const;

  test('gives the oldest task, and is renewed until the task ends', () => {
    const shard = smallShard(1);
    for (const name of ['a', 'b']) ask(shard, { kind: 'assign', task: task(name) });
    expect(granted(ask(shard, lease, 10), 'leased')).toMatchObject({ task: { id: task('a').id }, until: 1010 });
    expect(granted(ask(shard, { kind: 'renew', bot: 0, forMs: 2000 }, 500), 'renewed').until).toBe(2500);
    expect(nextShardDeadline(shard)).toBe(2500);
    expect(refusalOf(ask(shard, { ...lease, task: task('b').id }, 600))).toBe('lease-held');
    granted(ask(shard, { kind: 'complete', bot: 0, task: task('a').id }, 700), 'ended');
    expect(nextShardDeadline(shard)).toBeNull();
    expect(granted(ask(shard, lease, 800), 'leased').task?.id).toBe(task('b').id);
  });

  test('that runs out takes the task to another bot, then to another, then to the dead letters', () => {
    const shard = smallShard(4);
    ask(shard, { kind: 'assign', bot: 0, task: task('a') });
    const holders = [0, 1, 2].map((bot, i) => {
      granted(ask(shard, { ...lease, bot }, i * 2000), 'leased');
      shardTimeCame(shard, i * 2000 + 1000);
      return taskView(shard, task('a').id)?.bot;
    });
    expect(holders).toEqual([1, 2, null]);
    expect([0, 1, 2, 3].map((bot) => botView(shard, bot)?.status)).toEqual(['lost', 'lost', 'lost', 'active']);
    expect(deadLetters(shard, all).entries).toMatchObject([{ id: task('a').id, status: 'dead' }]);
    expect(reportOf(shard).counters).toMatchObject({ given: 1, pending: 0, dead: 1 });
    expect(refusalOf(ask(shard, { kind: 'complete', bot: 0, task: task('a').id }, 6000))).toBe('task-lease-lost');
    expect(granted(ask(shard, { kind: 'retry-dead', task: task('a').id }, 6000), 'assigned').bot).toBe(3);
    expect(taskView(shard, task('a').id)).toMatchObject({ status: 'assigned', attempt: 1 });
  });

  test('that ran out is noticed by what comes late, before any timer', () => {
    const shard = smallShard(1);
    ask(shard, { kind: 'assign', task: task('a') });
    ask(shard, lease, 0);
    expect(refusalOf(ask(shard, { kind: 'complete', bot: 0, task: task('a').id }, 1000))).toBe('task-lease-lost');
    expect(reportOf(shard).counters).toMatchObject({ waiting: 1, pending: 0, lost: 1, active: 0 });
    expect(refusalOf(ask(shard, { kind: 'assign', bot: 0, task: task('b') }, 1000))).toBe('bot-lost');
    expect(granted(ask(shard, lease, 2000), 'leased').task).toMatchObject({ id: task('a').id, attempt: 2 });
    expect(reportOf(shard).counters).toMatchObject({ waiting: 0, pending: 1, lost: 0, active: 1 });
  });
});

describe('a mass task', () => {
  const mass = { kind: 'mass', mass: 'mass-s-00000000', type: 'count', data: 1, from: 10, of: 13 } as const;
  const share = (index: number) => `mass-s-00000000-${index}`;

  test('is one task of each bot that takes part, with a number of its own', () => {
    const shard = smallShard(4);
    order(shard, { kind: 'drain', bots: [[1, 1]] });
    order(shard, mass, 5);
    expect(takeShardEffects(shard).at(-1)).toMatchObject({ told: { answers: [{ n: 3, count: 3 }] } });
    expect([0, 1, 2, 3].map((bot) => taskView(shard, share(bot))?.share?.index)).toEqual([10, undefined, 11, 12]);
    expect(botView(shard, 2)).toMatchObject({ pending: 1, total: 1 });
    granted(ask(shard, { kind: 'complete', bot: 2, task: share(2), result: 'r' }, 8), 'ended');
    expect(refusalOf(ask(shard, { kind: 'complete', bot: 2, task: share(2) }))).toBe('task-already-ended');
    expect(refusalOf(ask(shard, { kind: 'complete', bot: 2, task: share(3) }))).toBe('task-of-another-bot');
    expect(refusalOf(ask(shard, { kind: 'complete', bot: 1, task: share(1) }))).toBe('task-not-found');
    granted(ask(shard, { kind: 'fail', bot: 3, task: share(3), error: 'no' }, 9), 'ended');
    expect(massView(shard, mass.mass, all)).toMatchObject({
      total: 3,
      completed: 1,
      failed: 1,
      open: 1,
      shares: {
        entries: [{ status: 'assigned' }, { status: 'completed' }, { status: 'failed', error: 'no' }],
        next: null,
      },
    });
    expect(tasksOfBot(shard, 2, all)?.entries).toMatchObject([{ id: share(2), result: 'r' }]);
  });

  test('is done again where it failed, and only there', () => {
    const shard = smallShard(3);
    order(shard, mass);
    for (const bot of [0, 1]) ask(shard, { kind: 'fail', bot, task: share(bot), error: 'no' });
    ask(shard, { kind: 'complete', bot: 2, task: share(2) });
    order(shard, { kind: 'remove', bots: [[1, 1]] });
    order(shard, { kind: 'retry-mass', mass: mass.mass });
    expect(reportOf(shard).counters).toMatchObject({ given: 3, failed: 0, pending: 2, completed: 1 });
    expect([0, 1, 2].map((bot) => taskView(shard, share(bot)))).toMatchObject([
      { status: 'assigned', bot: 0, attempt: 2 },
      { status: 'assigned', bot: 2, attempt: 2 },
      { status: 'completed', bot: 2 },
    ]);
    granted(ask(shard, { kind: 'complete', bot: 2, task: share(1) }), 'ended');
    expect(massView(shard, mass.mass, all)?.shares.entries[1]).toMatchObject({ status: 'completed', movedTo: 2 });
  });
});

test('a share that failed elsewhere goes back to its bot to be done again', () => {
  const shard = smallShard(2);
  order(shard, { kind: 'mass', mass: 'mass-s-00000000', type: 'count', data: 1, from: 0, of: 2 });
  ask(shard, { kind: 'lease', bot: 0, forMs: 1000 });
  shardTimeCame(shard, 1000);
  const id = 'mass-s-00000000-0';
  granted(ask(shard, { kind: 'fail', bot: 1, task: id, error: 'no' }, 1000), 'ended');
  expect(massView(shard, 'mass-s-00000000', all)?.shares.entries[0]).toMatchObject({
    status: 'failed',
    attempts: 2,
    movedTo: 1,
  });
  order(shard, { kind: 'retry-mass', mass: 'mass-s-00000000' }, 1000);
  expect(granted(ask(shard, { kind: 'lease', bot: 0, forMs: 1000 }, 1000), 'leased').task).toMatchObject({
    id,
    attempt: 3,
  });
  expect(botView(shard, 1)).toMatchObject({ failed: 0, pending: 1 });
});

describe('bots that go', () => {
  test('leave what they have to the least loaded, or to whoever comes', () => {
    const shard = smallShard(3);
    for (const name of ['a', 'b', 'c']) ask(shard, { kind: 'assign', bot: 2, task: task(name) });
    order(shard, { kind: 'remove', bots: [[2, 2]] });
    expect([0, 1].map((bot) => botView(shard, bot)?.pending)).toEqual([2, 1]);
    expect(botView(shard, 2)).toBeNull();
    order(shard, { kind: 'remove', bots: [[0, 1]] });
    expect(reportOf(shard).counters).toMatchObject({ bots: 0, created: 3, pending: 0, waiting: 3 });
    order(shard, { kind: 'add', bots: [0, 1] }, 5);
    expect([0, 1].map((bot) => botView(shard, bot)?.pending)).toEqual([2, 1]);
    expect(botView(shard, 0)).toMatchObject({ createdAt: 5, total: 2 });
  });

  test('with all others leave what is cancelled', () => {
    const shard = smallShard(2);
    ask(shard, { kind: 'assign', task: task('a') });
    order(shard, { kind: 'mass', mass: 'mass-s-00000000', type: 'count', data: 1, from: 0, of: 2 });
    order(shard, { kind: 'close' }, 5);
    expect(reportOf(shard)).toMatchObject({ closed: true, counters: { bots: 0, given: 3, cancelled: 3, pending: 0 } });
  });
});

test('a dead letter has had as many attempts as bots had it, and who asks for what nobody has is told so', () => {
  const shard = smallShard(4);
  const { id } = task('a');
  const lease = (bot: number, at: number) => ask(shard, { kind: 'lease', bot, forMs: 1000, task: id }, at);
  order(shard, { kind: 'remove', bots: [[2, 3]] });
  ask(shard, { kind: 'assign', bot: 0, task: task('a') });
  lease(0, 0);
  shardTimeCame(shard, 2_000);
  expect(taskView(shard, id)).toMatchObject({ bot: 1, attempt: 2 });
  lease(1, 2_000);
  shardTimeCame(shard, 4_000);
  expect(taskView(shard, id)).toMatchObject({ status: 'waiting', attempt: 3 });
  order(shard, { kind: 'add', bots: [2, 3] });
  expect(taskView(shard, id)).toMatchObject({ bot: 2, attempt: 3 });
  lease(2, 5_000);
  shardTimeCame(shard, 7_000);
  expect(taskView(shard, id)).toMatchObject({ status: 'dead', attempt: 3 });
  expect(lease(3, 8_000)).toMatchObject({
    code: 'task-of-another-bot',
    message: expect.stringContaining(`POST /swarms/swarm-s/dead-letters/${id}/retry`),
  });
});

describe('tasks that the orchestrator does', () => {
  const run = { kind: 'workflow', name: 'tidy' } as const;

  test('wait for a turn, one of each bot at a time', () => {
    const shard = smallShard(2, { name: 's', tier: 'L20', capabilities: [] });
    for (const name of ['a', 'b']) ask(shard, { kind: 'assign', bot: 0, task: task(name, { run }) });
    expect(takeShardEffects(shard).at(-1)).toEqual({ kind: 'turns', tier: 'L20', asked: 1, returned: 0 });
    grantTurns(shard, 'L20', 1, 0);
    grantTurns(shard, 'L20', 1, 0);
    expect(takeShardEffects(shard)).toMatchObject([{ kind: 'run', task: { id: task('a').id, bot: 0, run } }]);
    expect(taskView(shard, task('a').id)?.status).toBe('running');
    expect(refusalOf(ask(shard, { kind: 'complete', bot: 0, task: task('a').id }))).toBe('task-runs-itself');
    expect(granted(ask(shard, { kind: 'lease', bot: 0, forMs: 1000 }), 'leased').task).toBeNull();
    taskRan(shard, task('a').id, { status: 'completed', result: 1 }, 9);
    taskRan(shard, task('a').id, { status: 'completed', result: 1 }, 9);
    expect(takeShardEffects(shard)).toEqual([{ kind: 'turns', tier: 'L20', asked: 2, returned: 1 }]);
    expect(botView(shard, 0)).toMatchObject({ completed: 1, pending: 1 });
  });

  test('have no more turns than were asked for, whatever somebody says', () => {
    const shard = smallShard(1);
    ask(shard, { kind: 'assign', bot: 0, task: task('a', { run }) });
    grantTurns(shard, 'standard', Number.MAX_SAFE_INTEGER, 0);
    expect(takeShardEffects(shard)).toMatchObject([
      { kind: 'run', task: { id: task('a').id } },
      { kind: 'turns', asked: 1, returned: 0 },
    ]);
  });

  test('are known, however often the shard is opened again, since when they run', () => {
    let shard = smallShard(1);
    const { id } = task('a');
    ask(shard, { kind: 'assign', bot: 0, task: task('a', { run }) });
    grantTurns(shard, 'standard', 1, 500);
    takeShardEffects(shard);
    const again = () => (shard = openShard(saveShard(shard)));
    expect(runningTasks(again())).toEqual([{ id, attempt: 1, since: 500 }]);
    taskRuns(shard, id, 900);
    taskRunsAs(shard, id, `${id}~e2`);
    expect(runningTasks(again())).toEqual([{ id, attempt: 1, since: 900, execution: `${id}~e2` }]);
  });

  test('go on when their bot goes, and give back a turn that has nothing to do', () => {
    const shard = smallShard(2);
    for (const name of ['a', 'b']) ask(shard, { kind: 'assign', bot: 0, task: task(name, { run }) });
    grantTurns(shard, 'standard', 1, 0);
    order(shard, { kind: 'remove', bots: [[0, 0]] });
    takeShardEffects(shard);
    expect(taskView(shard, task('b').id)?.bot).toBe(1);
    order(shard, { kind: 'close' }, 3);
    grantTurns(shard, 'standard', 2, 0);
    expect(takeShardEffects(shard)).toMatchObject([
      { kind: 'stop', task: task('a').id },
      { kind: 'told' },
      { kind: 'turns', asked: 2, returned: 2 },
    ]);
  });
});

describe('where all drain, what the bots have is done by those that do', () => {
  const lease = (bot: number) => ({ kind: 'lease', bot, forMs: 1000 }) as const;
  const mass = { kind: 'mass', mass: 'mass-s-00000000', type: 'count', data: 1, from: 0, of: 2 } as const;
  const share = (index: number) => `mass-s-00000000-${index}`;

  test('also what one of them has lost, or leaves', () => {
    const shard = smallShard(2);
    for (const name of ['a', 'b']) ask(shard, { kind: 'assign', bot: 0, task: task(name) });
    order(shard, { kind: 'drain' });
    granted(ask(shard, lease(0)), 'leased');
    shardTimeCame(shard, 1000);
    expect(taskView(shard, task('a').id)).toMatchObject({ status: 'assigned', bot: 1 });
    order(shard, { kind: 'remove', bots: [[0, 0]] }, 1000);
    expect(botView(shard, 1)).toMatchObject({ status: 'draining', pending: 2 });
    expect(refusalOf(ask(shard, { kind: 'assign', task: task('c') }, 1000))).toBe('no-bot-available');
  });

  test('also what waits for a bot that comes back, or that drained before', () => {
    const shard = smallShard(2);
    ask(shard, { kind: 'assign', bot: 0, task: task('a') });
    order(shard, { kind: 'drain', bots: [[1, 1]] });
    granted(ask(shard, lease(0)), 'leased');
    shardTimeCame(shard, 1000);
    expect(taskView(shard, task('a').id)?.status).toBe('waiting');
    order(shard, { kind: 'drain' }, 1000);
    granted(ask(shard, lease(1), 1000), 'leased');
    shardTimeCame(shard, 2000);
    expect(reportOf(shard).counters).toMatchObject({ waiting: 1, lost: 2 });
    expect(granted(ask(shard, lease(0), 2000), 'leased').task).toMatchObject({ id: task('a').id, attempt: 3 });
    expect(botView(shard, 0)?.status).toBe('draining');
  });

  test('also what is to be done again', () => {
    const shard = smallShard(2);
    order(shard, mass);
    for (const bot of [0, 1]) ask(shard, { kind: 'fail', bot, task: share(bot), error: 'no' });
    order(shard, { kind: 'drain' });
    order(shard, { kind: 'retry-mass', mass: mass.mass });
    for (const bot of [0, 1]) granted(ask(shard, { kind: 'complete', bot, task: share(bot) }), 'ended');
    expect(massView(shard, mass.mass, all)).toMatchObject({ completed: 2, open: 0 });
  });

  test('and by one that drains alone, what it has lost or failed itself and nobody else can do', () => {
    const shard = smallShard(2);
    order(shard, mass);
    ask(shard, { kind: 'fail', bot: 0, task: share(0), error: 'no' });
    order(shard, { kind: 'drain', bots: [[0, 0]] });
    order(shard, { kind: 'remove', bots: [[1, 1]] });
    expect(taskView(shard, share(1))?.status).toBe('waiting');
    order(shard, { kind: 'retry-mass', mass: mass.mass });
    expect(granted(ask(shard, lease(0)), 'leased').task?.id).toBe(share(0));
    shardTimeCame(shard, 1000);
    expect(granted(ask(shard, lease(0), 1000), 'leased').task?.id).toBe(share(0));
    granted(ask(shard, { kind: 'complete', bot: 0, task: share(0) }, 1000), 'ended');
    expect(taskView(shard, share(1))?.status).toBe('waiting');
  });
});

test('a failure counts for its tier until it is done again, whoever failed', () => {
  const shard = smallShard(1);
  const id = 'mass-s-00000000';
  order(shard, { kind: 'mass', mass: id, type: 'count', data: 1, from: 0, of: 1 });
  ask(shard, { kind: 'fail', bot: 0, task: `${id}-0`, error: 'no' });
  order(shard, { kind: 'remove', bots: [[0, 0]] });
  order(shard, { kind: 'add', bots: [0, 0] });
  expect(reportOf(shard).counters).toMatchObject({ failed: 1, tiers: { standard: { failed: 1 } } });
  order(shard, { kind: 'retry-mass', mass: id });
  expect(reportOf(shard).counters).toMatchObject({ failed: 0, tiers: { standard: { failed: 0 } } });
  granted(ask(shard, { kind: 'complete', bot: 0, task: `${id}-0` }), 'ended');
  expect(botView(shard, 0)).toMatchObject({ completed: 1, failed: 0 });
});

test('bots that come are told from those before them in as many looks as there are failures', () => {
  const { botsPerShard } = fleetLimits;
  const shard = smallShard(botsPerShard);
  const masses = ['mass-s-00000000', 'mass-s-00000001'];
  for (const [at, mass] of masses.entries()) {
    order(shard, { kind: 'mass', mass, type: 'count', data: 1, from: 0, of: botsPerShard });
    for (let bot = 0; bot < botsPerShard; bot++) {
      ask(shard, { kind: 'fail', bot, task: `${mass}-${bot}`, error: String(at) });
    }
  }
  order(shard, { kind: 'remove', bots: [[0, botsPerShard - 1]] });
  const kept = [...shard.masses.values()].reduce((sum, { failures }) => sum + failures.size, 0);
  let looks = 0;
  for (const { failures } of shard.masses.values()) {
    const each = failures[Symbol.iterator].bind(failures);
    failures[Symbol.iterator] = function* () {
      for (const failure of { [Symbol.iterator]: each }) {
        looks++;
        yield failure;
      }
      return undefined;
    } as typeof each;
  }
  order(shard, { kind: 'add', bots: [0, botsPerShard - 1] });
  expect(looks).toBe(kept);
  expect(new Set([...(shard.masses.get(masses[1] ?? '')?.failures.values() ?? [])].map(({ by }) => by))).toEqual(
    new Set([null]),
  );
});

test('shares that are retried elsewhere are no more than the tasks there may be', () => {
  const { botsPerShard, pendingTasks } = fleetLimits;
  const shard = smallShard(botsPerShard);
  const masses = Array.from({ length: pendingTasks / botsPerShard + 1 }, (_, at) => `mass-s-0000000${at}`);
  for (const mass of masses) {
    order(shard, { kind: 'mass', mass, type: 'count', data: 1, from: 0, of: botsPerShard });
    for (let bot = 0; bot < botsPerShard; bot++) ask(shard, { kind: 'fail', bot, task: `${mass}-${bot}`, error: '' });
  }
  order(shard, { kind: 'remove', bots: [[1, botsPerShard - 1]] });
  for (const mass of masses) order(shard, { kind: 'retry-mass', mass });
  // The one that is left has its own beside them.
  const { pending, failed, given } = reportOf(shard).counters;
  expect([pending, pending + failed]).toEqual([pendingTasks + masses.length, given]);
  expect(shard.tasks.size).toBe(pendingTasks);
});

test('shares that nobody has room for fail all at once, with what there is room to say', () => {
  const { botsPerShard, pendingTasks } = fleetLimits;
  const shard = smallShard(botsPerShard);
  const masses = Array.from({ length: pendingTasks / botsPerShard + 3 }, (_, at) => `mass-s-0000000${at}`);
  const run = { kind: 'workflow', name: 'count' } as const;
  for (const mass of masses) {
    order(shard, { kind: 'mass', mass, type: 'count', data: 1, from: 0, of: botsPerShard, run });
  }
  grantTurns(shard, 'standard', 1, 0);
  const [[running = ''] = []] = shard.running;
  expect(running).toBe(`${masses[0]}-0`);
  let said = 0;
  for (const { failures } of shard.masses.values()) {
    const set = failures.set.bind(failures);
    failures.set = (place, failure) => {
      said++;
      return set(place, failure);
    };
  }
  order(shard, { kind: 'remove', bots: [[0, botsPerShard - 2]] });
  const { pending, failed, given } = reportOf(shard).counters;
  expect(shard.tasks.size).toBe(pendingTasks);
  // What is done at this moment is done to its end, and the bot that is left has its own.
  expect([pending, pending + failed]).toEqual([pendingTasks + 1 + masses.length, given]);
  const { tiers } = reportOf(shard).counters;
  expect(tiers.standard?.failed).toBe(failed);
  expect(shard.bots.failed.reduce((sum, each) => sum + each, 0)).toBe(failed);
  const last = massView(shard, masses.at(-1) ?? '', { cursor: null, limit: 1, status: 'failed' });
  expect(last).toMatchObject({ failed: botsPerShard - 1 - pendingTasks / masses.length });
  expect(taskView(shard, `${masses.at(-1)}-${botsPerShard - 2}`)).toMatchObject({
    status: 'failed',
    error: expect.stringContaining('removed'),
  });
  expect(taskView(shard, running)).toMatchObject({ status: 'running' });
  expect(saveShard(reopened(shard))).toEqual(saveShard(shard));
  expect([said > 0, said < failed / 10]).toEqual([true, true]);
});

test('what was said of failures makes room for many at once', () => {
  const { botsPerShard, keptErrorBytes } = fleetLimits;
  const shard = smallShard(botsPerShard);
  const mass = 'mass-s-00000000';
  order(shard, { kind: 'mass', mass, type: 'count', data: 1, from: 0, of: botsPerShard });
  let drops = 0;
  for (let bot = 0; bot < botsPerShard; bot++) {
    const before = shard.errorBytes;
    ask(shard, { kind: 'fail', bot, task: `${mass}-${bot}`, error: 'x'.repeat(100) });
    if (shard.errorBytes <= before) drops++;
    expect(shard.errorBytes).toBeLessThanOrEqual(keptErrorBytes);
  }
  expect(shard.errorBytes).toBeGreaterThan(0.8 * keptErrorBytes);
  expect([drops > 0, drops < botsPerShard / 100]).toEqual([true, true]);
});

test('bots come in pages, those of one status or tier alone if asked', () => {
  const shard = smallShard(5);
  order(shard, { kind: 'remove', bots: [[1, 1]] });
  order(shard, { kind: 'drain', bots: [[3, 3]] });
  const first = botsPage(shard, { cursor: null, limit: 2 });
  const second = botsPage(shard, { cursor: first.next, limit: 2 });
  expect([first, second].map(({ entries }) => entries.map(({ name }) => name))).toEqual([
    ['s-0', 's-2'],
    ['s-3', 's-4'],
  ]);
  expect(second.next).toBeNull();
  expect(botsPage(shard, { ...all, status: 'draining' }).entries).toMatchObject([{ index: 3 }]);
  expect(botsPage(shard, { ...all, tier: 'L20' }).entries).toEqual([]);
});

test('a report has the mass tasks that have changed since the last', () => {
  const shard = smallShard(2);
  order(shard, { kind: 'mass', mass: 'mass-s-00000000', type: 'count', data: 1, from: 0, of: 2 });
  expect(takeReport(shard).masses).toEqual([]);
  ask(shard, { kind: 'complete', bot: 1, task: 'mass-s-00000000-1' });
  expect(takeReport(shard).masses).toEqual([
    { mass: 'mass-s-00000000', total: 2, completed: 1, failed: 0, cancelled: 0 },
  ]);
});

test('a shard is all in its JSON', () => {
  const shard = smallShard(3);
  order(shard, { kind: 'mass', mass: 'mass-s-00000000', type: 'count', data: 1, from: 0, of: 3 });
  ask(shard, { kind: 'assign', bot: 0, task: task('a', { run: { kind: 'workflow', name: 'tidy' } }) });
  ask(shard, { kind: 'lease', bot: 1, forMs: 1000 });
  ask(shard, { kind: 'fail', bot: 2, task: 'mass-s-00000000-2', error: 'no' });
  shardTimeCame(shard, 1000);
  takeShardEffects(shard);
  expect(saveShard(reopened(shard))).toEqual(saveShard(shard));
});
