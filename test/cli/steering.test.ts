import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ExecutionView, StepResultView } from '../../src/executions/index.ts';
import { startApi } from '../support/api-on-loopback.ts';
import { buildCli } from '../support/cli-process.ts';
import { T0 } from '../support/ports-in-memory.ts';
import { runningView } from '../support/running-view.ts';
import { sendRequest } from '../support/send-request.ts';

const api = await startApi();
const cli = await buildCli();
const env = { BATON_URL: api.address };
const folder = mkdtempSync(join(tmpdir(), 'baton-steering-'));
afterAll(async () => {
  cli.remove();
  rmSync(folder, { recursive: true, force: true });
  await api.close();
});

const definition = {
  name: 'payroll',
  version: '1',
  description: 'pays',
  on_failure: 'hold',
  steps: [
    { id: 'pay', service: 'bank', method: 'transfer' },
    { id: 'book', service: 'ledger', method: 'book', depends_on: ['pay'] },
  ],
};
beforeAll(async () => {
  await sendRequest(api.port, { path: '/orchestrator/register_workflow', body: { workflow: definition } });
});

const view = (executionId: string, more: Partial<ExecutionView>): ExecutionView =>
  runningView(executionId, { workflowName: 'payroll', ...more });

const failure = { code: 'service-error', message: 'bank.transfer answered 422', step: 'pay' } as const;
const failedPay: StepResultView = {
  id: 'pay',
  status: 'FAILED',
  failure,
  startedAt: T0,
  completedAt: T0 + 12,
  attempts: 1,
};
const pendingBook: StepResultView = { id: 'book', status: 'PENDING' };
const held = (id: string): ExecutionView =>
  view(id, { status: 'PAUSED', phase: 'held', steps: [failedPay, pendingBook], failure });

const said = (stdout: string): object => ({ code: 0, stdout, stderr: '' });

describe('what is said to an execution', () => {
  test.each([
    [['pause', 'x1'], 'x1 is being paused', 'pause'],
    [['resume', 'x1'], 'x1 goes on', 'resume'],
    [
      ['send', 'x1', 'approval'],
      'x1 has approval',
      { name: 'approval', value: null, id: expect.stringMatching(/^client-[0-9a-f]{32}$/) },
    ],
    [
      ['send', 'x1', 'approval', '--value', '{"by":"kim"}', '--correlation', '"order-7"', '--id', 'e-1'],
      'x1 has approval',
      { name: 'approval', value: { by: 'kim' }, correlation: 'order-7', id: 'e-1' },
    ],
  ])('%j', async (args, message, what) => {
    api.ports.show(view('x1', {}));
    expect(await cli.run(args, { env })).toEqual(said(`${message}\n`));
    expect(api.ports.told.at(-1)).toEqual({ executionId: 'x1', what });
    const { stdout } = await cli.run([...args, '--json'], { env });
    expect(JSON.parse(stdout)).toEqual({ success: true, message });
  });

  test.each(['retry', 'skip', 'compensate'] as const)('decide %s', async (decision) => {
    api.ports.show(held('h1'));
    expect(await cli.run(['decide', 'h1', decision], { env })).toEqual(said(`h1: ${decision}\n`));
    expect(api.ports.told.at(-1)).toEqual({ executionId: 'h1', what: decision });
  });

  test.each([
    [['decide', 'h2', 'retreat'], 2, /Allowed choices are retry, skip, compensate/],
    [['decide', 'x2', 'retry'], 4, /not held.*\[not-held\]/],
    [['pause', 'nope'], 4, /\[execution-not-found\]/],
    [['send', 'x2', 'approval', '--value', 'yes'], 2, /--value yes: expected JSON; text is written --value '"yes"'/],
    [['retry', 'done'], 4, /\[not-retryable\]/],
  ])('%j: exit %d', async (args, code, message) => {
    api.ports.show(view('x2', {}));
    api.ports.show(view('done', { status: 'COMPLETED', phase: 'ended', completedAt: T0 + 5 }));
    const result = await cli.run(args, { env });
    expect([result.code, result.stdout]).toEqual([code, '']);
    expect(result.stderr).toMatch(message);
  });
});

test('status of one that is held says what can be decided, of one that is paused how it goes on', async () => {
  api.ports.show(held('exec_1'));
  expect(await cli.run(['status', 'exec_1'], { env })).toEqual(
    said(
      [
        'payroll 1  exec_1',
        '  ✗  pay   bank.transfer  failed  in 12 ms  bank.transfer answered 422 [service-error]',
        '  ·  book  ledger.book    pending',
        'held: 1 failed, 1 pending',
        'bank.transfer answered 422 [service-error]',
        '  baton decide exec_1 retry       what failed runs again, under the same keys',
        '  baton decide exec_1 skip        what failed counts as skipped, and what depends on it runs',
        '  baton decide exec_1 compensate  what was done is undone, and it ends as failed',
        '',
      ].join('\n'),
    ),
  );
  api.ports.show(view('p1', { status: 'PAUSED', phase: 'paused', steps: [pendingBook] }));
  expect((await cli.run(['status', 'p1'], { env })).stdout).toMatch(/\n {2}baton resume p1 {2}lets it go on\n$/);
});

