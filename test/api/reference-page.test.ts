import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { allRoutes, apiLimits, readExamples } from '../../src/api/index.ts';
import { type CloudEvent, eventWriter } from '../../src/events/index.ts';
import { defaultLoadLimits } from '../../src/config/index.ts';
import { codes } from '../../src/problems/index.ts';
import { Conversation } from '../engine/conversation.ts';
import { startApi } from '../support/api-on-loopback.ts';
import { T0 } from '../support/ports-in-memory.ts';
import { sendRequest } from '../support/send-request.ts';
import { explainedExample } from './explained-example.ts';

const page = readFileSync(join(process.cwd(), 'docs/reference/api.md'), 'utf8');
const api = await startApi();
afterAll(api.close);

const examples = readExamples(page).map(({ name, method, path, headers, body, status, answer }) => ({
  name,
  sent: { method, path, headers, ...(body !== '' && { body }) },
  status,
  answer: JSON.parse(answer) as unknown,
}));

/** Its first two events. */
function beginningOf(executionId: string): readonly CloudEvent[] {
  const talk = new Conversation(
    'steps: [{id: weather, service: weather, method: get}]',
    {},
    {
      name: 'morning_prep',
      version: '1.0.0',
    },
  );
  talk.begun();
  const inputs = { departure_time: '2025-01-15T07:00:00Z', comfort_temp: 23 };
  return talk.changes().map(eventWriter({ executionId, plan: talk.plan, inputs }));
}

/** What is another each time. */
function settled(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value)
      .replace(/req_[0-9a-f]{18}/g, 'req_')
      .replace(/"confirm":"[^"]+"/, '"confirm":"…"')
      .replace(/"timestamp":"[^"]+"/, '"timestamp":"…"')
      .replace(/"uptime_seconds":\d+/, '"uptime_seconds":0'),
  );
}

test('every fenced request is one of the examples', () => {
  expect(examples.length).toBe(page.match(/```http/g)?.length);
  expect(examples.length).toBeGreaterThan(9);
});

test.each(examples)('$name', async ({ sent, status, answer }) => {
  const received = await sendRequest(api.port, sent);
  expect([received.status, settled(received.json)]).toEqual([status, settled(answer)]);
  if (sent.path === '/orchestrator/execute_workflow' && status === 200) {
    api.ports.show({
      executionId: 'exec_1',
      workflowName: 'morning_prep',
      version: '1.0.0',
      status: 'RUNNING',
      phase: 'running',
      inputs: { departure_time: '2025-01-15T07:00:00Z', comfort_temp: 23 },
      startedAt: T0,
      steps: [
        {
          id: 'weather',
          status: 'COMPLETED',
          result: { temp: -2, frost: true },
          startedAt: T0 + 10,
          completedAt: T0 + 160,
          attempts: 1,
        },
        { id: 'defrost', status: 'RUNNING', startedAt: T0 + 170 },
      ],
    });
    api.ports.become('exec_1', beginningOf('exec_1'));
    api.ports.explainedBy(explainedExample('exec_1'));
    const ended = { workflowName: 'morning_prep', version: '1.0.0', inputs: {}, startedAt: T0 };
    api.ports.show({
      ...ended,
      executionId: 'exec_failed',
      status: 'FAILED',
      phase: 'ended',
      outcome: 'failed',
      completedAt: T0 + 900,
      steps: [
        { id: 'weather', status: 'COMPLETED', startedAt: T0 },
        { id: 'defrost', status: 'FAILED', startedAt: T0 },
      ],
    });
    api.ports.show({ ...ended, executionId: 'exec_held', status: 'PAUSED', phase: 'held', steps: [] });
  }
  if (sent.path === '/orchestrate' && status === 202) {
    const { task_id: id } = answer as { readonly task_id: string };
    const times = { startedAt: T0 + 20, completedAt: T0 + 170 };
    api.ports.tasks.showOrchestration({
      id,
      status: 'running',
      priority: 'high',
      sequential: false,
      createdAt: T0,
      tasks: [
        { id: `${id}-0`, type: 'weather.get_conditions', status: 'completed', ...times, result: { temp: -2 } },
        { id: `${id}-1`, type: 'morning_prep', status: 'pending' },
      ],
    });
  }
  if (sent.method === 'POST' && sent.path === '/requests' && status === 202) {
    api.ports.show({
      executionId: 'mission-1',
      workflowName: 'summon-batsignal',
      version: '1',
      status: 'RUNNING',
      phase: 'running',
      display: 'Lighting the signal',
      inputs: { Villain: 'Riddler' },
      startedAt: T0,
      steps: [
        {
          id: 'locate-villain',
          display: 'Locating the villain',
          status: 'COMPLETED',
          result: { Location: 'Gotham Docks' },
          startedAt: T0 + 5,
          completedAt: T0 + 75,
          attempts: 1,
        },
        { id: 'light-signal', display: 'Lighting the signal', status: 'RUNNING', startedAt: T0 + 80 },
      ],
    });
  }
});

test('every route has its heading, and no other', () => {
  const headings = [...page.matchAll(/^### (.*)$/gm)].map(([, heading]) => heading);
  expect(headings).toEqual(allRoutes.map((route) => `${route.methods.join(', ')} ${route.path}`));
});

test('every code of a request is in the table with its status, and no other', () => {
  const listed = [...page.matchAll(/^\| `([a-z-]+)` \| (\d{3}) \|/gm)].map(([, code, status]) => `${code} ${status}`);
  const known = Object.entries(codes).flatMap(([code, entry]) =>
    entry.kind === 'request' ? [`${code} ${entry.status}`] : [],
  );
  expect(listed.toSorted()).toEqual(known.toSorted());
});

test('the limits on the page are the limits', () => {
  const said = [
    apiLimits.bodyNesting,
    apiLimits.headersMs / 1000,
    apiLimits.requestMs / 1000,
    apiLimits.idempotencyKeyLength,
  ];
  for (const limit of said) expect(page).toMatch(new RegExp(`\\b${limit}\\b`));
  expect(page).toContain(apiLimits.bodyNodes.toLocaleString('en'));
  expect(page).toContain(`${apiLimits.connections.toLocaleString('en')} connections`);
  const { inFlight, readsPerSecond, changesPerSecond, registrationsPerSecond } = defaultLoadLimits;
  expect(page).toContain(`${inFlight} reads and ${inFlight} changes are worked on at a time`);
  expect(page.replace(/\s+/g, ' ')).toContain(
    `${readsPerSecond.toLocaleString('en')} reads, ${changesPerSecond.toLocaleString('en')} changes and ${registrationsPerSecond} registrations a second`,
  );
  expect([apiLimits.bodyBytes, apiLimits.headerBytes, apiLimits.queryBytes]).toEqual([
    1024 * 1024,
    16 * 1024,
    8 * 1024,
  ]);
});
