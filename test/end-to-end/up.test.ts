import { readFileSync, writeFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, jest, test } from '@jest/globals';
import { freePorts } from '../../src/devstack/index.ts';
import { isRunning } from '../../src/devstack/process-identity.ts';
import { readState, type RecordedProcess } from '../../src/devstack/state-file.ts';
import { temporaryFolder } from '../devstack/temporary-folder.ts';
import { eventually, native, type NativeProcess } from '../support/native-process.ts';

// Real processes, on machines that may be busy.
jest.setTimeout(300_000);

interface Up {
  readonly process: NativeProcess;
  readonly folder: string;
  readonly address: string;
}

const withinMs = 120_000;

const begun: NativeProcess[] = [];
let seen: RecordedProcess[] = [];
afterEach(async () => {
  for (const each of begun.splice(0)) {
    each.child.kill('SIGKILL');
    await each.ended;
  }
  const left = () => seen.filter(isRunning);
  await eventually('all processes to end', () => left().length === 0, {
    withinMs,
    evidence: () => JSON.stringify(left()),
  });
  seen = [];
});

async function start(folder: string, more: NodeJS.ProcessEnv = {}): Promise<NativeProcess> {
  const [port] = await freePorts(1);
  const { TEMPORAL_ADDRESS: _, TEMPORAL_NAMESPACE: __, ...env } = process.env;
  // Nor shall a developer's own configuration name another server.
  const configuration = join(temporaryFolder(), 'temporal.toml');
  writeFileSync(configuration, '[profile.default]\n');
  const ours = { TEMPORAL_CONFIG_FILE: configuration, BATON_DATA: folder, PORT: String(port) };
  const started = native(['dist/src/cli/main.js', 'up'], { ...env, ...ours, ...more });
  begun.push(started);
  return started;
}

async function up(folder: string, more: NodeJS.ProcessEnv = {}): Promise<Up> {
  const started = await start(folder, more);
  const ended = started.ended.then(() => true);
  const evidence = started.output;
  await eventually('the stack to be up', () => /Baton is up/.test(started.output()), { withinMs, evidence });
  expect(await Promise.race([ended, Promise.resolve(false)])).toBe(false);
  const state = readState(folder);
  seen.push(...(state?.processes ?? []));
  return { process: started, folder, address: state?.address ?? '' };
}

async function ask(address: string, path: string, body: unknown): Promise<Record<string, unknown>> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'application/yaml' : 'application/json';
  const response = await fetch(address + path, { method: 'POST', body: text, headers: { 'content-type': type } });
  return (await response.json()) as Record<string, unknown>;
}

async function statusOf(address: string, execution_id: unknown): Promise<string> {
  const { execution } = await ask(address, '/orchestrator/get_execution_status', { execution_id });
  return (execution as { readonly status: string }).status;
}

/** Twenty calls one after the other, each of a tenth of a second or more, the last of which waits for an event. */
const slow = [
  'name: slow_trip',
  'steps:',
  '  - {id: door, wait_for: {event: opened}}',
  ...Array.from({ length: 20 }, (_, index) => {
    const after = [...(index === 0 ? [] : [`s${index - 1}`]), ...(index === 19 ? ['door'] : [])];
    return `  - {id: s${index}, service: notification, method: send, depends_on: [${after.join()}]}`;
  }),
].join('\n');

test('an execution goes on after everything was killed at once and started again', async () => {
  const folder = temporaryFolder();
  const first = await up(folder);
  expect(await ask(first.address, '/orchestrator/register_workflow', slow)).toMatchObject({ success: true });
  const { execution_id: id } = await ask(first.address, '/orchestrator/execute_workflow', {
    workflow_name: 'slow_trip',
  });
  expect(await statusOf(first.address, id)).not.toBe('COMPLETED');

  first.process.child.kill('SIGKILL');
  for (const { pid } of seen) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has gone already, with its parent.
    }
  }
  await first.process.ended;

  const second = await up(folder);
  const sent = { execution_id: id, event: 'opened' };
  expect(await ask(second.address, '/orchestrator/send_event', sent)).toMatchObject({ success: true });
  await eventually('the execution to complete', async () => (await statusOf(second.address, id)) === 'COMPLETED', {
    withinMs,
    evidence: second.process.output,
  });
});

test('it ends in order when it is asked to, and leaves no process and no mark of being up', async () => {
  const more = { ORCHESTRATOR_WORKERS: '2', ORCHESTRATOR_METRICS_ENABLED: 'true' };
  const { process: started, folder } = await up(temporaryFolder(), more);
  expect(seen.length).toBe(6);
  expect(seen.map(({ name }) => name)).toEqual(expect.arrayContaining(['the worker', 'worker 2']));
  const niceness = Object.fromEntries(seen.map(({ name, pid }) => [name, getPriority(pid)]));
  const [none, some, most] = [0, 5, 10].map((each) => Math.max(each, getPriority()));
  const others = { 'the API': none, 'the example services': none };
  expect(niceness).toEqual({ ...others, Temporal: some, 'the worker': most, 'worker 2': most });
  expect(started.output()).toContain('ORCHESTRATOR_METRICS_ENABLED has no effect: ');
  started.child.kill('SIGINT');
  expect(await started.ended).toBe(0);
  expect(seen.filter(isRunning)).toEqual([]);
  expect(readState(folder)).toBeUndefined();
});

test('a second one on the same folder is refused, with the address of the first', async () => {
  const { folder, address } = await up(temporaryFolder());
  const second = await start(folder);
  expect(await second.ended).toBe(1);
  expect(second.output()).toContain(`Baton already runs on ${folder}`);
  expect(second.output()).toContain(address);
});

