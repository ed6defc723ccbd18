import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { taskQueue } from '../../src/driver/index.ts';
import { createExecutions, type ExecutionFilter, type ListedExecution } from '../../src/executions/index.ts';
import { changedExecutions } from '../../src/executions/changed-executions.ts';
import { followAllLimits } from '../../src/executions/follow-all.ts';
import { onceAnswered } from '../support/once-answered.ts';
import { ownExecutions } from '../support/own-executions.ts';

const { temporal, catalog, executions, register, startWorker, close } = await ownExecutions({
  ok: { result: 1 },
  fail: { status: 400 },
  undo: { result: null },
  bad_undo: { status: 409 },
});
afterAll(close);

const waiting = { id: 'wait', service: undefined, wait_for: { event: 'go' } };

beforeAll(async () => {
  await register('quick', [{ id: 'a', method: 'ok' }]);
  await register('waits', [waiting]);
  await register('holds', [{ id: 'bad', method: 'fail' }], { on_failure: 'hold' });
  await register('fails', [{ id: 'bad', method: 'fail' }]);
  const undone = (undo: string) => [
    { id: 'a', method: 'ok', compensate_method: undo },
    { id: 'bad', method: 'fail', depends_on: ['a'] },
  ];
  await register('undoes', undone('undo'));
  await register('undoes_badly', undone('bad_undo'));
  await register('calls', [{ id: 'it', service: undefined, workflow: 'waits' }]);
});

async function start(workflowName: string, executionId: string, by = executions): Promise<string> {
  return (await by.start({ workflowName, inputs: {}, executionId })).executionId;
}

async function ids(filter: ExecutionFilter, by = executions): Promise<readonly string[]> {
  const { executions: found } = await onceAnswered(async () => await by.list({ filter, limit: 1000 }));
  return found.map(({ executionId }) => executionId);
}