describe('retry', () => {
  const paid: StepResultView = {
    id: 'pay',
    status: 'COMPLETED',
    startedAt: T0,
    completedAt: T0 + 5012,
    attempts: 1,
  };
  const booked: StepResultView = {
    id: 'book',
    status: 'COMPLETED',
    startedAt: T0 + 5012,
    completedAt: T0 + 5020,
    attempts: 1,
  };

  test('of one that is held tells what follows, and no time that counts from before the hold', async () => {
    api.ports.show(held('h3'));
    let moved = false;
    const result = await cli.run(['retry', 'h3'], {
      env,
      onOutput: (stdout) => {
        if (moved || !stdout.includes('payroll 1  h3')) return;
        moved = true;
        api.ports.show(
          view('h3', { status: 'COMPLETED', phase: 'ended', steps: [paid, booked], completedAt: T0 + 5030 }),
        );
      },
    });
    expect(result).toEqual({
      code: 0,
      stdout: [
        'payroll 1  h3',
        '   +5.0 s  ✓  pay   bank.transfer  completed',
        '   +5.0 s  ✓  book  ledger.book    completed  in 8 ms',
        'completed in 5.0 s: 2 completed',
        '',
      ].join('\n'),
      stderr: 'h3 goes on\n',
    });
  });

  test('of one that has failed follows the new one; exit code as for run', async () => {
    const failed = view('f1', { status: 'FAILED', phase: 'ended', steps: [failedPay], failure, completedAt: T0 + 20 });
    api.ports.show(failed);
    api.ports.show({ ...failed, executionId: 'f1~retry1' });
    const { code, stdout, stderr } = await cli.run(['retry', 'f1'], { env });
    expect([code, stderr]).toEqual([1, 'f1~retry1 retries f1\n']);
    expect(stdout).toContain('payroll 1  f1~retry1\n');
    expect(await cli.run(['retry', 'f1', '--no-wait'], { env })).toEqual(said('f1~retry1\n'));
    const json = await cli.run(['retry', 'f1', '--json'], { env });
    const lines = json.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(lines[0]).toMatchObject({ kind: 'retried', execution_id: 'f1~retry1', carried: [] });
    expect(lines.at(-1)).toMatchObject({ kind: 'ended', execution: { status: 'FAILED' } });
  });
});

describe('what is on record', () => {
  test('a service is registered, and listed', async () => {
    expect((await cli.run(['services'], { env })).stderr).toContain('baton service NAME URL');
    expect(await cli.run(['service', 'seats', 'http://127.0.0.1:9000'], { env })).toEqual(
      said('✓ seats is registered\n'),
    );
    expect(await cli.run(['services'], { env })).toEqual(said('service  address\nseats    http://127.0.0.1:9000\n'));
    const two = ['service', 'bank', 'http://127.0.0.1:9001', 'http://127.0.0.1:9002', '--json'];
    expect(JSON.parse((await cli.run(two, { env })).stdout)).toMatchObject({
      success: true,
      service: { name: 'bank', base_urls: ['http://127.0.0.1:9001', 'http://127.0.0.1:9002'] },
    });
    const { stdout } = await cli.run(['services', '--json'], { env });
    expect(JSON.parse(stdout)).toMatchObject({ services: [{ name: 'seats' }, { name: 'bank' }] });
  });

  test('workflows are listed', async () => {
    expect(await cli.run(['list'], { env })).toEqual(
      said('workflow  newest  notation\npayroll   1       definition  pays\n'),
    );
    const { stdout } = await cli.run(['list', '--json'], { env });
    expect(JSON.parse(stdout)).toMatchObject({
      workflows: [{ name: 'payroll', version: '1' }],
      notations: { payroll: 'definition' },
    });
  });
});

test('run shows the decisions when it is held, and follows further', async () => {
  let moved = 0;
  const { code, stdout } = await cli.run(['run', 'payroll', '--id', 'h4'], {
    env,
    onOutput: (sofar) => {
      if (moved === 0 && sofar.includes('h4')) {
        api.ports.show(held('h4'));
        moved = 1;
      }
      if (moved === 1 && sofar.includes('baton decide h4 compensate')) {
        api.ports.show({ ...held('h4'), status: 'FAILED', phase: 'ended', completedAt: T0 + 100 });
        moved = 2;
      }
    },
  });
  expect(code).toBe(1);
  expect(stdout).toContain('held: a failure waits for an operator\n  baton decide h4 retry ');
});

test('a file given to register or run is warned about as check does it', async () => {
  const text = 'name: comfort\nsteps:\n  - {id: conditions, service: seats, method: warm}\n';
  writeFileSync(join(folder, 'comfort.yaml'), text);
  const start = text.indexOf('seats');
  const { diagnostic } = await import('../../src/problems/index.ts');
  const { register } = api.ports.catalog;
  const warning = diagnostic('unregistered-service', 'no service `seats` is registered', {
    path: 'steps[0].service',
    span: { start, end: start + 5 },
    hint: 'register it before an execution calls it',
  });
  Object.assign(api.ports.catalog, {
    register: async () => {
      await register(JSON.stringify({ ...definition, name: 'comfort' }), 'json');
      return { name: 'comfort', version: '1', unchanged: false, diagnostics: [warning] };
    },
  });
  const shown = [
    'comfort.yaml:3:31: warning: no service `seats` is registered [unregistered-service]',
    '  3 |   - {id: conditions, service: seats, method: warm}',
    '    |                               ^~~~~',
    '  hint: baton service seats URL  registers it',
    '',
    '',
  ].join('\n');
  try {
    const registered = await cli.run(['register', 'comfort.yaml'], { env, cwd: folder });
    expect(registered).toEqual(said(`${shown}✓ comfort 1 is registered\n`));
    const run = await cli.run(['run', 'comfort.yaml', '--no-wait', '--id', 'c1'], { env, cwd: folder });
    expect(run).toEqual({ code: 0, stdout: 'c1\n', stderr: shown });
  } finally {
    Object.assign(api.ports.catalog, { register });
  }
});
