import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { orchestratorClient } from '../support/orchestrator-client.ts';
import { type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { type ShortHistories, startShortHistories } from '../support/short-histories.ts';
import { type Stack, startStack } from '../support/stack.ts';

/** On a server that thinks histories long after thirty events, the lanes leave theirs again and again. */

let services: RecordingService;
let short: ShortHistories;
let stack: Stack;

beforeAll(async () => {
  [services, short] = await Promise.all([startRecordingService(), startShortHistories(30)]);
  stack = await startStack({
    services: { work: services.baseUrl('work') },
    address: short.address,
    env: { BATON_TASKS_AT_ONCE: '2', BATON_TASKS_PER_SWARM: '2' },
  });
});
afterAll(async () => {
  await stack?.close();
  await services?.close();
  await short?.close();
});

test('lanes that leave their history lose no turn and give none twice', async () => {
  const { post, get } = orchestratorClient(stack.url);
  const begin = async (n: number): Promise<string> => {
    const tasks = [0, 1, 2].map((part) => ({ type: 'work.do', params: { n, part } }));
    const { body } = await post('/orchestrate', { tasks, priority: ['high', 'normal', 'low'][n % 3] ?? 'low' });
    return body['task_id'] as string;
  };
  const ids = await Promise.all(Array.from({ length: 8 }, (_, n) => begin(n)));
  for (const id of ids) {
    while ((await get(`/task/${id}`)).body['status'] !== 'completed')
      await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(services.calls).toHaveLength(24);
  expect(new Set(services.calls.map(({ body }) => JSON.stringify(body))).size).toBe(24);
  // The list comes after.
  const histories = async (): Promise<number> =>
    (await stack.client.workflow.count("WorkflowType = 'baton.lanes'")).count;
  while ((await histories()) <= 2) await new Promise((resolve) => setTimeout(resolve, 100));
});
