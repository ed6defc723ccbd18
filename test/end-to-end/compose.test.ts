import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { addressVariable, exampleServices } from '../../src/devstack/example-methods.ts';
import { exampleServer } from '../../src/devstack/example-services.ts';
import { freePorts, projectRoot } from '../../src/devstack/index.ts';
import { eventually, native, type NativeProcess } from '../support/native-process.ts';

// No container engine is needed here: the same programs with the same commands, environment and health checks as in
// docker-compose.yml, next to each other on this machine.

interface Service {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, unknown>>;
  readonly healthcheck: { readonly test: readonly string[] };
}

const root = projectRoot();
const { services } = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8')) as {
  readonly services: Readonly<Record<'api' | 'worker', Service>>;
};
const examples = exampleServer();
let ports: readonly number[] = [];
let api: NativeProcess;
let worker: NativeProcess;

/** What is another here than among containers: Temporal's name, the ports, where the services are. */
function environment(service: Service, more: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { PATH, HOME, TEMPORAL_ADDRESS } = process.env;
  const written = Object.fromEntries(Object.entries(service.environment).map(([name, value]) => [name, String(value)]));
  return { PATH, HOME, NODE_ENV: 'production', ...written, TEMPORAL_ADDRESS, ...more };
}

function started(service: Service, more: NodeJS.ProcessEnv): NativeProcess {
  return native(['scripts/container.mjs', ...service.command], environment(service, more));
}

async function healthy(service: Service, more: NodeJS.ProcessEnv): Promise<number | string> {
  const [, program, ...args] = service.healthcheck.test;
  expect(program).toBe('node');
  const [port] = String(service.environment['PORT']).split(',');
  const here = args.map((arg) => arg.replace(`:${port}/`, `:${ports[0]}/`));
  return native(here, environment(service, more)).ended;
}

beforeAll(async () => {
  examples.listen(0, '127.0.0.1');
  await once(examples, 'listening');
  const { port } = examples.address() as AddressInfo;
  const addresses = exampleServices.map((name) => [addressVariable(name), `http://127.0.0.1:${port}/${name}`]);
  ports = await freePorts(3);
  const env = { PORT: ports.join(','), ...Object.fromEntries(addresses) };
  api = started(services.api, env);
  worker = started(services.worker, env);
});

afterAll(async () => {
  for (const each of [api, worker]) {
    each.child.kill('SIGKILL');
    await each.ended;
  }
  examples.closeAllConnections();
  examples.close();
});

const withinMs = 150_000;
const evidence = () => `api:\n${api.output()}\nworker:\n${worker.output()}`;

async function post(path: string, body: string, type = 'application/json'): Promise<Record<string, unknown>> {
  const response = await fetch(`http://localhost:${ports[0]}${path}`, {
    method: 'POST',
    body,
    headers: { 'content-type': type },
  });
  return (await response.json()) as Record<string, unknown>;
}

test('both become healthy by their own health checks', async () => {
  await eventually('the API to be healthy', async () => (await healthy(services.api, {})) === 0, {
    withinMs,
    evidence,
  });
  await eventually('the worker to be healthy', async () => (await healthy(services.worker, {})) === 0, {
    withinMs,
    evidence,
  });
});

test('the API answers on every port of the image', async () => {
  for (const port of ports) {
    for (const path of ['/health', '/docs', '/docs/page.js']) {
      expect((await fetch(`http://127.0.0.1:${port}${path}`)).status).toBe(200);
    }
  }
});

test('a shipped definition is registered and runs', async () => {
  const text = readFileSync(join(root, 'workflows-dsl/quick_comfort/workflow.yaml'), 'utf8');
  expect(await post('/orchestrator/register_workflow', text, 'application/yaml')).toMatchObject({ success: true });
  const inputs = { temperature: 21, seat_heat: 2 };
  const execute = JSON.stringify({ workflow_name: 'quick_comfort', inputs });
  const { execution_id } = await post('/orchestrator/execute_workflow', execute);
  let last: unknown;
  const completed = async () => {
    const { execution } = await post('/orchestrator/get_execution_status', JSON.stringify({ execution_id }));
    last = execution;
    return (execution as { readonly status: string }).status === 'COMPLETED';
  };
  await eventually('the execution to complete', completed, {
    withinMs,
    evidence: () => JSON.stringify(last) + evidence(),
  });
});

test('both end by themselves when asked to, and the API is no longer healthy', async () => {
  api.child.kill('SIGTERM');
  worker.child.kill('SIGTERM');
  expect(await Promise.all([api.ended, worker.ended])).toEqual([0, 0]);
  expect(await healthy(services.api, {})).toBe(1);
});
