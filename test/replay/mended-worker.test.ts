import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createCatalog } from '../../src/catalog/index.ts';
import { createExecutions, type Executions } from '../../src/executions/index.ts';
import { alteredBundle, bundleCode } from '../support/altered-bundle.ts';
import { type OwnNamespace, ownNamespace } from '../support/own-namespace.ts';
import { ownWorker } from '../support/own-worker.ts';
import { type RecordingService, startRecordingService } from '../support/recording-service.ts';

/** A bug of ours loses no execution: a worker that has it fails its workflow tasks, and a mended one goes on. */

let services: RecordingService;
let temporal: OwnNamespace;
let executions: Executions;

beforeAll(async () => {
  services = await startRecordingService({ 'svc.first': { result: 1 }, 'svc.second': { result: 2 } });
  temporal = await ownNamespace();
  const catalog = createCatalog({ client: temporal.client });
  executions = createExecutions({ client: temporal.client, catalog });
  const definition = `
name: three
version: "1"
steps:
  - {id: a, service: svc, method: first, compensate_method: undo}
  - {id: b, service: svc, method: second, depends_on: [a], compensate_method: undo}
  - {id: c, service: svc, method: third, depends_on: [b], parameters: {sum: "{{steps.a.result + steps.b.result}}"}}
`;
  await catalog.register(definition, 'yaml');
});

afterAll(async () => {
  await services?.close();
  await temporal?.close();
});

test('a worker that cannot take the end of the second call leaves the execution running, and a mended one completes it', async () => {
  const where = { svc: services.baseUrl('svc') };
  const code = alteredBundle([
    {
      text: 'callEnded(turn, observation);',
      instead:
        "if (turn.state.steps.some(({ status }) => status === 'completed')) throw new Error('planted'); callEnded(turn, observation);",
    },
  ]);
  const faulty = await ownWorker(temporal, where, { code });
  const { executionId } = await executions.start({ workflowName: 'three', inputs: {} });
  const handle = temporal.client.workflow.getHandle(executionId);
  const failures = async (): Promise<readonly string[]> => {
    const { events } = await handle.fetchHistory();
    return (events ?? []).flatMap(({ workflowTaskFailedEventAttributes: failed }) => failed?.failure?.message ?? []);
  };
  while ((await failures()).length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
  await faulty.close();
  expect(await failures()).toEqual(expect.arrayContaining(['planted']));
  expect(await executions.describe(executionId)).toMatchObject({ status: 'RUNNING' });

  const mended = await ownWorker(temporal, where, { code: bundleCode() });
  try {
    await handle.result();
  } finally {
    await mended.close();
  }
  expect(await executions.describe(executionId)).toMatchObject({ status: 'COMPLETED' });
  expect(services.calls.map(({ method, body }) => [method, body])).toEqual([
    ['first', {}],
    ['second', {}],
    ['third', { sum: 3 }],
  ]);
});