async function untilListed(filter: ExecutionFilter, wanted: readonly string[], by = executions): Promise<void> {
  for (const begun = Date.now(); ;) {
    const found = (await ids(filter, by)).toSorted();
    if (found.join() === wanted.toSorted().join()) return;
    if (Date.now() - begun > 100_000) expect(found).toEqual(wanted.toSorted());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function untilStands(executionId: string, wanted: string): Promise<void> {
  for (;;) {
    const view = await onceAnswered(async () => await executions.describe(executionId));
    if (view?.status === wanted) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Pages of a few, to the end. */
async function everyPage(filter: ExecutionFilter, limit: number): Promise<readonly (readonly ListedExecution[])[]> {
  const pages: (readonly ListedExecution[])[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await executions.list({ filter, limit, ...(cursor !== undefined && { cursor }) });
    pages.push(page.executions);
    cursor = page.nextCursor;
  }
  return pages;
}

test('before there is a worker, what was started is PENDING, and listed at once', async () => {
  await start('quick', 'first');
  await start('quick', 'second');
  expect(await ids({})).toEqual(['second', 'first']);
  const { executions: found, nextCursor } = await executions.list({ filter: { statuses: ['PENDING'] }, limit: 10 });
  expect(found).toEqual([
    expect.objectContaining({ executionId: 'second', workflowName: 'quick', version: '1', status: 'PENDING' }),
    expect.objectContaining({ executionId: 'first', workflowName: 'quick', version: '1', status: 'PENDING' }),
  ]);
  expect(nextCursor).toBeNull();
  expect(await ids({ statuses: ['RUNNING'] })).toEqual([]);
  // Another process follows as soon as Temporal's list does.
  await untilListed({}, ['first', 'second'], createExecutions({ client: temporal.anotherClient(), catalog }));
  await startWorker();
  await untilListed({ statuses: ['COMPLETED'] }, ['first', 'second']);
  expect(await ids({ statuses: ['PENDING', 'RUNNING'] })).toEqual([]);
});

describe('what is there', () => {
  beforeAll(async () => {
    const all = [
      ['quick', 'q'],
      ['waits', 'w'],
      ['waits', 'p'],
      ['waits', 'c'],
      ['waits', 't'],
      ['holds', 'h'],
      ['fails', 'f'],
      ['undoes', 'u'],
      ['undoes_badly', 'b'],
      ['calls', 'above'],
    ] as const;
    for (const [name, id] of all) await start(name, id);
    await Promise.all(['w', 'p', 'c', 't', 'above~it'].map((id) => untilStands(id, 'RUNNING')));
    await executions.pause('p');
    await executions.cancel('c');
    await temporal.client.workflow.getHandle('t').terminate();
    await temporal.client.workflow.start('quick', { workflowId: 'bare', taskQueue, args: [{}] });
    const ends: Readonly<Record<string, string>> = { h: 'PAUSED', p: 'PAUSED', c: 'CANCELLED', bare: 'COMPLETED' };
    for (const id of ['h', 'f', 'u', 'b', 'q', 'p', 'c', 'bare'])
      await untilStands(id, ends[id] ?? (id === 'q' ? 'COMPLETED' : 'FAILED'));
    await untilListed({ outcomes: ['completed', 'terminated', 'failed', 'compensated'] }, [
      'first',
      'second',
      'q',
      't',
      'bare',
      'f',
      'u',
    ]);
  });

  const filters: readonly (readonly [string, ExecutionFilter, readonly string[]])[] = [
    ['running', { statuses: ['RUNNING'] }, ['w', 'above', 'above~it']],
    ['paused', { statuses: ['PAUSED'] }, ['p', 'h']],
    ['failed', { statuses: ['FAILED'] }, ['f', 'u', 'b', 't']],
    ['failed or cancelled', { statuses: ['CANCELLED', 'FAILED'] }, ['f', 'u', 'b', 't', 'c']],
    ['held', { phases: ['held'] }, ['h']],
    ['held or paused', { phases: ['held', 'paused'] }, ['h', 'p']],
    ['nothing had to be undone', { outcomes: ['failed', 'cancelled'] }, ['f', 'c']],
    ['undone', { outcomes: ['compensated'] }, ['u']],
    ['not wholly undone', { outcomes: ['compensation-failed'] }, ['b']],
    ['terminated', { outcomes: ['terminated'] }, ['t']],
    ['both a status and another', { statuses: ['FAILED'], outcomes: ['cancelled'] }, []],
    ['a phase of what has ended', { statuses: ['COMPLETED'], phases: ['held'] }, []],
    ['of a workflow', { workflowName: 'undoes' }, ['u']],
    ['of a version', { version: '1', workflowName: 'quick' }, ['q', 'first', 'second', 'bare']],
    ['of another version', { version: '2' }, []],
    ['called by another', { parentId: 'above' }, ['above~it']],
    ['called by nobody', { parentId: null, statuses: ['RUNNING'] }, ['w', 'above']],
    ['of a schedule', { scheduleId: 'none' }, []],
    ['from tomorrow on', { from: Date.now() + 86_400_000 }, []],
    ['before they began', { to: 0 }, []],
    ['in all of time', { from: -62_167_219_200_000, to: 253_402_300_799_999, outcomes: ['terminated'] }, ['t']],
  ];

  test.each(filters)('is found: %s', async (_what, filter, wanted) => {
    await untilListed(filter, wanted);
  });

  test.each(filters)('is found without the attribute: %s', async (_what, filter, wanted) => {
    const outcomes = { exists: async () => await Promise.resolve(false) };
    await untilListed(filter, wanted, createExecutions({ client: temporal.client, catalog, outcomes }));
  });

  test.each([
    'q'.repeat(300),
    `quick' OR '1' = '1`,
    `quick" OR ""="`,
    "quick\\' OR 1=1 --",
    "'; DROP TABLE executions_visibility; --",
    '%',
    'quick*',
  ])('is not found by a name that is a piece of a query: %p', async (name) => {
    expect(await ids({ workflowName: name })).toEqual([]);
    expect(await ids({ parentId: name })).toEqual([]);
    expect(await ids({ scheduleId: name })).toEqual([]);
    expect(await ids({ version: name })).toEqual([]);
  });

  test('is found by the schedule that started it', async () => {
    const { client } = temporal;
    const action = {
      type: 'startWorkflow',
      workflowType: 'quick',
      workflowId: 'scheduled',
      taskQueue,
      args: [{}],
    } as const;
    const schedule = await client.schedule.create({ scheduleId: 'nightly', spec: {}, action });
    await schedule.trigger();
    const filter: ExecutionFilter = { scheduleId: 'nightly', outcomes: ['completed'] };
    while ((await ids(filter)).length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    const page = await executions.list({ filter, limit: 10 });
    expect(page.executions).toEqual([
      expect.objectContaining({ workflowName: 'quick', version: '1', scheduleId: 'nightly' }),
    ]);
    await schedule.delete();
  });

  test('says what there is to say', async () => {
    const { executions: found } = await executions.list({ filter: {}, limit: 1000 });
    const row = (id: string) => found.find(({ executionId }) => executionId === id);
    const time = expect.any(Number) as unknown;
    const ended = { startedAt: time, completedAt: time };
    const of = (workflowName: string) => ({ workflowName, version: '1' });
    expect(row('b')).toEqual({
      executionId: 'b',
      ...of('undoes_badly'),
      status: 'FAILED',
      outcome: 'compensation-failed',
      ...ended,
    });
    expect(row('bare')).toEqual({
      executionId: 'bare',
      ...of('quick'),
      status: 'COMPLETED',
      outcome: 'completed',
      ...ended,
    });
    expect(row('h')).toEqual({ executionId: 'h', ...of('holds'), status: 'PAUSED', phase: 'held', startedAt: time });
    expect(row('above~it')).toEqual({
      executionId: 'above~it',
      ...of('waits'),
      status: 'RUNNING',
      startedAt: time,
      parentId: 'above',
    });
    const view = await executions.describe('b');
    expect([row('b')?.startedAt, row('b')?.completedAt]).toEqual([view?.startedAt, view?.completedAt]);
    // Records are none, nor are executions that make one call for another.
    expect(found.map(({ workflowName }) => workflowName).filter((name) => name.startsWith('baton.'))).toEqual([]);
    expect(found.map(({ startedAt }) => startedAt)).toEqual(
      found.map(({ startedAt }) => startedAt).toSorted((a, b) => b - a),
    );
  });
});

describe('started before the namespace had the attribute', () => {
  test('is listed as it stands, not as if it had said so', async () => {
    const outcomes = { exists: async () => await Promise.resolve(false) };
    const earlier = createExecutions({ client: temporal.client, catalog, outcomes });
    for (const id of ['earlier', 'earlier-paused']) await start('waits', id, earlier);
    for (const id of ['earlier', 'earlier-paused']) await untilStands(id, 'RUNNING');
    await executions.pause('earlier-paused');
    await untilStands('earlier-paused', 'PAUSED');
    // Who did not start them hears of them from Temporal's list.
    const waits: ExecutionFilter = { workflowName: 'waits', statuses: ['PAUSED', 'RUNNING'], parentId: null };
    await untilListed(waits, ['w', 'p', 'earlier', 'earlier-paused']);
    const { executions: found } = await executions.list({ filter: { workflowName: 'waits' }, limit: 1000 });
    const standing = (id: string) => found.find(({ executionId }) => executionId === id);
    expect(standing('earlier-paused')).toMatchObject({ status: 'PAUSED', phase: 'paused' });
    expect(standing('earlier')).toMatchObject({ status: 'RUNNING' });
    expect(await ids({ statuses: ['RUNNING'] })).not.toContain('earlier-paused');
    for (const id of ['earlier', 'earlier-paused']) await executions.cancel(id);
    for (const id of ['earlier', 'earlier-paused']) await untilStands(id, 'CANCELLED');
  });
});

describe('pages', () => {
  test('have each execution once, though others start and these end meanwhile', async () => {
    for (let n = 0; n < 25; n++) await start('waits', `page-${n}`);
    const filter: ExecutionFilter = { workflowName: 'waits', parentId: null };
    const before = await ids(filter);
    const found: string[] = [];
    const cancelled: string[] = [];
    const cancel = async (id = ''): Promise<void> => {
      await executions.cancel(id);
      cancelled.push(id);
    };
    let cursor: string | null | undefined;
    for (let n = 0; cursor !== null; n++) {
      const page = await executions.list({ filter, limit: 4, ...(cursor !== undefined && { cursor }) });
      expect(page.executions.length).toBeLessThanOrEqual(4);
      found.push(...page.executions.map(({ executionId }) => executionId));
      cursor = page.nextCursor;
      await start('waits', `late-${n}`);
      for (const id of [before[n], before.at(-1 - n)]) await cancel(id).catch(() => undefined);
    }
    expect(found).toEqual(before);
    // None of them ends later, when others are looked at.
    for (const id of cancelled) await untilStands(id, 'CANCELLED');
  });

  test('of what has to be looked at one by one are full as well', async () => {
    const filter: ExecutionFilter = { workflowName: 'waits', statuses: ['CANCELLED'], version: '1' };
    while ((await ids(filter)).length <= 3) await new Promise((resolve) => setTimeout(resolve, 50));
    const pages = await everyPage(filter, 3);
    expect(pages.slice(0, -1).every((page) => page.length === 3)).toBe(true);
    expect(pages.flat().length).toBeGreaterThan(3);
  });

  test('have a cursor that is of use for their filter only', async () => {
    const { nextCursor } = await executions.list({ filter: { workflowName: 'waits' }, limit: 2 });
    const cursor = nextCursor ?? '';
    const forged = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const read = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as object;
    const others = [
      '',
      'none',
      forged({ ...read, v: 0 }),
      forged({ ...read, b: "2020' OR 1=1" }),
      forged({ ...read, b: '9999-99-99T99:99:99.999999Z' }),
      forged({ ...read, r: "'" }),
      forged({ ...read, t: "'" }),
      forged([]),
    ];
    await executions.list({ filter: { workflowName: 'waits' }, limit: 5, cursor });
    for (const each of others)
      await expect(
        executions.list({ filter: { workflowName: 'waits' }, limit: 2, cursor: each }),
      ).rejects.toMatchObject({
        code: 'invalid-cursor',
      });
    await expect(executions.list({ filter: { workflowName: 'quick' }, limit: 2, cursor })).rejects.toMatchObject({
      code: 'invalid-cursor',
    });
  });
});

describe('what has changed since a time', () => {
  test('has what ended then, and nothing that only goes on running', async () => {
    const ends = await start('waits', 'ends');
    await start('waits', 'goes-on');
    await untilStands(ends, 'RUNNING');
    const since = Date.now() + 1;
    await new Promise((resolve) => setTimeout(resolve, 2));
    await executions.cancel(ends);
    await untilStands(ends, 'CANCELLED');
    await untilListed({ statuses: ['CANCELLED'], workflowName: 'waits', from: since - 60_000 }, [
      ...new Set([...(await ids({ statuses: ['CANCELLED'], workflowName: 'waits', from: since - 60_000 })), ends]),
    ]);
    const { executions: changed } = await changedExecutions(temporal.client, { since, most: 1000, words: false });
    expect(changed.map(({ executionId }) => executionId)).toEqual([ends]);
  });

  test('is told a reader who comes back of one that began before and was paused meanwhile', async () => {
    const from = Date.now();
    await start('waits', 'stands');
    await untilStands('stands', 'RUNNING');
    await new Promise((resolve) => setTimeout(resolve, 50));
    const at = Date.now() + followAllLimits.overlapMs;
    await executions.pause('stands');
    await untilListed({ phases: ['paused'], from }, ['stands']);
    const leaving = new AbortController();
    const seen: string[] = [];
    for await (const each of executions.followAll({ last: `${at.toString(36)}-other-1`, left: leaving.signal })) {
      seen.push(each.kind === 'event' ? `${each.event.subject} ${each.event.type}` : each.kind);
      break;
    }
    leaving.abort();
    expect(seen).toEqual([expect.stringContaining('workflow.paused')]);
  });
});
