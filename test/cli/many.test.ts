import { afterAll, expect, test } from '@jest/globals';
import type { ExecutionView } from '../../src/executions/index.ts';
import { startApi } from '../support/api-on-loopback.ts';
import { buildCli } from '../support/cli-process.ts';
import { T0 } from '../support/ports-in-memory.ts';
import { runningView } from '../support/running-view.ts';

const api = await startApi();
const cli = await buildCli();
afterAll(async () => {
  cli.remove();
  await api.close();
});
const baton = (...args: readonly string[]) => cli.run(args, { env: { BATON_URL: api.address } });

const view = (executionId: string, workflowName: string, more: Partial<ExecutionView> = {}): ExecutionView =>
  runningView(executionId, { workflowName, ...more });

test('cancel --all says which, and does it with --yes', async () => {
  for (const id of ['c1', 'c2']) api.ports.show(view(id, 'comfort'));
  api.ports.show(view('other', 'charge'));
  const asked = ['cancel', '--all', '--workflow', 'comfort', '--reason', 'rain'];
  const { code, stdout } = await baton(...asked);
  const [first, ...rest] = stdout.trimEnd().split('\n');
  expect([code, first, rest.toSorted()]).toEqual([
    0,
    '2 executions would be cancelled:',
    ['  c1', '  c2', '--yes does it.'],
  ]);
  expect(api.ports.cancelled).toEqual([]);
  expect(await baton(...asked, '--yes')).toEqual({ code: 0, stdout: '2 executions being cancelled\n', stderr: '' });
  expect(api.ports.cancelled.map(({ executionId, reason }) => `${executionId} ${reason}`).toSorted()).toEqual([
    'c1 rain',
    'c2 rain',
  ]);
});

test('retry --all, as JSON', async () => {
  api.ports.show(view('f1', 'failing', { status: 'FAILED', phase: 'ended', completedAt: T0 + 5 }));
  const { code, stdout } = await baton('retry', '--all', '--workflow', 'failing', '--yes', '--json');
  expect([code, JSON.parse(stdout)]).toEqual([
    0,
    { done: 1, refused: 0, results: [{ execution_id: 'f1', done: true, retried_as: 'f1~retry1' }] },
  ]);
  expect((await baton('retry', '--all', '--workflow', 'nobody', '--yes')).stdout).toBe('There is no such execution.\n');
});

test.each([
  [['cancel'], /which one\?/],
  [['cancel', 'c1', '--all'], /an execution id goes without --all/],
  [['retry', 'c1', '--yes'], /an execution id goes without --all/],
  [['cancel', '--all', '--status', 'runing'], /did you mean running/],
])('%j: exit 2', async (args, said) => {
  const { code, stdout, stderr } = await baton(...args);
  expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(said)]);
});
