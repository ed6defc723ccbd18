import { afterAll, describe, expect, test } from '@jest/globals';
import { eventWriter } from '../../src/events/index.ts';
import { Conversation } from '../engine/conversation.ts';
import { startApi } from '../support/api-on-loopback.ts';
import { openStream } from '../support/event-source.ts';
import { T0 } from '../support/ports-in-memory.ts';

const api = await startApi();
afterAll(api.close);

const talk = new Conversation('steps: [{id: a, service: s, method: m}]');
talk.begun();
const view = { workflowName: 'w', version: '1', inputs: {}, steps: [], startedAt: T0 } as const;
for (const [executionId, ended] of [
  ['runs', false],
  ['done', true],
] as const) {
  api.ports.become(executionId, talk.changes().map(eventWriter({ executionId, plan: talk.plan, inputs: {} })));
  api.ports.show(
    ended
      ? { ...view, executionId, status: 'COMPLETED', phase: 'ended', completedAt: T0 + 1 }
      : { ...view, executionId, status: 'RUNNING', phase: 'running' },
  );
}

describe('who comes back with `end`', () => {
  const back = async (id: string) =>
    await openStream(`${api.address}/orchestrator/events/${id}`, { 'last-event-id': 'end' });

  test('to one that has ended is told that there is nothing more', async () => {
    expect((await back('done')).status).toBe(204);
  });

  test('to one that runs is told its events', async () => {
    const stream = await back('runs');
    expect(stream.status).toBe(200);
    expect((await stream.until((seen) => seen.length > 0))[0]?.event).toBe('workflow.started');
    stream.close();
  });

  test('to none is told so', async () => {
    expect((await back('nobody')).status).toBe(404);
  });
});
