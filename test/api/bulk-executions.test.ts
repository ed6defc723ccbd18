import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Refusal } from '../../src/problems/index.ts';
import type { ExecutionView } from '../../src/executions/index.ts';
import { startApi } from '../support/api-on-loopback.ts';
import { T0 } from '../support/ports-in-memory.ts';
import { runningView } from '../support/running-view.ts';
import { type ReceivedAnswer, sendRequest } from '../support/send-request.ts';

const api = await startApi();
afterAll(api.close);

async function post(what: 'cancel' | 'retry', body: object): Promise<ReceivedAnswer> {
  return await sendRequest(api.port, {
    path: `/orchestrator/${what}_executions`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

function show(executionId: string, more: Partial<ExecutionView>): void {
  api.ports.show(runningView(executionId, more));
}

beforeEach(() => {
  api.ports.fail(null);
  api.ports.cancelled.splice(0);
  api.ports.retried.splice(0);
  const ended = { phase: 'ended', completedAt: T0 + 1000 } as const;
  for (let n = 0; n < 30; n++) show(`run-${String(n).padStart(2, '0')}`, {});
  show('paused', { status: 'PAUSED', phase: 'paused' });
  show('held', { status: 'PAUSED', phase: 'held' });
  show('failed', { ...ended, status: 'FAILED', outcome: 'failed' });
  show('cancelled', { ...ended, status: 'CANCELLED', outcome: 'cancelled' });
  show('completed', { ...ended, status: 'COMPLETED', outcome: 'completed' });
});

describe('a filter', () => {
  test('is run dry first; confirmed, it does what was said', async () => {
    const dry = await post('cancel', { filter: { workflow_name: 'prep' } });
    expect([dry.status, dry.json]).toMatchObject([200, { dry_run: true, count: 32, count_is_complete: true }]);
    const { execution_ids: named, confirm } = dry.json as {
      readonly execution_ids: string[];
      readonly confirm: string;
    };
    expect(named).toHaveLength(20);
    expect(api.ports.cancelled).toEqual([]);
    const real = await post('cancel', { filter: { workflow_name: 'prep' }, confirm, reason: 'enough' });
    expect([real.status, real.json]).toMatchObject([200, { dry_run: false, done: 32, refused: 0, next_cursor: null }]);
    const told = api.ports.cancelled.map(({ executionId }) => executionId).toSorted();
    expect(told).toEqual(
      [...Array.from({ length: 30 }, (_, n) => `run-${String(n).padStart(2, '0')}`), 'held', 'paused'].toSorted(),
    );
    expect(api.ports.cancelled.every(({ reason }) => reason === 'enough')).toBe(true);
  });

  test('is gone through in as many requests as it takes', async () => {
    const { confirm } = (await post('cancel', { filter: {} })).json as { readonly confirm: string };
    let cursor: string | null | undefined;
    let requests = 0;
    for (; cursor !== null; requests++) {
      const { json } = await post('cancel', {
        filter: {},
        confirm,
        limit: 10,
        ...(cursor !== undefined && { cursor }),
      });
      ({ next_cursor: cursor } = json as { readonly next_cursor: string | null });
    }
    expect([requests, api.ports.cancelled.length]).toEqual([4, 32]);
  });

  test.each([
    [{}, ['failed', 'held']],
    [{ status: 'CANCELLED,FAILED' }, ['failed', 'cancelled']],
    [{ phase: 'held' }, ['held']],
    [{ outcome: 'failed' }, ['failed']],
    [{ status: 'COMPLETED' }, []],
    [{ status: ['RUNNING'] }, []],
  ])('of a retry, %j, fits what can be retried', async (filter, wanted) => {
    const dry = await post('retry', { filter });
    expect(dry.json).toMatchObject({ count: wanted.length });
    expect((dry.json as { readonly execution_ids: string[] }).execution_ids).toEqual(expect.arrayContaining(wanted));
  });

  test.each([
    { dry_run: false },
    { confirm: 'yes' },
    { dry_run: false, confirm: Buffer.from('{"v":1}').toString('base64url') },
  ])('is refused without that word: %j', async (more) => {
    const answer = await post('cancel', { filter: { status: 'RUNNING' }, ...more });
    expect([answer.status, answer.json]).toMatchObject([409, { error: { code: 'confirmation-needed' } }]);
    expect(api.ports.cancelled).toEqual([]);
  });
});

describe('ids', () => {
  test('are told at once, each with what came of it, and each once', async () => {
    const answer = await post('retry', { execution_ids: ['failed', 'completed', 'nobody', 'failed'] });
    expect([answer.status, answer.json]).toEqual([
      200,
      {
        success: true,
        message: '1 of 3 executions is being retried',
        dry_run: false,
        done: 1,
        refused: 2,
        results: [
          { execution_id: 'failed', done: true, retried_as: 'failed~retry1' },
          {
            execution_id: 'completed',
            done: false,
            code: 'not-retryable',
            message: 'completed has completed; there is nothing to retry',
          },
          {
            execution_id: 'nobody',
            done: false,
            code: 'execution-not-found',
            message: 'there is no execution `nobody`',
          },
        ],
        next_cursor: null,
      },
    ]);
    expect(api.ports.retried).toEqual(['failed']);
  });

  test('can be run dry, too', async () => {
    const answer = await post('cancel', { execution_ids: ['run-00', 'run-01'], dry_run: true });
    expect(answer.json).toMatchObject({ dry_run: true, count: 2, execution_ids: ['run-00', 'run-01'] });
    expect(api.ports.cancelled).toEqual([]);
  });

  test('are not told while Temporal is away', async () => {
    api.ports.fail(new Refusal('temporal-unavailable', 'Temporal did not answer'));
    const answer = await post('cancel', { execution_ids: ['run-00'] });
    expect([answer.status, answer.json]).toMatchObject([503, { error: { code: 'temporal-unavailable' } }]);
    api.ports.fail(null);
  });
});

test.each([
  {},
  { filter: {}, execution_ids: ['run-00'] },
  { execution_ids: [] },
  { execution_ids: Array.from({ length: 1001 }, (_, n) => `e${n}`) },
  { execution_ids: 'run-00' },
  { filter: { limit: 3 } },
  { filter: { status: 'DONE' } },
  { filter: {}, limit: 0 },
  { filter: {}, limit: 1001 },
  { filter: {}, dry_run: 'no' },
  { filter: {}, confirm: 'c'.repeat(1001) },
])('%j is refused with 422', async (body) => {
  for (const what of ['cancel', 'retry'] as const) {
    const answer = await post(what, body);
    expect([answer.status, answer.json]).toMatchObject([422, { error: { code: 'request-rejected' } }]);
  }
});

test('an id that none can have, and a cursor of other ids, are 400', async () => {
  const id = await post('cancel', { execution_ids: ["x' OR '1'='1"] });
  expect([id.status, id.json]).toMatchObject([400, { error: { code: 'invalid-execution-id' } }]);
  const cursor = await post('cancel', { execution_ids: ['run-00'], cursor: 'none' });
  expect([cursor.status, cursor.json]).toMatchObject([400, { error: { code: 'invalid-cursor' } }]);
});
