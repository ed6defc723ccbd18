import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { taskQueue } from '../../src/driver/index.ts';
import { createBroadcast } from '../../src/executions/broadcast-event.ts';
import { type OwnNamespace, ownNamespace } from '../support/own-namespace.ts';

/** More executions, of more workflows, than one request or one list holds. Nobody runs them: what matters is that they
 * are told. */

let temporal: OwnNamespace;

beforeAll(async () => {
  temporal = await ownNamespace();
}, 60_000);

afterAll(async () => await temporal?.close());

test('a broadcast goes on with its cursor, until all have the event', async () => {
  const { client } = temporal;
  // Two questions' worth of names, and several pages of one of them.
  const names = Array.from({ length: 60 }, (_, i) => `w${String(i).padStart(2, '0')}`);
  const ids = [...names, ...Array.from({ length: 25 }, () => 'w07')].map((name, i) => ({ name, id: `e${i}` }));
  const begin = async (name: string, workflowId: string): Promise<unknown> =>
    await client.workflow.start(name, { taskQueue, workflowId, args: [{}] });
  await Promise.all(ids.map(async ({ name, id }) => await begin(name, id)));
  await begin('another', 'not_meant');
  while ((await client.workflow.count(`TaskQueue = '${taskQueue}'`)).count < ids.length + 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }

  const catalog = { waitingFor: async () => names };
  const broadcast = createBroadcast(client, catalog, { budgetMs: -1, pageSize: 10 });
  const event = { name: 'opened', value: 1 };
  let answer = await broadcast(event);
  const { id } = answer;
  let requests = 1;
  for (; answer.next !== null; requests++) answer = await broadcast(event, answer.next);
  expect(requests).toBeGreaterThan(5);
  expect(answer.id).toBe(id);

  const signalsOf = async (executionId: string): Promise<number> => {
    const { events } = await client.workflow.getHandle(executionId).fetchHistory();
    return (events ?? []).filter((each) => each.workflowExecutionSignaledEventAttributes).length;
  };
  const counts = await Promise.all(ids.map(async (each) => await signalsOf(each.id)));
  expect(counts.filter((count) => count === 0)).toEqual([]);
  expect(await signalsOf('not_meant')).toBe(0);
  for (const each of ids) await client.workflow.getHandle(each.id).terminate();
  await client.workflow.getHandle('not_meant').terminate();
}, 60_000);
