import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ExecutionView, StepResultView } from '../../src/executions/index.ts';
import { Refusal } from '../../src/problems/index.ts';
import { startApi } from '../support/api-on-loopback.ts';
import { buildCli, type CliResult } from '../support/cli-process.ts';
import { T0 } from '../support/ports-in-memory.ts';
import { sendRequest } from '../support/send-request.ts';

const api = await startApi();
const cli = await buildCli();
const folder = mkdtempSync(join(tmpdir(), 'baton-online-'));
const env = { BATON_URL: api.address };
afterAll(async () => {
  cli.remove();
  rmSync(folder, { recursive: true, force: true });
  await api.close();
});

const definition = {
  name: 'prep',
  version: '1.0',
  steps: [{ id: 'weather', service: 'weather', method: 'get_conditions' }],
};
beforeAll(async () => {
  await sendRequest(api.port, { path: '/orchestrator/register_workflow', body: { workflow: definition } });
});

function view(
  executionId: string,
  status: ExecutionView['status'],
  steps: readonly StepResultView[],
  more: Partial<ExecutionView> = {},
): ExecutionView {
  return {
    executionId,
    workflowName: 'prep',
    version: '1.0',
    status,
    phase: 'running',
    inputs: {},
    steps,
    startedAt: T0,
    ...more,
  };
}
const running: readonly StepResultView[] = [{ id: 'weather', status: 'RUNNING', startedAt: T0 + 5 }];
const done: readonly StepResultView[] = [
  {
    id: 'weather',
    status: 'COMPLETED',
    result: { frost: true },
    startedAt: T0 + 5,
    completedAt: T0 + 155,
    attempts: 1,
  },
];

/** Follows `run`, and moves the execution on as soon as the output shows where it stood. */
function runTo(id: string, end: ExecutionView, args: readonly string[] = []): Promise<CliResult> {
  let moved = 0;
  return cli.run(['run', 'prep', '--id', id, ...args], {
    env,
    onOutput: (stdout) => {
      if (moved === 0 && (stdout.includes(id) || args.includes('--json'))) {
        api.ports.show(view(id, 'RUNNING', running));
        moved = 1;
      }
      if (moved === 1 && /running|"RUNNING"/.test(stdout)) {
        api.ports.show(end);
        moved = 2;
      }
    },
  });
}

test('run: each change on a line of its own, exit 0 when it completed', async () => {
  const end = view('ok', 'COMPLETED', done, { phase: 'ended', completedAt: T0 + 200, result: {} });
  expect(await runTo('ok', end)).toEqual({
    code: 0,
    stdout: [
      'prep 1.0  ok',
      '    +5 ms  ▸  weather  weather.get_conditions  running',
      '  +155 ms  ✓  weather  weather.get_conditions  completed  in 150 ms',
      'completed in 200 ms: 1 completed',
      '',
    ].join('\n'),
    stderr: '',
  });
});

test('run --json: a document a line', async () => {
  const end = view('lines', 'COMPLETED', done, { phase: 'ended', completedAt: T0 + 200, result: {} });
  const { code, stdout, stderr } = await runTo('lines', end, ['--json']);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  expect([code, stderr]).toEqual([0, '']);
  expect(lines).toMatchObject([
    { kind: 'started', execution_id: 'lines', workflow_name: 'prep', version: '1.0' },
    { kind: 'step', step_id: 'weather', status: 'RUNNING' },
    { kind: 'step', step_id: 'weather', status: 'COMPLETED', result: '{"frost":true}' },
    { kind: 'ended', execution: { execution_id: 'lines', status: 'COMPLETED' } },
  ]);
});

test.each([
  ['FAILED', 1, /failed in 200 ms/],
  ['CANCELLED', 3, /cancelled in 200 ms/],
] as const)('run: %s is exit code %d', async (status, code, summary) => {
  const failure = { code: 'service-error', message: 'weather \u001b[31manswered\n500', step: 'weather' } as const;
  const steps: readonly StepResultView[] = [
    { id: 'weather', status: 'FAILED', failure, startedAt: T0, completedAt: T0 + 9, attempts: 2 },
  ];
  const result = await runTo(
    status.toLowerCase(),
    view(status.toLowerCase(), status, steps, { phase: 'ended', completedAt: T0 + 200, failure }),
  );
  expect(result.code).toBe(code);
  expect(result.stdout).toMatch(summary);
  expect(result.stdout).toContain('weather  answered 500 [service-error]');
  expect(result.stdout).not.toContain('\u001b');
});

