import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { createSystem } from '../../src/api/index.ts';
import { readSettings } from '../../src/config/index.ts';
import { freePorts, projectRoot } from '../../src/devstack/index.ts';
import { createEventReplay } from '../../src/event-sinks/index.ts';
import { temporaryFolder } from '../devstack/temporary-folder.ts';
import { eventually, native, type NativeProcess } from '../support/native-process.ts';
import { type OwnNamespace, ownNamespace } from '../support/own-namespace.ts';
import { type RecordingService, startRecordingService } from '../support/recording-service.ts';

/** API and worker as an operator starts them, in a folder with a configuration file. */

let temporal: OwnNamespace;
let services: RecordingService;
beforeAll(async () => {
  temporal = await ownNamespace();
  services = await startRecordingService({ 'weather.get': { result: { celsius: 4 } } });
});
afterAll(async () => {
  await services?.close();
  await temporal?.close();
});

const begun: NativeProcess[] = [];
afterEach(async () => {
  for (const each of begun.splice(0)) {
    each.child.kill('SIGKILL');
    await each.ended;
  }
});

function start(part: 'api' | 'worker', file: string, more: NodeJS.ProcessEnv = {}): NativeProcess {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'config'));
  writeFileSync(join(folder, 'config/orchestrator.yaml'), file);
  const { namespace } = temporal.client.options;
  const env = { ...process.env, TEMPORAL_NAMESPACE: namespace, ...more };
  const started = native([join(projectRoot(), `dist/src/${part}/main.js`)], env, folder);
  begun.push(started);
  return started;
}

const answerOf = async (address: string, path: string, body?: object): Promise<Readonly<Record<string, unknown>>> => {
  const headers = { 'content-type': 'application/json' };
  const sent = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) };
  const response = await fetch(address + path, sent);
  return (await response.json()) as Readonly<Record<string, unknown>>;
};

test('what a file says counts, for the API and for a worker; what has no effect in it is told', async () => {
  const file = `services:
  port: 0
  prot: 5080
  SERVICE_WEATHER_URL: ${services.baseUrl('weather')}
monitoring:
  enabled: true
  health_check_interval: 1
  log_level: ERROR
orchestrator:
  BATON_GRACE_MS: 500
`;
  const api = start('api', file, { BATON_IN_FLIGHT: '64' });
  const addressIn = (): string => /API at (\S+),/.exec(api.output())?.[1] ?? '';
  await eventually('the API to listen', () => addressIn() !== '', { withinMs: 100_000, evidence: api.output });
  const address = addressIn();
  expect(api.output()).toContain(
    "config/orchestrator.yaml:3:3: services.prot is no setting of Baton's; did you mean services.port?",
  );
  expect(api.output()).toContain('config/orchestrator.yaml:6:3: monitoring.enabled has no effect: ');

  const health = async (): Promise<Readonly<Record<string, unknown>>> => await answerOf(address, '/health/system');
  // Temporal may have been too busy to answer in time.
  await eventually('Temporal to answer', async () => (await health())['status'] !== 'unhealthy');
  expect(await health()).toMatchObject({
    status: 'degraded',
    temporal: { status: 'connected' },
    workers: { status: 'none', workflow_pollers: 0, activity_pollers: 0 },
  });
  const worker = start('worker', file);
  const isHealthy = async (): Promise<boolean> => (await health())['status'] === 'healthy';
  await eventually('a worker to ask for work', isHealthy, { withinMs: 100_000 });

  for (const each of ['3:3: services.prot is no setting', '6:3: monitoring.enabled has no effect: '])
    expect(worker.output()).toContain(`config/orchestrator.yaml:${each}`);

  const { files, settings } = await answerOf(address, '/config/effective');
  expect(files).toEqual(['config/orchestrator.yaml']);
  expect(settings).toEqual(
    expect.arrayContaining([
      {
        name: 'ORCHESTRATOR_HEALTH_CHECK_INTERVAL',
        value: '1',
        origin: 'file',
        key: 'monitoring.health_check_interval',
        place: 'config/orchestrator.yaml:7:3',
      },
      { name: 'BATON_IN_FLIGHT', value: '64', origin: 'environment' },
      { name: 'BATON_CHANGES_PER_SECOND', value: '1000', origin: 'default' },
    ]),
  );
  expect(await answerOf(address, '/info')).toMatchObject({
    name: 'baton',
    namespace: temporal.client.options.namespace,
  });

  const workflow = { name: 'asks', version: '1', steps: [{ id: 'it', service: 'weather', method: 'get' }] };
  await answerOf(address, '/orchestrator/register_workflow', { workflow });
  const { execution_id: id } = await answerOf(address, '/orchestrator/execute_workflow', { workflow_name: 'asks' });
  const status = async (): Promise<unknown> =>
    (await answerOf(address, `/orchestrator/get_execution_status?execution_id=${String(id)}`))['execution'];
  const hasCompleted = async (): Promise<boolean> => JSON.stringify(await status()).includes('"COMPLETED"');
  await eventually('the execution to complete', hasCompleted, { withinMs: 100_000 });
  expect(services.callsOf('weather.get')).toHaveLength(1);
  // At the level ERROR none of these requests is told.
  expect(api.output()).not.toContain('/orchestrator/');
});

const systemOn = (client: Client, interval: string) =>
  createSystem({
    client,
    settings: readSettings({ ORCHESTRATOR_HEALTH_CHECK_INTERVAL: interval }, temporaryFolder()),
    events: createEventReplay({ all: [], redis: null }),
    temporalAddress: 'as told',
  });

test('the parts of the system are asked once in an interval', async () => {
  const system = systemOn(temporal.client, '3600');
  const [first, together] = await Promise.all([system.health(), system.health()]);
  expect(first).toMatchObject({
    temporalAddress: 'as told',
    temporal: { taskQueue: 'baton' },
    redis: 'not_configured',
  });
  expect(together).toBe(first);
  expect(await system.health()).toBe(first);
  expect(() => systemOn(temporal.client, '0')).toThrow(
    'ORCHESTRATOR_HEALTH_CHECK_INTERVAL=0: allowed are whole numbers from 1',
  );
});

test('a Temporal that is away is a part of the health, not an error', async () => {
  const [port = 0] = await freePorts(1);
  const connection = Connection.lazy({ address: `127.0.0.1:${port}` });
  const { temporal: found } = await systemOn(new Client({ connection }), '1').health();
  await connection.close();
  expect(found).toBeNull();
});

test('a placeholder for a secret stops the start, with the place where it stands', async () => {
  const api = start('api', 'security:\n  jwt_secret: your-secret-key\n');
  expect(await api.ended).toBe(78);
  expect(api.output().trim()).toBe(
    'ORCHESTRATOR_JWT_SECRET is the placeholder that documentation shows, which everybody knows: set your own. ' +
      'ORCHESTRATOR_JWT_SECRET is `security.jwt_secret` in config/orchestrator.yaml:2:3.',
  );
});

test('so does a value that cannot be used, and a file that cannot be read', async () => {
  const api = start('api', 'services:\n  port: http\n');
  expect(await api.ended).toBe(78);
  expect(api.output()).toMatch(/`http` is no port; .* is `services\.port` in config\/orchestrator\.yaml:2:3\./);
  const worker = start('worker', 'services: [\n');
  expect(await worker.ended).toBe(78);
  expect(worker.output()).toMatch(/^config\/orchestrator\.yaml:\d+:\d+: /);
});
