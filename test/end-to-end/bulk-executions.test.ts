import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type BulkAction,
  type BulkAnswer,
  dryRun,
  type ExecutionFilter,
  tellMany,
} from '../../src/executions/index.ts';
import { onceAnswered } from '../support/once-answered.ts';
import { ownExecutions } from '../support/own-executions.ts';

const { services, executions, register, startWorker, close } = await ownExecutions({
  flaky: { status: 400 },
  ok: { result: 1 },
});
afterAll(close);

const waiting = { id: 'wait', service: undefined, wait_for: { event: 'never' } };

beforeAll(startWorker);

async function start(workflowName: string, count: number): Promise<readonly string[]> {
  const ids = Array.from({ length: count }, (_, at) => `${workflowName}-${at}`);
  for (const executionId of ids) await executions.start({ workflowName, inputs: {}, executionId });
  return ids;
}

async function untilAll(ids: readonly string[], status: string): Promise<void> {
  for (const id of ids) {
    for (const begun = Date.now(); ;) {
      const view = await onceAnswered(async () => await executions.describe(id));
      if (view?.status === status) break;
      if (Date.now() - begun > 100_000) throw new Error(`${id} is ${view?.status}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** Lists come after: until the dry run counts as many. */
async function confirmed(action: BulkAction, filter: ExecutionFilter, count: number): Promise<string> {
  for (const begun = Date.now(); ;) {
    const target = { kind: 'filter', filter } as const;
    const found = await onceAnswered(async () => await dryRun(executions, { action, target, limit: 1000 }));
    if (found.count === count && found.isAll) return found.confirm;
    if (Date.now() - begun > 100_000) throw new Error(JSON.stringify(found));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const told = ({ results }: BulkAnswer) =>
  results
    .map((each) => (each.kind === 'done' ? `${each.executionId} done` : `${each.executionId} ${each.code}`))
    .toSorted();

const cancel: BulkAction = { kind: 'cancel', reason: 'enough' };
const retry: BulkAction = { kind: 'retry' };

describe('cancelling by a filter', () => {
  test('stops what the dry run has said, in as many requests as it takes, and nothing that began after it', async () => {
    await register('bulk_wait', [waiting]);
    await register('bulk_calls', [{ id: 'it', service: undefined, workflow: 'bulk_wait' }]);
    const ids = await start('bulk_wait', 11);
    const [above = ''] = await start('bulk_calls', 1);
    await untilAll([...ids, `${above}~it`], 'RUNNING');
    const filter: ExecutionFilter = { workflowName: 'bulk_wait' };
    const confirm = await confirmed(cancel, filter, 11);
    const later = await executions.start({ workflowName: 'bulk_wait', inputs: {}, executionId: 'later' });

    const target = { kind: 'filter', filter } as const;
    const all: string[] = [];
    let cursor: string | undefined;
    for (let requests = 1; ; requests++) {
      const answer = await tellMany(executions, {
        action: cancel,
        target,
        confirm,
        limit: 4,
        ...(cursor !== undefined && { cursor }),
      });
      all.push(...told(answer));
      if (answer.nextCursor === null) break;
      cursor = answer.nextCursor;
      expect(requests).toBeLessThan(5);
    }
    expect(all.toSorted()).toEqual(ids.map((id) => `${id} done`).toSorted());
    await untilAll(ids, 'CANCELLED');
    // A sub-workflow is its caller's.
    await untilAll([later.executionId, `${above}~it`, above], 'RUNNING');

    const again = await tellMany(executions, { action: cancel, target, confirm, limit: 1000 });
    expect([again.results.filter(({ kind }) => kind === 'refused'), again.nextCursor]).toEqual([[], null]);
    await untilAll([later.executionId], 'RUNNING');
  });

  test('is refused without the word of a dry run of that very filter', async () => {
    const filter: ExecutionFilter = { workflowName: 'bulk_wait' };
    const run = async (confirm?: string, action: BulkAction = cancel, asked = filter) =>
      await tellMany(executions, {
        action,
        target: { kind: 'filter', filter: asked },
        limit: 10,
        ...(confirm !== undefined && { confirm }),
      });
    const needed = { code: 'confirmation-needed' };
    await expect(run()).rejects.toMatchObject(needed);
    await expect(run('yes')).rejects.toMatchObject(needed);
    const { confirm } = await dryRun(executions, { action: cancel, target: { kind: 'filter', filter }, limit: 1 });
    await expect(run(confirm, retry)).rejects.toMatchObject(needed);
    await expect(run(confirm, cancel, {})).rejects.toMatchObject(needed);
    const read = JSON.parse(Buffer.from(confirm, 'base64url').toString()) as { readonly t: number };
    const other = (more: object) => Buffer.from(JSON.stringify({ ...read, ...more })).toString('base64url');
    await expect(run(other({ t: read.t - 11 * 60_000 }))).rejects.toMatchObject(needed);
    await expect(run(other({ v: 2 }))).rejects.toMatchObject(needed);
    // More fit than were counted.
    await expect(run(other({ n: 0 }))).rejects.toMatchObject(needed);
  });
});

describe('retrying', () => {
  test('by a filter runs again what failed and what is held, once, however often it is asked', async () => {
    await register('bulk_fails', [{ id: 'bad', method: 'flaky' }]);
    await register('bulk_holds', [{ id: 'bad', method: 'flaky' }], { on_failure: 'hold' });
    const failed = await start('bulk_fails', 3);
    const [held = ''] = await start('bulk_holds', 1);
    await untilAll(failed, 'FAILED');
    await untilAll([held], 'PAUSED');
    // What is only paused fails no more than what runs.
    await register('bulk_paused', [waiting]);
    const [paused = ''] = await start('bulk_paused', 1);
    await executions.pause(paused);
    await untilAll([paused], 'PAUSED');

    const target = { kind: 'filter', filter: {} } as const;
    const confirm = await confirmed(retry, {}, 4);
    const answer = await tellMany(executions, { action: retry, target, confirm, limit: 1000 });
    expect(told(answer)).toEqual([...failed, held].map((id) => `${id} done`).toSorted());
    const runs = failed.map((id) => `${id}~retry1`);
    await untilAll(runs, 'FAILED');
    // Until it has gone on it stands as before.
    await services.until((all) => all.filter(({ key }) => key.startsWith(held)).length === 2);
    await untilAll([held], 'PAUSED');

    const calls = services.callsOf('svc.flaky').length;
    const again = await tellMany(executions, { action: retry, target, confirm, limit: 1000 });
    expect(told(again)).toEqual([...failed, held].map((id) => `${id} not-retryable`).toSorted());
    await untilAll([held], 'PAUSED');
    expect(services.callsOf('svc.flaky').length).toBe(calls);
    for (const id of failed) expect(await executions.describe(`${id}~retry2`)).toBeNull();
  });

  test('by ids, over several requests, runs nothing again that it has run again itself', async () => {
    await register('bulk_again', [{ id: 'bad', method: 'flaky' }]);
    const [first = ''] = await start('bulk_again', 1);
    await untilAll([first], 'FAILED');
    const { executionId: second } = await executions.retry(first);
    await untilAll([second], 'FAILED');
    const target = { kind: 'ids', ids: [first, second] } as const;
    const one = await tellMany(executions, { action: retry, target, limit: 1 });
    expect(told(one)).toEqual([`${first} done`]);
    await untilAll([`${first}~retry2`], 'FAILED');
    const other = await tellMany(executions, { action: retry, target, limit: 1, cursor: one.nextCursor ?? '' });
    expect(told(other)).toEqual([`${second} not-retryable`]);
  });

  test('by ids lets one that is held go on once for one dry run, and once more for another', async () => {
    await register('bulk_holds_again', [{ id: 'bad', method: 'flaky' }], { on_failure: 'hold' });
    const ids = await start('bulk_holds_again', 2);
    await untilAll(ids, 'PAUSED');
    const target = { kind: 'ids', ids } as const;
    const attempts = () =>
      ids.map((id) => services.callsOf('svc.flaky').filter(({ key }) => key.startsWith(id)).length);
    const heldAgain = async (after: number): Promise<void> => {
      while (attempts().some((each) => each < after)) await new Promise((resolve) => setTimeout(resolve, 20));
      await untilAll(ids, 'PAUSED');
    };
    const [done, refused] = [ids.map((id) => `${id} done`), ids.map((id) => `${id} not-retryable`)];
    for (const after of [2, 3]) {
      const { confirm } = await dryRun(executions, { action: retry, target, limit: 10 });
      expect(told(await tellMany(executions, { action: retry, target, confirm, limit: 10 }))).toEqual(done);
      await heldAgain(after);
      expect(told(await tellMany(executions, { action: retry, target, confirm, limit: 10 }))).toEqual(refused);
    }
    // Over several requests of which one comes twice.
    const first = await tellMany(executions, { action: retry, target, limit: 1 });
    const asked = { action: retry, target, limit: 1, cursor: first.nextCursor ?? '' };
    expect(told(await tellMany(executions, asked))).toEqual(done.slice(1));
    await heldAgain(4);
    expect(told(await tellMany(executions, asked))).toEqual(refused.slice(1));
    const { confirm } = await dryRun(executions, { action: cancel, target, limit: 10 });
    await expect(tellMany(executions, { action: retry, target, confirm, limit: 10 })).rejects.toMatchObject({
      code: 'confirmation-needed',
    });
    expect(attempts()).toEqual([4, 4]);
  });

  test('by ids says of each what would be said of it alone, and goes on from a cursor', async () => {
    await register('bulk_ok', [{ id: 'a', method: 'ok' }]);
    const [done = ''] = await start('bulk_ok', 1);
    await untilAll([done], 'COMPLETED');
    const ids = [done, 'nobody', 'bulk_fails-0'];
    const target = { kind: 'ids', ids } as const;
    const first = await tellMany(executions, { action: retry, target, limit: 2 });
    expect(told(first)).toEqual([`${done} not-retryable`, 'nobody execution-not-found']);
    const rest = await tellMany(executions, { action: retry, target, limit: 2, cursor: first.nextCursor ?? '' });
    expect(rest).toEqual({
      results: [{ kind: 'done', executionId: 'bulk_fails-0', runs: 'bulk_fails-0~retry2' }],
      nextCursor: null,
    });
    const others = { kind: 'ids', ids: ['nobody'] } as const;
    await expect(
      tellMany(executions, { action: retry, target: others, limit: 2, cursor: first.nextCursor ?? '' }),
    ).rejects.toMatchObject({ code: 'invalid-cursor' });
  });
});