test('run takes inputs, a version and an id, and --no-wait prints the id alone', async () => {
  const args = [
    'run',
    'prep',
    '--version',
    '1.0',
    '-i',
    'target=22',
    '-i',
    'drink=tea',
    '--inputs',
    '{"a":[1]}',
    '--id',
    'mine',
    '--no-wait',
  ];
  expect(await cli.run(args, { env })).toEqual({ code: 0, stdout: 'mine\n', stderr: '' });
  expect(api.ports.started.at(-1)).toEqual({
    workflowName: 'prep',
    version: '1.0',
    inputs: { a: [1], target: 22, drink: 'tea' },
    executionId: 'mine',
  });
});

test('run FILE registers it first and runs that very version', async () => {
  writeFileSync(join(folder, 'two.json'), JSON.stringify({ ...definition, name: 'two', version: '7' }));
  const { code } = await cli.run(['run', './two.json', '--no-wait'], { env, cwd: folder });
  expect([code, api.ports.started.at(-1)]).toMatchObject([0, { workflowName: 'two', version: '7' }]);
});

test('Ctrl-C ends the following, not the execution', async () => {
  const result = await cli.run(['run', 'prep', '--id', 'long'], {
    env,
    onOutput: (stdout, kill) => {
      if (stdout.includes('long')) kill('SIGINT');
    },
  });
  expect(result.code).toBe(130);
  expect(result.stderr).toContain('baton status long');
  expect(api.ports.cancelled).toEqual([]);
});

test('the API may go away and come back while an execution is followed', async () => {
  let step = 0;
  const result = await cli.run(['run', 'prep', '--id', 'patient'], {
    env,
    onOutput: (stdout) => {
      if (step++ > 0 || !stdout.includes('patient')) return;
      api.ports.fail(new Refusal('temporal-unavailable', 'Temporal does not answer'));
      api.ports.show(view('patient', 'COMPLETED', done, { phase: 'ended', completedAt: T0 + 200, result: {} }));
    },
    onNote: (stderr) => {
      if (stderr.includes('Waiting for it to come back')) api.ports.fail(null);
    },
  });
  expect(result.code).toBe(0);
  expect(result.stdout).toContain('completed in 200 ms');
  expect(result.stderr).toContain('Waiting for it to come back');
});

test('register: what is new, what is unchanged, and a refusal that keeps nothing else out', async () => {
  writeFileSync(join(folder, 'a.json'), JSON.stringify({ ...definition, name: 'a' }));
  writeFileSync(join(folder, 'b.json'), '{"name": "b",\n}');
  writeFileSync(join(folder, 'c.json'), JSON.stringify({ ...definition, name: 'c' }));
  const first = await cli.run(['register', 'a.json', 'b.json', 'c.json'], { env, cwd: folder });
  expect(first.code).toBe(4);
  expect(first.stdout).toBe('✓ a 1.0 is registered\n✓ c 1.0 is registered\n');
  expect(first.stderr).toContain('b.json:1:13: error:');
  expect(first.stderr).toContain('nothing is registered');
  const again = await cli.run(['register', '--json', 'a.json', 'b.json'], { env, cwd: folder });
  expect([again.code, again.stderr]).toEqual([4, '']);
  expect(JSON.parse(again.stdout)).toMatchObject({
    success: false,
    files: [
      { file: 'a.json', success: true, unchanged: true },
      { file: 'b.json', success: false, error: { code: 'definition-rejected' } },
    ],
  });
});

test('a workflow of actions is registered under the name of its file, whatever its title', async () => {
  const actions = [{ action_id: 'greet', action_type: 'notification', name: 'Greet', config: { message: 'Hi' } }];
  const text = JSON.stringify({ name: 'Hello World', actions });
  for (const file of ['hello.json', 'other.json', '1st.json']) writeFileSync(join(folder, file), text);
  const { code, stdout, stderr } = await cli.run(['register', 'hello.json', 'other.json', '1st.json'], {
    env,
    cwd: folder,
  });
  expect([code, stdout]).toEqual([4, '✓ hello 1 is registered\n✓ other 1 is registered\n']);
  expect(stderr).toContain('[invalid-name]');
  const checked = await cli.run(['check', 'hello.json'], { env, cwd: folder });
  expect(checked.stdout).toContain('hello 1 is fine');
});

