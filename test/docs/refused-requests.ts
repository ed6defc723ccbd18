import { Client, Connection } from '@temporalio/client';
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

/** A server with real ports as far as they refuse something before they ask Temporal. On record is `morning_prep` 1.0.0;
 * its execution `prep_1` has ended, `prep_2` runs. */
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

export async function startDocumentedServer(): Promise<DocumentedServer> {
  const memory = portsInMemory();
  await memory.catalog.register(JSON.stringify(morningPrep), 'json');
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
  const server = await listen(appOf(realWhereRefusing(memory)), { host: '127.0.0.1', port: 0 });
  const send = async (request: SentRequest): Promise<Refused> => {
    const { status, json } = await sendRequest(server.port, request);
    return { status, body: json };
  };
  return {
    send,
    unusual: {
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
  const api = await startApi({ load: { ...unlimited, changesPerSecond: 1 } });
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
