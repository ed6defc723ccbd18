import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { CloudEvent } from '../../src/events/index.ts';
import { explainedExample } from '../api/explained-example.ts';
import { startApi } from '../support/api-on-loopback.ts';
import { buildCli } from '../support/cli-process.ts';
import { T0 } from '../support/ports-in-memory.ts';
import { sendRequest } from '../support/send-request.ts';

const api = await startApi();
const cli = await buildCli();
const env = { BATON_URL: api.address };
afterAll(async () => {
  cli.remove();
  await api.close();
});

const definition = { name: 'prep', version: '1.0', steps: [{ id: 'weather', service: 'weather', method: 'look' }] };
beforeAll(async () => {
  await sendRequest(api.port, { path: '/orchestrator/register_workflow', body: { workflow: definition } });
});
const base = { workflowName: 'prep', version: '1.0', inputs: {}, startedAt: T0 } as const;

test('get: a definition as it was registered, or that there is none', async () => {
  const { code, stdout, stderr } = await cli.run(['get', 'prep', '--version', '1.0'], { env });
  expect([code, JSON.parse(stdout), stderr]).toEqual([0, definition, '']);
  expect(await cli.run(['get', 'prep', '--version', '2'], { env })).toEqual({
    code: 4,
    stdout: '',
    stderr: 'there is no workflow `prep` 2 on record; `baton list` shows those there are\n',
  });
});

test('watch: from how it stands to its end, with the exit code of the end', async () => {
  api.ports.show({
    ...base,
    executionId: 'seen',
    status: 'RUNNING',
    phase: 'running',
    steps: [{ id: 'weather', status: 'RUNNING', startedAt: T0 + 5 }],
  });
  const { code, stdout } = await cli.run(['watch', 'seen'], {
    env,
    onOutput: (text) => {
      if (!text.includes('running')) return;
      const failure = { code: 'service-error', message: 'weather.look answered 422', step: 'weather' } as const;
      const steps = [{ id: 'weather', status: 'FAILED', failure, startedAt: T0 + 5, completedAt: T0 + 9 }] as const;
      api.ports.show({
        ...base,
        executionId: 'seen',
        status: 'FAILED',
        phase: 'ended',
        completedAt: T0 + 9,
        failure,
        steps,
      });
    },
  });
  expect(code).toBe(1);
  expect(stdout.split('\n').map((line) => line.trim())).toEqual([
    'prep 1.0  seen',
    '+5 ms  ▸  weather  weather.look  running',
    '+9 ms  ✗  weather  weather.look  failed  in 4 ms  weather.look answered 422 [service-error]',
    'failed in 9 ms: 1 failed',
    'weather.look answered 422 [service-error]',
    '',
  ]);
});

test('explain: in words, each piece of advice on a line of its own; --json is the explanation', async () => {
  api.ports.explainedBy(explainedExample('exec_1'));
  expect(await cli.run(['explain', 'exec_1'], { env })).toMatchInlineSnapshot(`
{
  "code": 0,
  "stderr": "",
  "stdout": "morning_prep 1.0.0  exec_1
exec_1 is running. \`defrost\` has failed in passing and is tried again.

  ▸  defrost  retrying
     \`defrost\` has failed in passing and is tried again. Attempt 2 of 3 of defrost.start begins at 2025-01-15T06:30:01.400Z; the one before failed with service-error: defrost.start answered 503: busy.
     → see why defrost.start fails
  1 other step
",
}
`);
  const { stdout } = await cli.run(['explain', 'exec_1', 'defrost', '--all', '--json'], { env });
  expect(JSON.parse(stdout)).toMatchObject({ execution_id: 'exec_1', reason: 'running' });
  expect(await cli.run(['explain', 'nope'], { env })).toMatchObject({ code: 4, stdout: '' });
});

test('events --all: what becomes of all executions, until Ctrl-C', async () => {
  const event = {
    id: 'a#1',
    source: '/executions/a',
    type: 'workflow.started',
    subject: 'prep',
    time: '2025-01-15T06:30:00.000Z',
    sequence: '0000000001',
    data: {},
  } as unknown as CloudEvent;
  api.ports.show({ ...base, executionId: 'a', status: 'RUNNING', phase: 'running', steps: [] });
  api.ports.become('a', [event]);
  const all = async (...more: readonly string[]) =>
    await cli.run(['events', '--all', ...more], { env, onOutput: (_stdout, kill) => kill('SIGINT') });
  expect(await all('--workflow', 'prep')).toEqual({
    code: 130,
    stdout: '2025-01-15T06:30:00.000Z  workflow.started  a  prep\n',
    stderr: '',
  });
  expect(JSON.parse((await all('--json')).stdout)).toEqual(event);
  for (const wrong of [['events'], ['events', 'a', '--all'], ['events', '--all', '--replay']]) {
    expect(await cli.run(wrong, { env })).toMatchObject({ code: 2, stdout: '' });
  }
});

test('events --follow: a line an event, to the end', async () => {
  const event = (sequence: string, type: CloudEvent['type']): CloudEvent =>
    ({
      id: `f#${sequence}`,
      type,
      subject: 'prep',
      time: '2025-01-15T06:30:00.000Z',
      sequence,
      data: {},
    }) as CloudEvent;
  api.ports.show({ ...base, executionId: 'f', status: 'COMPLETED', phase: 'ended', completedAt: T0, steps: [] });
  api.ports.become('f', [event('0000000001', 'workflow.started'), event('0000000002', 'workflow.completed')]);
  expect(await cli.run(['events', 'f', '--follow'], { env })).toEqual({
    code: 0,
    stdout: '2025-01-15T06:30:00.000Z  workflow.started  prep\n2025-01-15T06:30:00.000Z  workflow.completed  prep\n',
    stderr: '',
  });
  const lines = (await cli.run(['events', 'f', '--follow', '--json'], { env })).stdout.trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    { id: 'f#0000000001' },
    { id: 'f#0000000002' },
  ]);
  expect(await cli.run(['events', 'f', '--follow', '--replay'], { env })).toMatchObject({ code: 2 });
  expect(await cli.run(['events', 'nope', '--follow'], { env })).toMatchObject({ code: 4 });
});