test('a worker that is killed is started again', async () => {
  const { process: started, folder, address } = await up(temporaryFolder());
  const worker = () => readState(folder)?.processes.find(({ name }) => name === 'the worker');
  const before = worker();
  process.kill(before?.pid ?? 0, 'SIGKILL');
  await eventually('another worker', () => worker() !== undefined && worker()?.pid !== before?.pid, { withinMs });
  seen.push(...(readState(folder)?.processes ?? []));
  // What it writes may be read later than its file.
  await eventually('its word', () => started.output().includes('The worker ended (SIGKILL)'), {
    withinMs,
    evidence: started.output,
  });
  const { execution_id: id } = await ask(address, '/orchestrator/execute_workflow', {
    workflow_name: 'quick_comfort',
    inputs: { temperature: 20, seat_heat: 1 },
  });
  const evidence = () => started.output() + readFileSync(join(folder, 'worker.log'), 'utf8');
  await eventually('an execution to complete', async () => (await statusOf(address, id)) === 'COMPLETED', {
    withinMs,
    evidence,
  });
});

test('without any way to Temporal it ends with what was tried and what helps', async () => {
  const nobody = 'http://127.0.0.1:1';
  const started = await start(temporaryFolder(), {
    BATON_TEMPORAL_CLI: '',
    PATH: '',
    XDG_CACHE_HOME: temporaryFolder(),
    HTTPS_PROXY: nobody,
    HTTP_PROXY: nobody,
    ALL_PROXY: nobody,
  });
  expect(await started.ended).toBe(1);
  expect(started.output()).toContain('No Temporal server can be started here.');
  expect(started.output()).toContain('3. set TEMPORAL_ADDRESS');
});

test.each(['src/worker/main.js', 'src/api/main.js'])('%s ends with one line that says what is wrong', async (entry) => {
  const env = { ...process.env, PORT: '0' };
  const file = join(temporaryFolder(), 'temporal.toml');
  writeFileSync(file, 'not toml [');
  const ends = async (more: NodeJS.ProcessEnv) => {
    const program = native([join('dist', entry)], { ...env, ...more });
    begun.push(program);
    return { code: await program.ended, lines: program.output().trim().split('\n') };
  };
  expect(await ends({ SERVICE_SEATS_URL: 'ftp://seats' })).toEqual({
    code: 78,
    lines: [expect.stringMatching(/^SERVICE_SEATS_URL: the address /)],
  });
  expect(await ends({ TEMPORAL_CONFIG_FILE: file })).toEqual({
    code: 78,
    lines: [expect.stringMatching(/^Temporal's configuration can't be used: /)],
  });
});

test('a variable that nothing may be called by ends the start with that line', async () => {
  const started = await start(temporaryFolder(), { SERVICE_SEATS_URL: 'ftp://seats' });
  expect(await started.ended).toBe(1);
  expect(started.output()).toContain('SERVICE_SEATS_URL: the address ');
  expect(started.output()).not.toMatch(/^ +at /m);
});

test('so does a number of workers that is none', async () => {
  const started = await start(temporaryFolder(), { ORCHESTRATOR_WORKERS: 'many' });
  expect(await started.ended).toBe(1);
  expect(started.output()).toContain('ORCHESTRATOR_WORKERS=many: allowed are whole numbers from 1 to 16.');
});

test('a worker waits for Temporal, says so once, and ends when it is told to', async () => {
  const worker = native(['dist/src/worker/main.js'], { ...process.env, TEMPORAL_ADDRESS: '127.0.0.1:1' });
  begun.push(worker);
  await eventually('its word', () => worker.output().includes('does not answer'), {
    withinMs,
    evidence: worker.output,
  });
  // Long enough for several attempts.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  worker.child.kill('SIGTERM');
  expect(await worker.ended).toBe(0);
  expect(worker.output()).toBe('Temporal at 127.0.0.1:1 does not answer; trying again until it does.\n');
});

test('with a TEMPORAL_ADDRESS that does not answer it ends with one error', async () => {
  const started = await start(temporaryFolder(), { TEMPORAL_ADDRESS: '127.0.0.1:1' });
  expect(await started.ended).toBe(1);
  expect(started.output()).toContain('Temporal at 127.0.0.1:1 does not answer within 10 s');
  expect(started.output()).not.toMatch(/^ +at /m);
});

test('a BATON_DATA that names a file ends with one error', async () => {
  const file = join(temporaryFolder(), 'data');
  writeFileSync(file, '');
  const started = await start(file);
  expect(await started.ended).toBe(1);
  expect(started.output()).toContain(`${file} can't be the folder for local state`);
  expect(started.output()).not.toMatch(/^ +at /m);
});

test('two that begin at once, with no port asked for, both come up', async () => {
  const [one, two] = await Promise.all([up(temporaryFolder(), { PORT: '' }), up(temporaryFolder(), { PORT: '' })]);
  expect(one.address).not.toBe(two.address);
});

test('with a server of another, named by TEMPORAL_ADDRESS, it starts none of its own', async () => {
  const address = process.env['TEMPORAL_ADDRESS'] ?? '';
  const folder = temporaryFolder();
  const started = await start(folder, { TEMPORAL_ADDRESS: address, BATON_TEMPORAL_CLI: '/nowhere' });
  await eventually('the stack to be up', () => /Baton is up/.test(started.output()), {
    withinMs,
    evidence: started.output,
  });
  const state = readState(folder);
  seen.push(...(state?.processes ?? []));
  expect(state?.temporalAddress).toBe(address);
  expect(state?.processes.map(({ name }) => name)).toEqual(['the example services', 'the worker', 'the API']);
});
