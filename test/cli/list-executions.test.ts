import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startApi } from '../support/api-on-loopback.ts';
import { buildCli } from '../support/cli-process.ts';
import { T0 } from '../support/ports-in-memory.ts';

const api = await startApi();
const cli = await buildCli();
const env = { BATON_URL: api.address };
afterAll(async () => {
  cli.remove();
  await api.close();
});

beforeAll(() => {
  const base = { workflowName: 'comfort', version: '1', inputs: {}, steps: [] } as const;
  api.ports.show({
    ...base,
    executionId: 'e1',
    status: 'COMPLETED',
    phase: 'ended',
    startedAt: T0,
    completedAt: T0 + 1500,
  });
  api.ports.show({ ...base, executionId: 'e2', status: 'PAUSED', phase: 'held', startedAt: T0 + 1000 });
  api.ports.show({
    ...base,
    executionId: 'e3',
    workflowName: 'charge',
    status: 'RUNNING',
    phase: 'running',
    startedAt: T0 + 2000,
  });
});
const list = (...args: readonly string[]) => cli.run(['list', 'executions', ...args], { env });

test('those started last first, how each stands and how long it took', async () => {
  expect(await list()).toMatchInlineSnapshot(`
{
  "code": 0,
  "stderr": "",
  "stdout": "execution  workflow   stands     started                   took
e3         charge 1   running    2025-01-15T06:30:02.000Z
e2         comfort 1  held       2025-01-15T06:30:01.000Z
e1         comfort 1  completed  2025-01-15T06:30:00.000Z  1.5 s
",
}
`);
});

test.each([
  [['--status', 'held'], ['e2']],
  [
    ['--status', 'running,Completed'],
    ['e3', 'e1'],
  ],
  [
    ['--workflow', 'comfort'],
    ['e2', 'e1'],
  ],
  [
    ['--since', '2025-01-15T06:30:01Z'],
    ['e3', 'e2'],
  ],
  [['--since', '1h'], []],
])('%j', async (args, ids) => {
  const { code, stdout } = await list(...args, '--json');
  const { executions } = JSON.parse(stdout) as { readonly executions: readonly { readonly execution_id: string }[] };
  expect([code, executions.map((each) => each.execution_id)]).toEqual([0, ids]);
});

test('as many as asked for, and that there are more', async () => {
  const { stdout, stderr } = await list('--limit', '2');
  expect([stdout.trimEnd().split('\n').length, stderr]).toEqual([
    3,
    'There are more: --limit 20 shows further ones.\n',
  ]);
  expect((await list('--limit', '3')).stderr).toBe('');
});

test.each([
  [['--status', 'runing'], /--status runing: did you mean running\?/],
  [['--status', 'running,held'], /words of one sort go together/],
  [['--since', 'yesterday'], /--since yesterday: expected a time like 90m/],
  [['--limit', '0'], /--limit 0: expected a number/],
])('%j: exit 2', async (args, said) => {
  const { code, stdout, stderr } = await list(...args);
  expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(said)]);
});

test('what is for executions is refused for workflows', async () => {
  const { code, stderr } = await cli.run(['list', '--status', 'held'], { env });
  expect([code, stderr]).toEqual([2, '--status is for executions: baton list executions --status …\n']);
});
