import { Client, Connection } from '@temporalio/client';
import { problemOf, statusOf } from '../../src/api/answer/problem.ts';
import { tooManyStreams } from '../../src/api/router.ts';
import { createCatalog } from '../../src/catalog/index.ts';
import { apiLimits, createApp, listen, requestLog, type Ports } from '../../src/api/index.ts';
import { findWorkflow } from '../../src/executions/find-workflow.ts';
import { createPreparedWorkflows } from '../../src/executions/prepared-workflow.ts';
import { prepare } from '../../src/language/index.ts';
import { createPreparing, type PreparingLimits, preparingLimits } from '../../src/preparing/index.ts';
import { Refusal } from '../../src/problems/index.ts';
import { createServiceRegistry } from '../../src/services/index.ts';
import { startApi } from '../support/api-on-loopback.ts';
import { portsInMemory, T0, type PortsInMemory } from '../support/ports-in-memory.ts';
import { sendBytes, sendRequest, type SentRequest } from '../support/send-request.ts';

export interface Refused {
  readonly status: number;
  readonly body: unknown;
}

/** What bots and swarms are turned away with, where it takes more than a request. */
export const fleetCodes = ['too-many-swarms', 'task-data-too-large', 'too-much-pending'] as const;

/** A server with real ports as far as they refuse something before they ask Temporal. On record is `morning_prep` 1.0.0;
 * its execution `prep_1` has ended, `prep_2` runs. The workflow `hello-world-nwrcnu` is at version 2. Of `swarm-cleaners`, which can
 * sweep, the third bot drains and the fourth is lost; `swarm-retired` drains. */
export interface DocumentedServer {
  readonly send: (request: SentRequest) => Promise<Refused>;
  /** The refusals that take more than a request. */
  readonly unusual: Readonly<Record<string, () => Promise<Refused>>>;
  readonly close: () => Promise<void>;
}

const morningPrep = {
  name: 'morning_prep',
  version: '1.0.0',
  inputs: { comfort_temp: { type: 'number', required: true } },
  steps: [
    { id: 'climate', service: 'climate', method: 'start', parameters: { temperature: '{{inputs.comfort_temp}}' } },
  ],
};

const helloWorld = {
  name: 'Hello World',
  actions: [{ action_id: 'greet', action_type: 'notification', name: 'Send Greeting', config: { message: 'Hello' } }],
};