test('register --name: what comes from standard input is registered under it', async () => {
  const tasks = '[{"Action":"scan","Microservice":{"Service":"intel","Endpoint":"/scans"}}]';
  const sequence = await cli.run(['register', '--name', 'night-watch', '-'], { env, stdin: tasks });
  expect([sequence.code, sequence.stdout]).toEqual([0, expect.stringMatching(/^✓ night-watch 1 is registered\n$/m)]);
  const actions =
    '{"name": "Hello", "actions": [{"action_id": "a", "action_type": "notification", "config": {"message": "Hi"}}]}';
  const ofActions = await cli.run(['register', '--name', 'greeting', '-'], { env, stdin: actions });
  expect(ofActions.stdout).toContain('✓ greeting 1 is registered\n');
  const started = await cli.run(['run', '--no-wait', '--id', 'watched', '--name', 'night-watch', '-'], {
    env,
    stdin: tasks,
  });
  expect([started.code, started.stdout]).toEqual([0, 'watched\n']);
  for (const [args, stdin, said] of [
    [['register', '--name', 'mine', '-'], JSON.stringify(definition), 'says its own name'],
    [['register', '--name', 'mine', '-', 'a.json'], tasks, 'is for one definition; there are 2'],
    [['register', '--name', '1st', '-'], tasks, '[invalid-name]'],
    [['run', '--name', 'mine', 'prep'], '', '--name goes with a file; prep is the name of a workflow'],
  ] as const) {
    const refused = await cli.run(args, { env, stdin, cwd: folder });
    expect([refused.code === 0, refused.stderr]).toEqual([false, expect.stringContaining(said)]);
  }
});

test('status shows how it stands; --json is the execution', async () => {
  api.ports.show(view('stands', 'RUNNING', [...done, { id: 'later', status: 'PENDING' }]));
  const shown = await cli.run(['status', 'stands'], { env });
  expect(shown).toEqual({
    code: 0,
    stdout: [
      'prep 1.0  stands',
      '  ✓  weather  weather.get_conditions  completed  in 150 ms',
      '  ·  later                            pending',
      'running: 1 completed, 1 pending',
      '',
    ].join('\n'),
    stderr: '',
  });
  const json = await cli.run(['status', '--json', 'stands'], { env });
  expect(JSON.parse(json.stdout)).toMatchObject({ execution_id: 'stands', status: 'RUNNING' });
});

test('cancel, with a reason', async () => {
  api.ports.show(view('going', 'RUNNING', running));
  expect(await cli.run(['cancel', 'going', '--reason', 'rain'], { env })).toEqual({
    code: 0,
    stdout: 'going is being cancelled\n',
    stderr: '',
  });
  expect(api.ports.cancelled.at(-1)).toEqual({ executionId: 'going', reason: 'rain' });
});

test.each([
  [['status', 'nope'], 4, /there is no execution `nope` \[execution-not-found\]/],
  [['cancel', 'nope'], 4, /execution-not-found/],
  [['run', 'nope'], 4, /workflow-not-found/],
  [['run', 'nope.yaml'], 2, /nope\.yaml cannot be read/],
  [['run', 'prep', '-i', 'x'], 2, /expected NAME=VALUE/],
  [['status', 'a/b'], 4, /invalid-execution-id/],
])('%j: exit %d', async (args, code, message) => {
  const { stdout, ...result } = await cli.run(args, { env });
  expect([result.code, stdout]).toEqual([code, '']);
  expect(result.stderr).toMatch(message);
  const json = await cli.run([...args, '--json'], { env });
  expect([json.code, JSON.parse(json.stdout)]).toMatchObject([code, { success: false }]);
});

test('nobody there: exit 5 and what to do', async () => {
  const { port } = api;
  for (const address of ['http://127.0.0.1:9', `http://127.0.0.1:${port}/elsewhere`]) {
    const result = await cli.run(['status', 'x'], { env: { BATON_URL: address } });
    expect([result.code, result.stdout]).toEqual([address.endsWith('elsewhere') ? 4 : 5, '']);
  }
  const silent = await cli.run(['status', 'x'], { env: { BATON_URL: 'http://127.0.0.1:9' } });
  expect(silent.stderr).toContain('npm start');
  expect((await cli.run(['status', 'x'], { env: { BATON_URL: 'ftp://x' } })).code).toBe(2);
});

test('without BATON_URL the local stack of the data folder is asked', async () => {
  writeFileSync(join(folder, 'devstack.json'), JSON.stringify({ folder, address: api.address, processes: [] }));
  api.ports.show(view('local', 'RUNNING', running));
  const { code, stdout } = await cli.run(['status', 'local'], { env: { BATON_DATA: folder } });
  expect([code, stdout]).toEqual([0, expect.stringContaining('prep 1.0  local')]);
});
