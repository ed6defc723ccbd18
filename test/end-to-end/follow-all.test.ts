import type { Client } from '@temporalio/client';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { type Catalog, createCatalog } from '../../src/catalog/index.ts';
import { createExecutions, createOutcomeAttribute, type Executions } from '../../src/executions/index.ts';
import { createFollowAll, followAllLimits } from '../../src/executions/follow-all.ts';
import { type OwnNamespace, ownNamespace } from '../support/own-namespace.ts';
import { type OwnWorker, ownWorker } from '../support/own-worker.ts';
import { type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { until } from '../support/until.ts';

/** The stream of all executions at its limits, which are made small here. */

let temporal: OwnNamespace;
let services: RecordingService;
let worker: OwnWorker | undefined;
let catalog: Catalog;
let executions: Executions;

beforeAll(async () => {
  services = await startRecordingService({ 'svc.ok': { result: 1 } });
  temporal = await ownNamespace();
  catalog = createCatalog({ client: temporal.client });
  executions = createExecutions({ client: temporal.client, catalog });
  const steps = [{ id: 'a', service: 'svc', method: 'ok' }];
  await catalog.register(JSON.stringify({ name: 'quick', version: '1', steps }), 'json');
});

afterEach(async () => {
  await worker?.close();
  worker = undefined;
});

afterAll(async () => {
  await services?.close();
  await temporal?.close();
});

async function start(prefix: string, count: number): Promise<readonly string[]> {
  const ids = Array.from({ length: count }, (_, at) => `${prefix}-${at}`);
  for (const executionId of ids) await executions.start({ workflowName: 'quick', inputs: {}, executionId });
  return ids;
}

async function startWorker(): Promise<void> {
  worker = await ownWorker(temporal, { svc: services.baseUrl('svc') });
}

/** Which histories are read, and how often all executions are listed. */
function watched(client: Client): { readonly client: Client; readonly read: string[]; readonly looks: () => number } {
  const read: string[] = [];
  let lists = 0;
  const { workflowService } = client;
  const counted = Object.create(workflowService, {
    getWorkflowExecutionHistory: {
      value: async (request: { readonly execution: { readonly workflowId: string } }) => {
        read.push(request.execution.workflowId);
        return await workflowService.getWorkflowExecutionHistory(request);
      },
    },
  }) as unknown;
  const workflow = Object.create(client.workflow, {
    list: {
      value: (...asked: Parameters<Client['workflow']['list']>) => {
        lists += 1;
        return client.workflow.list(...asked);
      },
    },
  }) as unknown;
  const both = { workflowService: { value: counted }, workflow: { value: workflow } };
  // Of each look, three lists.
  return { client: Object.create(client, both) as Client, read, looks: () => Math.floor(lists / 3) };
}

function follow(client: Client, limits: Partial<typeof followAllLimits>, last?: string) {
  const leaving = new AbortController();
  const all = { ...followAllLimits, lookEveryMs: 50, ...limits };
  const followAll = createFollowAll(client, createOutcomeAttribute(client), all);
  const seen: string[] = [];
  const done = (async () => {
    for await (const each of followAll({ last, left: leaving.signal })) {
      seen.push(each.kind === 'gap' ? 'gap' : `${each.event.source.replace('/executions/', '')} ${each.event.type}`);
    }
  })();
  return {
    seen,
    leave: async () => {
      leaving.abort();
      await done;
    },
  };
}

const startsAndEnds = (ids: readonly string[]): readonly string[] =>
  ids.flatMap((id) => [`${id} workflow.started`, `${id} workflow.completed`]);

test('of executions that no worker looks at, no history is read again and again; then all is told', async () => {
  const ids = await start('pending', 3);
  const { client, read, looks } = watched(temporal.client);
  const reader = follow(client, {});
  await until(() => ids.every((id) => read.includes(id)));
  // Each of them is read once as it is listed, and once more when it is known how long it is.
  const settled = looks() + 4;
  await until(() => looks() >= settled);
  const before = read.length;
  await until(() => looks() >= settled + 10);
  expect(read.slice(before)).toEqual([]);
  expect(reader.seen).toEqual([]);
  await startWorker();
  await until(() => startsAndEnds(ids).every((each) => reader.seen.includes(each)));
  await reader.leave();
});

test('where more has changed than is looked at, a gap says so', async () => {
  await startWorker();
  const begun = Date.now();
  const reader = follow(temporal.client, { listed: 3 });
  await start('many', 4);
  await until(() => reader.seen.includes('gap'));
  await reader.leave();
  const back = follow(temporal.client, { listed: 3 }, `${begun.toString(36)}-other-1`);
  await until(() => back.seen.length > 0);
  expect(back.seen[0]).toBe('gap');
  await back.leave();
});

test('a reader that waits while more comes at once than is kept is told of all of it', async () => {
  const { client, looks } = watched(temporal.client);
  const reader = follow(client, { events: 3, lookEveryMs: 500 });
  await until(() => looks() > 0);
  const ids = await start('burst', 5);
  await startWorker();
  await until(() => startsAndEnds(ids).every((each) => reader.seen.includes(each)));
  await reader.leave();
});