export async function startDocumentedServer(): Promise<DocumentedServer> {
  const memory = portsInMemory();
  await memory.catalog.register(JSON.stringify(morningPrep), 'json');
  const { workflow } = await memory.workflows.create({
    text: JSON.stringify(helloWorld),
    format: 'json',
    by: 'user@example.com',
    idempotencyKey: 'my-first-workflow',
  });
  const change = { tags: ['updated', 'v2'] };
  await memory.workflows.update(workflow.workflowId, change, { by: 'editor@example.com' });
  memory.show({
    executionId: 'prep_1',
    workflowName: 'morning_prep',
    version: '1.0.0',
    status: 'COMPLETED',
    phase: 'ended',
    inputs: { comfort_temp: 22 },
    startedAt: T0,
    completedAt: T0 + 1000,
    steps: [],
  });
  memory.show({
    executionId: 'prep_2',
    workflowName: 'morning_prep',
    version: '1.0.0',
    status: 'RUNNING',
    phase: 'running',
    inputs: { comfort_temp: 22 },
    startedAt: T0,
    steps: [],
  });
  await beginSwarms(memory);
  const server = await listen(appOf(realWhereRefusing(memory)), { host: '127.0.0.1', port: 0 });
  const send = async (request: SentRequest): Promise<Refused> => {
    const { status, json } = await sendRequest(server.port, request);
    return { status, body: json };
  };
  return {
    send,
    unusual: {
      ...Object.fromEntries(fleetCodes.map((code) => [code, () => answered(new Refusal(code, ''))])),
      'headers-too-large': () => send({ path: '/health', headers: { 'x-padding': 'x'.repeat(17 * 1024) } }),
      'body-too-large': () =>
        send({
          path: '/orchestrator/execute_workflow',
          headers: { 'content-type': 'application/json' },
          body: 'x'.repeat(apiLimits.bodyBytes + 1),
        }),
      'request-timed-out': slowRequest,
      'internal-error': () => failing(new Error('a bug')),
      'event-sink-failed': () =>
        failing(new Refusal('event-sink-failed', ''), {
          path: '/infrastructure/events/replay',
          body: { execution_id: 'prep_1' },
        }),
      'too-many-events': () =>
        failing(new Refusal('too-many-events', ''), {
          path: '/orchestrator/send_event',
          body: { execution_id: 'prep_1', event: 'door_opened' },
        }),
      'triggered-too-often': () =>
        failing(new Refusal('triggered-too-often', ''), {
          path: '/orchestrator/trigger_schedule',
          body: { schedule_id: 'nightly' },
        }),
      'temporal-unavailable': () => failing(new Refusal('temporal-unavailable', '')),
      'rate-limited': impatientCaller,
      overloaded: fullServer,
      'started-too-deep': () =>
        failing(new Refusal('started-too-deep', ''), {
          path: '/orchestrator/execute_workflow',
          body: { workflow_name: 'morning_prep' },
        }),
      'too-many-streams': () => failing(tooManyStreams(), { path: '/orchestrator/events/prep_1' }),
      'shutting-down': stoppingServer,
      'definition-too-costly': () => registered('stuck', { deadlineMs: 100 }),
    },
    close: async () => {
      const closed = server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function beginSwarms({ swarms, passTime }: PortsInMemory): Promise<void> {
  const cleaners = { name: 'cleaner', tier: 'standard', capabilities: ['sweep'] } as const;
  await swarms.createSwarm({ ...cleaners, id: 'swarm-cleaners', count: 4 }, { ids: 4 });
  await swarms.createSwarm({ ...cleaners, id: 'swarm-retired', count: 1 }, { ids: 1 });
  await swarms.drainSwarm('swarm-retired');
  await swarms.drainBot('bot-cleaners-2');
  const give = async (bot: string, key: string): Promise<string> =>
    (await swarms.assign(bot, { type: 'clean', data: { where: key }, capabilities: [] }, { key })).id;
  await give('bot-cleaners-3', 'cellar');
  await swarms.lease('bot-cleaners-3', { forMs: 1_000 });
  passTime(1_001);
  await swarms.complete('bot-cleaners-0', await give('bot-cleaners-0', 'stairs'), {});
  const hall = await give('bot-cleaners-0', 'hall');
  await give('bot-cleaners-0', 'roof');
  await swarms.lease('bot-cleaners-0', { forMs: 3_600_000, taskId: hall });
  const run = { kind: 'workflow', name: 'morning_prep' } as const;
  const prep = { type: 'morning_prep', data: { comfort_temp: 22 }, capabilities: [], run };
  await swarms.assign('bot-cleaners-1', prep, { key: 'prep' });
}

function appOf(ports: Ports) {
  return createApp(ports, { log: requestLog('json', () => undefined) });
}

function realWhereRefusing(memory: PortsInMemory): Ports {
  // Never connected: whatever gets as far as Temporal is answered from memory.
  const client = new Client({ connection: Connection.lazy({ address: '127.0.0.1:1' }) });
  const catalog = createCatalog({ client });
  const services = createServiceRegistry({ client, env: {} });
  const workflows = createPreparedWorkflows();
  return {
    ...memory,
    catalog: {
      ...memory.catalog,
      register: async (text, format) =>
        await (prepare(text, { format }).ok ? memory.catalog : catalog).register(text, format),
    },
    services: { ...memory.services, register: (request) => services.register(request) },
    executions: {
      ...memory.executions,
      start: async (request) => {
        const record = await findWorkflow(memory.catalog, request.workflowName, request.version);
        await workflows.inputOf(record, request.inputs);
        return await memory.executions.start(request);
      },
    },
  };
}

function answered(refusal: Refusal): Promise<Refused> {
  return Promise.resolve({ status: statusOf(refusal), body: problemOf(refusal, 'req_1') });
}

async function failing(
  error: Error,
  request: SentRequest = { path: '/orchestrator/list_workflows' },
): Promise<Refused> {
  const api = await startApi();
  api.ports.fail(error);
  try {
    const { status, json } = await sendRequest(api.port, request);
    return { status, body: json };
  } finally {
    await api.close();
  }
}

const noLimit = Number.POSITIVE_INFINITY;
const unlimited = {
  inFlight: noLimit,
  readsPerSecond: noLimit,
  changesPerSecond: noLimit,
  registrationsPerSecond: noLimit,
};

async function impatientCaller(): Promise<Refused> {
  // None comes back while it is asked.
  const api = await startApi({ load: { ...unlimited, changesPerSecond: 0.001 } });
  const start = { path: '/orchestrator/execute_workflow', body: { workflow_name: 'morning_prep' } };
  const answers = [];
  for (let i = 0; i < 4; i++) answers.push(await sendRequest(api.port, start));
  await api.close();
  const last = answers.find(({ status }) => status === 429);
  return { status: last?.status ?? 0, body: last?.json };
}

async function fullServer(): Promise<Refused> {
  const memory = portsInMemory();
  const held: (() => void)[] = [];
  const list = (): Promise<[]> => new Promise((resolve) => held.push(() => resolve([])));
  const ports: Ports = { ...memory, catalog: { ...memory.catalog, list } };
  const app = createApp(ports, { log: () => undefined, load: { ...unlimited, inFlight: 1 } });
  const server = await listen(app, { host: '127.0.0.1', port: 0 });
  const path = '/orchestrator/list_workflows';
  const underWay = sendRequest(server.port, { path });
  while (held.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  const { status, json } = await sendRequest(server.port, { path });
  for (const release of held) release();
  await underWay;
  await server.close();
  return { status, body: json };
}

/** Where a thread beside looks at every text, and gets stuck with some. */
async function registered(text: string, limits: Partial<PreparingLimits>): Promise<Refused> {
  const thread = new URL('../support/stuck-thread.mjs', import.meta.url);
  const preparing = createPreparing({ thread, limits: { ...preparingLimits, charactersHere: -1, ...limits } });
  const memory = portsInMemory();
  const client = new Client({ connection: Connection.lazy({ address: '127.0.0.1:1' }) });
  const ports = { ...memory, catalog: createCatalog({ client, preparing }) };
  const server = await listen(appOf(ports), { host: '127.0.0.1', port: 0 });
  const path = '/orchestrator/register_workflow';
  const headers = { 'content-type': 'application/yaml' };
  try {
    const { status, json } = await sendRequest(server.port, { path, headers, body: text });
    return { status, body: json };
  } finally {
    await Promise.all([server.close(), preparing.close()]);
  }
}

async function stoppingServer(): Promise<Refused> {
  const api = await startApi({ stopping: AbortSignal.abort() });
  const { status, json } = await sendRequest(api.port, { path: '/ready' });
  await api.close();
  return { status, body: json };
}

async function slowRequest(): Promise<Refused> {
  const server = await listen(
    appOf(portsInMemory()),
    { host: '127.0.0.1', port: 0 },
    { ...apiLimits, headersMs: 100, requestMs: 200 },
  );
  const answer = await sendBytes(server.port, `GET /health HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n`);
  await server.close();
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), body: JSON.parse(body) as unknown };
}
