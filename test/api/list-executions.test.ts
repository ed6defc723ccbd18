import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { allRoutes } from '../../src/api/index.ts';
import type { ExecutionView } from '../../src/executions/index.ts';
import { startApi } from '../support/api-on-loopback.ts';
import { T0 } from '../support/ports-in-memory.ts';
import { runningView } from '../support/running-view.ts';
import { sendRequest } from '../support/send-request.ts';

const api = await startApi();
afterAll(api.close);

const path = '/orchestrator/list_executions';
const route = allRoutes.find((each) => each.path === path);

interface Listed {
  readonly executions: readonly { readonly execution_id: string }[];
  readonly next_cursor: string | null;
}

async function list(asked: string | object): Promise<Listed> {
  const sent =
    typeof asked === 'string'
      ? { path: `${path}?${asked}` }
      : { path, method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(asked) };
  const answer = await sendRequest(api.port, sent);
  expect([answer.status, answer.json]).toEqual([200, expect.anything()]);
  return route?.gives[200]?.parse(answer.json) as Listed;
}

const ids = ({ executions }: Listed): readonly string[] => executions.map(({ execution_id }) => execution_id);

function view(executionId: string, more: Partial<ExecutionView> = {}): ExecutionView {
  return runningView(executionId, { startedAt: T0 + Number(executionId.slice(1)) * 1000, ...more });
}

beforeEach(() => {
  const ended = { phase: 'ended', completedAt: T0 + 60_000 } as const;
  api.ports.show(view('e1', { ...ended, status: 'COMPLETED', outcome: 'completed' }));
  api.ports.show(view('e2', { ...ended, status: 'FAILED', outcome: 'compensation-failed', version: '2' }));
  api.ports.show(view('e3', { status: 'PAUSED', phase: 'held' }));
  api.ports.show(view('e4', { phase: 'compensating', workflowName: 'other' }));
});

describe('list_executions', () => {
  test('says of each what there is to say, the newest first', async () => {
    const { executions } = await list('');
    expect(executions).toEqual([
      {
        execution_id: 'e4',
        workflow_name: 'other',
        version: '1',
        status: 'RUNNING',
        phase: 'compensating',
        started_at: '2025-01-15T06:30:04.000Z',
      },
      {
        execution_id: 'e3',
        workflow_name: 'prep',
        version: '1',
        status: 'PAUSED',
        phase: 'held',
        started_at: '2025-01-15T06:30:03.000Z',
      },
      {
        execution_id: 'e2',
        workflow_name: 'prep',
        version: '2',
        status: 'FAILED',
        outcome: 'compensation-failed',
        started_at: '2025-01-15T06:30:02.000Z',
        completed_at: '2025-01-15T06:31:00.000Z',
        duration_ms: 58_000,
      },
      expect.objectContaining({ execution_id: 'e1', outcome: 'completed' }),
    ]);
  });

  test.each([
    ['status=FAILED', { status: 'FAILED' }, ['e2']],
    ['status=FAILED,COMPLETED', { status: ['COMPLETED', 'FAILED'] }, ['e2', 'e1']],
    ['phase=held,compensating', { phase: ['held', 'compensating'] }, ['e4', 'e3']],
    ['outcome=compensation-failed', { outcome: 'compensation-failed' }, ['e2']],
    ['workflow_name=prep&version=2', { workflow_name: 'prep', version: '2' }, ['e2']],
    [
      'from=2025-01-15T06:30:02Z&to=2025-01-15T07:30:04%2B01:00',
      { from: '2025-01-15T06:30:02Z', to: '2025-01-15T07:30:04+01:00' },
      ['e3', 'e2'],
    ],
    ['limit=2', { limit: 2 }, ['e4', 'e3']],
    ['parent_execution_id=e1', { parent_execution_id: 'e1' }, []],
    [`workflow_name=${encodeURIComponent("prep' OR '1'='1")}`, { workflow_name: "prep' OR '1'='1" }, []],
  ])('takes %s in the query as in a body', async (query, body, wanted) => {
    expect(ids(await list(query))).toEqual(wanted);
    expect(ids(await list(body))).toEqual(wanted);
  });

  test('goes on from a cursor, for the same filter in whatever words', async () => {
    const first = await list('status=FAILED,COMPLETED&limit=1');
    expect(ids(first)).toEqual(['e2']);
    const second = await list({ status: ['COMPLETED', 'FAILED', 'FAILED'].slice(0, 2), cursor: first.next_cursor });
    expect([ids(second), second.next_cursor]).toEqual([['e1'], null]);
    const other = await sendRequest(api.port, { path: `${path}?status=FAILED&cursor=${first.next_cursor}` });
    expect([other.status, other.json]).toMatchObject([400, { error: { code: 'invalid-cursor' } }]);
  });

  test.each([
    'status=DONE',
    'status=',
    'status=FAILED,',
    'status=failed',
    'phase=running',
    'outcome=dead',
    'limit=0',
    'limit=-1',
    'limit=1001',
    'limit=abc',
    'limit=%EF%BC%99',
    'limit=1e2',
    'limit=NaN',
    'limit=1&limit=2',
    'limit[]=1',
    'from=yesterday',
    'to=2025-13-01',
    'workflow_name=',
    `workflow_name=${'q'.repeat(1001)}`,
    'cursor=none',
    `cursor=${'c'.repeat(1001)}`,
    'page=1',
  ])('refuses %s with 400', async (query) => {
    const answer = await sendRequest(api.port, { path: `${path}?${query}` });
    expect([answer.status, answer.json]).toMatchObject([400, { success: false }]);
  });

  test.each([
    { status: [] },
    { status: ['FAILED', 'DONE'] },
    { limit: '0' },
    { limit: 1.5 },
    { limit: 1001 },
    { version: 1 },
  ])('refuses the body %j with 422', async (body) => {
    const answer = await sendRequest(api.port, {
      path,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect([answer.status, answer.json]).toMatchObject([422, { error: { code: 'request-rejected' } }]);
  });
});
