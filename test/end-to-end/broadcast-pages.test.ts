import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from '@temporalio/client';
import { taskQueue } from '../../src/driver/index.ts';
import { createBroadcast } from '../../src/executions/broadcast-event.ts';
import { Refusal } from '../../src/problems/index.ts';
import { type OwnNamespace, ownNamespace } from '../support/own-namespace.ts';

/** More executions, of more workflows, than one request or one list holds. Nobody runs them: what matters is that they
 * are told. */

let temporal: OwnNamespace;

beforeAll(async () => {
  temporal = await ownNamespace();
});

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
  // In the second round as in the first, one page each.
  expect(requests).toBeGreaterThan(16);
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
});

test('where Temporal is away in the middle, the cursor goes on with the same event', async () => {
  const { client } = temporal;
  const ids = ['a', 'b', 'c', 'd', 'e'];
  for (const workflowId of ids) await client.workflow.start('halfway', { taskQueue, workflowId, args: [{}] });
  while ((await client.workflow.count("WorkflowType = 'halfway'")).count < ids.length) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const { connection, options } = client;
  const sent: string[] = [];
  let away = 'c';
  const unsteady = new Client({
    connection,
    namespace: options.namespace,
    dataConverter: options.dataConverter,
    interceptors: {
      workflow: [
        {
          signal: async (input, next) => {
            const { workflowId } = input.workflowExecution;
            if (workflowId === away || away === 'all') throw new Refusal('temporal-unavailable', 'Temporal is away');
            sent.push(workflowId);
            await next(input);
          },
        },
      ],
    },
  });
  const broadcast = createBroadcast(unsteady, { waitingFor: async () => ['halfway'] });
  const event = { name: 'opened', value: 1 };
  const half = await broadcast(event);
  expect(half).toMatchObject({ sent: 4, full: 0, next: expect.any(String) });
  expect(sent.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(['a', 'b', 'd', 'e']);
  away = '';
  const rest = await broadcast(event, half.next ?? '');
  expect(rest).toMatchObject({ id: half.id, next: null });
  expect(sent).toContain('c');
  // Nobody has it yet: nothing is lost by asking anew.
  away = 'all';
  await expect(broadcast(event)).rejects.toMatchObject({ code: 'temporal-unavailable' });
  for (const id of ids) await client.workflow.getHandle(id).terminate();
});

test('a cursor that no answer gave is refused before Temporal is asked', async () => {
  const place = { id: 'x', begunAt: 5, name: 'waits', page: 'aGVsbG8' };
  const cursor = Buffer.from(JSON.stringify(place)).toString('base64url');
  const waitingFor = async (): Promise<readonly string[]> => await Promise.reject(new Error('it was looked at'));
  const broadcast = createBroadcast(temporal.client, { waitingFor });
  await expect(broadcast({ name: 'opened', value: 1 }, cursor)).rejects.toMatchObject({ code: 'request-rejected' });
});
