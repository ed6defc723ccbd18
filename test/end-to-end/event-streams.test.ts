import type { Client } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createFollow } from '../../src/executions/follow-execution.ts';
import { openStream, type SentEvent } from '../support/event-source.ts';
import { orchestratorClient, type OrchestratorClient } from '../support/orchestrator-client.ts';
import { type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { type Stack, startStack } from '../support/stack.ts';

/** What becomes of executions, streamed as it happens. */

let services: RecordingService;
let stack: Stack;
let baton: OrchestratorClient;

beforeAll(async () => {
  services = await startRecordingService();
  stack = await startStack({ services: { svc: services.baseUrl('svc') } });
  baton = orchestratorClient(stack.url);
  const waits = `
name: waits
version: "1"
steps:
  - {id: first, service: svc, method: one}
  - {id: go, wait_for: {event: go}, depends_on: [first]}
`;
  await baton.register(waits);
});

afterAll(async () => {
  await stack?.close();
  await services?.close();
});

/** How many questions that wait are asked of Temporal at a time. */
function counting(client: Client): readonly [client: Client, asking: { now: number; most: number }] {
  const asking = { now: 0, most: 0 };
  const { workflowService } = client;
  const counted = Object.create(workflowService, {
    getWorkflowExecutionHistory: {
      value: async (request: { readonly waitNewEvent?: boolean }) => {
        const waits = request.waitNewEvent === true ? 1 : 0;
        asking.now += waits;
        asking.most = Math.max(asking.most, asking.now);
        try {
          return await workflowService.getWorkflowExecutionHistory(request);
        } finally {
          asking.now -= waits;
        }
      },
    },
  }) as unknown;
  return [Object.create(client, { workflowService: { value: counted } }) as Client, asking];
}

const streamOf = (id: string): string => `${stack.url}/orchestrator/events/${id}`;

describe('the stream of an execution', () => {
  test('has what was and what comes, for every reader, and ends with it', async () => {
    const id = await baton.start('waits');
    const [one, other] = await Promise.all([openStream(streamOf(id)), openStream(streamOf(id))]);
    await one.until((seen) => seen.some(({ data }) => data['subject'] === 'go'));
    await baton.post('/orchestrator/send_event', { execution_id: id, event: 'go', value: 1 });
    const seen = await one.ended;
    expect(await other.ended).toEqual(seen);

    const { body } = await baton.get(`/infrastructure/events/history?execution_id=${id}`);
    expect(seen.slice(0, -1).map(({ data }) => data)).toEqual(body['events']);
    expect(seen.map(({ id: each, event }) => [each, event])).toEqual([
      ['0000000001', 'workflow.started'],
      ['0000000002', 'step.started'],
      ['0000000003', 'step.completed'],
      ['0000000004', 'step.started'],
      ['0000000005', 'step.completed'],
      ['0000000006', 'workflow.completed'],
      ['end', 'end'],
    ]);
    expect(seen.at(-1)?.data).toEqual({ execution_id: id, status: 'COMPLETED' });

    const resumed = await openStream(streamOf(id), { 'last-event-id': '0000000004' });
    expect(await resumed.ended).toEqual(seen.slice(4));
    const after = await openStream(`${streamOf(id)}?after=6`);
    expect(await after.ended).toEqual(seen.slice(6));
    expect((await openStream(streamOf(id), { 'last-event-id': 'end' })).status).toBe(204);
  });

  test('is over for who has heard `end` only where it has one', async () => {
    const id = await baton.start('waits');
    const running = await openStream(streamOf(id), { 'last-event-id': 'end' });
    await running.until((seen) => seen.length === 4);
    await baton.post('/orchestrator/send_event', { execution_id: id, event: 'go', value: 1 });
    expect((await running.ended).at(-1)?.event).toBe('end');
    expect((await openStream(streamOf('nobody'), { 'last-event-id': 'end' })).status).toBe(404);
  });

  test('goes on in spite of a worker that dies, and of readers that leave', async () => {
    const id = await baton.start('waits');
    const [stays, leaves] = await Promise.all([openStream(streamOf(id)), openStream(streamOf(id))]);
    await leaves.until((seen) => seen.length === 4);
    leaves.close();
    await stack.killWorker();
    await stack.startWorker();
    await baton.post('/orchestrator/send_event', { execution_id: id, event: 'go', value: 1 });
    expect((await stays.ended).map(({ event }) => event).slice(4)).toEqual([
      'step.completed',
      'workflow.completed',
      'end',
    ]);
  });

  test('of one that was terminated in Temporal ends too', async () => {
    const id = await baton.start('waits');
    const stream = await openStream(streamOf(id));
    await stream.until((seen) => seen.length === 4);
    await stack.client.workflow.getHandle(id).terminate('enough');
    const last = (await stream.ended).slice(4);
    expect(last.map(({ event }) => event)).toEqual(['workflow.completed', 'end']);
    expect(last.at(-1)?.data).toEqual({ execution_id: id, status: 'FAILED' });
  });

  test('is read once for all its readers, and no longer when the last of them has left', async () => {
    const id = await baton.start('waits');
    const [client, asking] = counting(stack.client);
    const follow = createFollow(client);
    const readers = [1, 2, 3].map(async () => {
      const left = new AbortController();
      const followed = await follow(id, { after: 0, left: left.signal });
      if (followed === null) throw new Error('it has not ended');
      const events = followed[Symbol.asyncIterator]();
      for (let n = 0; n < 4; n++) expect((await events.next()).value).toMatchObject({ kind: 'event' });
      const next = events.next();
      return { leave: () => left.abort(), next };
    });
    const all = await Promise.all(readers);
    while (asking.now === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(asking).toEqual({ now: 1, most: 1 });
    for (const { leave } of all) leave();
    for (const { next } of all) expect(await next).toEqual({ done: true, value: undefined });
    while (asking.now > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  test('of none is 404', async () => {
    expect((await openStream(streamOf('nobody'))).status).toBe(404);
  });
});

describe('the stream of all executions', () => {
  const about = (seen: readonly SentEvent[], ids: readonly string[]): readonly string[] =>
    seen.flatMap(({ event, data }) => {
      const { execution_id: id } = (data['data'] ?? {}) as { readonly execution_id?: string };
      return id !== undefined && ids.includes(id) ? [`${ids.indexOf(id)} ${event.slice(9)}`] : [];
    });

  test('tells how each begins, stands still, goes on and ends', async () => {
    const stream = await openStream(`${stack.url}/orchestrator/events`);
    const ids = [await baton.start('waits'), await baton.start('waits')];
    const [one = '', other = ''] = ids;
    await baton.until(one, ({ step_results: [, go] }) => go?.status === 'RUNNING');
    await stream.until((seen) => about(seen, ids).length === 2);
    await baton.post('/orchestrator/pause_execution', { execution_id: one });
    await stream.until((seen) => about(seen, ids).includes('0 paused'));
    await baton.post('/orchestrator/resume_execution', { execution_id: one });
    await stream.until((seen) => about(seen, ids).includes('0 resumed'));
    for (const id of ids) await baton.post('/orchestrator/send_event', { execution_id: id, event: 'go', value: 1 });
    const seen = await stream.until((all) => about(all, ids).length === 6);
    const told = about(seen, ids);
    expect(told.filter((each) => each.startsWith('0'))).toEqual(['0 started', '0 paused', '0 resumed', '0 completed']);
    expect(told.filter((each) => each.startsWith('1'))).toEqual(['1 started', '1 completed']);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
    stream.close();

    // Here, and as if another process had told it.
    const paused = seen.find(({ event }) => event === 'workflow.paused')?.id ?? '';
    const resumed = await openStream(`${stack.url}/orchestrator/events`, { 'last-event-id': paused });
    const elsewhere = await openStream(`${stack.url}/orchestrator/events`, {
      'last-event-id': paused.replace(/-.*$/, '-other-7'),
    });
    for (const each of [resumed, elsewhere]) {
      await each.until((all) => about(all, ids).filter((told_) => told_.endsWith('completed')).length >= 2);
      expect(about(each.seen, ids)).toEqual(expect.arrayContaining(['0 resumed', '0 completed', '1 completed']));
      each.close();
    }
    const history = await baton.get(`/infrastructure/events/history?execution_id=${other}&type=workflow.completed`);
    expect(history.body['events']).toEqual([elsewhere.seen.find(({ data }) => data['id'] === `${other}#6`)?.data]);
  });

  test('of one workflow and of one type; what is too long ago is a gap', async () => {
    const quick = 'name: quick\nversion: "1"\nsteps: [{id: a, service: svc, method: one}]';
    expect((await baton.register(quick)).status).toBe(201);
    const filter = 'workflow_name=quick&type=workflow.completed';
    const stream = await openStream(`${stack.url}/orchestrator/events?${filter}`, { 'last-event-id': '1-other-1' });
    await baton.start('waits');
    const id = await baton.start('quick');
    const seen = await stream.until((all) => all.length === 2);
    expect(seen.map(({ event }) => event)).toEqual(['gap', 'workflow.completed']);
    expect(seen[0]?.data).toMatchObject({ from: '1970-01-01T00:00:00.001Z' });
    expect(seen[1]?.data['source']).toBe(`/executions/${id}`);
    stream.close();
    const wrong = await openStream(`${stack.url}/orchestrator/events`, { 'last-event-id': 'none' });
    expect(wrong.status).toBe(400);
  });
});
