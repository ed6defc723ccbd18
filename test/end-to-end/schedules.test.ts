import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createCatalog } from '../../src/catalog/index.ts';
import { createSchedules, type Schedules } from '../../src/schedules/index.ts';
import { isObject } from '../../src/std/index.ts';
import { onceAnswered } from '../support/once-answered.ts';
import { orchestratorClient, type OrchestratorClient } from '../support/orchestrator-client.ts';
import { type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { type Stack, startStack } from '../support/stack.ts';

/** Schedules with a worker behind them. */

/** To the letter as the seed has it. */
const seedJob = `# Scheduler job
job:
  title: "Morning departure prep"
  service: ifex-orchestrator
  method: execute_workflow
  parameters:
    workflow_name: "departure_prep"
    inputs:
      departure_time: "2025-01-15T07:00:00Z"
      comfort_level: "cozy"
  scheduled_time: "2025-01-15T06:30:00Z"
  recurrence_rule: "0 30 6 * * MON-FRI"
`;

const departurePrep = `workflow:
  name: departure_prep
  version: 1.0
  inputs:
    departure_time: datetime
    comfort_level: string
  steps:
    - id: step_1
      service: climate-comfort
      method: start
      parameters: {level: "{{inputs.comfort_level}}", at: "{{inputs.departure_time}}"}
`;

let services: RecordingService;
let stack: Stack;
let baton: OrchestratorClient;
/** The same port as the API's, for schedules that are due every second. */
let schedules: Schedules;
const made: string[] = [];

beforeAll(async () => {
  services = await startRecordingService({ 'pinger.ping': { result: { pong: true } } });
  stack = await startStack({
    services: { 'climate-comfort': services.baseUrl('climate'), pinger: services.baseUrl('pinger') },
  });
  baton = orchestratorClient(stack.url);
  schedules = createSchedules({
    client: stack.client,
    catalog: createCatalog({ client: stack.client }),
    gapMs: 1000,
  });
});

afterEach(async () => {
  for (const id of made.splice(0)) {
    // Asked again it may be gone: the first time was only not answered.
    await onceAnswered(() => schedules.delete(id)).catch((error: unknown) => {
      if ((error as { readonly code?: unknown }).code !== 'schedule-not-found') throw error;
    });
  }
});

afterAll(async () => {
  await stack?.close();
  await services?.close();
});

type View = Awaited<ReturnType<Schedules['describe']>>;

async function until(id: string, holds: (view: View) => boolean): Promise<View> {
  for (;;) {
    const view = await onceAnswered(() => schedules.describe(id));
    if (holds(view)) return view;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function untilRuns(id: string, least: number): Promise<View> {
  return await until(id, ({ counts }) => counts.started >= least);
}

async function everySecond(scheduleId: string, more: Partial<Parameters<Schedules['create']>[0]> = {}): Promise<void> {
  made.push(scheduleId);
  await schedules.create({
    scheduleId,
    title: scheduleId,
    service: 'pinger',
    method: 'ping',
    recurrenceRule: '@every 1s',
    ...more,
  });
}

describe("the seed's job", () => {
  test('registers as it is, and runs departure_prep', async () => {
    await baton.register(departurePrep);
    const response = await fetch(`${stack.url}/orchestrator/schedule_workflow`, {
      method: 'POST',
      headers: { 'content-type': 'application/yaml' },
      body: seedJob,
    });
    expect([response.status, await response.json()]).toMatchObject([
      201,
      { success: true, schedule: { schedule_id: 'morning-departure-prep', next_times: { length: 5 } } },
    ]);
    const again = await baton.post('/orchestrator/schedule_workflow', {
      job: {
        title: 'Morning departure prep',
        service: 'ifex-orchestrator',
        method: 'execute_workflow',
        parameters:
          '{"workflow_name": "departure_prep", "inputs": {"departure_time": "2025-01-15T07:00:00Z", "comfort_level": "cozy"}}',
        scheduled_time: '2025-01-15T06:30:00Z',
        recurrence_rule: '0 30 6 * * MON-FRI',
      },
    });
    expect(again).toMatchObject({ status: 200, body: { unchanged: true } });

    const { body } = await baton.post('/orchestrator/trigger_schedule', { schedule_id: 'morning-departure-prep' });
    const id = body['execution_id'] as string;
    expect(await baton.ended(id)).toMatchObject({
      execution_id: id,
      workflow_name: 'departure_prep',
      version: '1.0',
      status: 'COMPLETED',
      schedule_id: 'morning-departure-prep',
      step_results: [{ step_id: 'step_1', status: 'COMPLETED' }],
    });
    const [call] = services.callsOf('climate.start');
    expect(call).toMatchObject({
      key: `${id}_step_1`,
      body: { level: 'cozy', at: '2025-01-15T07:00:00Z' },
    });
    await untilRuns('morning-departure-prep', 1);
    const described = await baton.get('/orchestrator/get_schedule?schedule_id=morning-departure-prep');
    expect(described.body['schedule']).toMatchObject({
      recent_runs: [{ execution_id: id, status: 'COMPLETED' }],
      counts: { started: 1 },
    });
  });

  test('the newest version is taken at each start, unless one was named', async () => {
    const job = { service: 'ifex-orchestrator', method: 'execute_workflow', recurrence_rule: '@yearly' };
    const inputs = { departure_time: '2025-01-15T07:00:00Z', comfort_level: 'cozy' };
    const workflow_name = 'departure_prep';
    for (const [title, parameters] of [
      ['pinned', { workflow_name, inputs, version: '1.0' }],
      ['newest', { workflow_name, inputs }],
    ] as const) {
      const answer = await baton.post('/orchestrator/schedule_workflow', { ...job, title, parameters });
      expect(answer).toMatchObject({ status: 201, body: { schedule: { schedule_id: title, parameters } } });
    }
    await baton.register(departurePrep.replace('1.0', '"2.0"'));
    const versions = await Promise.all(
      ['pinned', 'newest'].map(async (schedule_id) => {
        const { body } = await baton.post('/orchestrator/trigger_schedule', { schedule_id });
        return (await baton.ended(body['execution_id'] as string)).version;
      }),
    );
    expect(versions).toEqual(['1.0', '2.0']);
  });
});

test('a job of any other service is an execution of one step, and nothing in it is an expression', async () => {
  const parameters = { text: '{{ nothing }}', deep: [{ a: 1 }] };
  await baton.post('/orchestrator/schedule_workflow', {
    title: 'Ping',
    service: 'pinger',
    method: 'ping',
    parameters,
    recurrence_rule: '@yearly',
  });
  const { body } = await baton.post('/orchestrator/trigger_schedule', { schedule_id: 'ping' });
  expect(await baton.ended(body['execution_id'] as string)).toMatchObject({
    workflow_name: 'scheduled-call',
    status: 'COMPLETED',
    schedule_id: 'ping',
    outputs: { result: { pong: true } },
  });
  expect(services.callsOf('pinger.ping').at(-1)?.body).toEqual(parameters);
  const described = await baton.get('/orchestrator/get_schedule?schedule_id=ping');
  expect(described.body['schedule']).toMatchObject({ service: 'pinger', method: 'ping', parameters });
});

test('a job may call any other method of our own service', async () => {
  await baton.post('/orchestrator/schedule_workflow', {
    title: 'Roll call',
    service: 'ifex-orchestrator',
    method: 'list_workflows',
    recurrence_rule: '@yearly',
  });
  const { body } = await baton.post('/orchestrator/trigger_schedule', { schedule_id: 'roll-call' });
  expect(await baton.ended(body['execution_id'] as string)).toMatchObject({
    status: 'COMPLETED',
    outputs: { result: { workflows: [{ name: 'departure_prep' }] } },
  });
});

describe('by itself', () => {
  test('each time has an execution, until it is paused', async () => {
    await everySecond('steady');
    const view = await untilRuns('steady', 3);
    const times = view.recentRuns.map((run) => run.scheduledAt);
    expect(new Set(times).size).toBe(times.length);
    for (const { executionId } of view.recentRuns) {
      expect((await baton.ended(executionId)).status).toBe('COMPLETED');
    }
    await schedules.pause('steady');
    const { counts } = await until('steady', ({ status }) => status === 'paused');
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    const later = await until('steady', () => true);
    expect(later.counts.started).toBeLessThanOrEqual(counts.started + 1);
  });

  test('a time at which one still runs is left out, and counted', async () => {
    services.answer('pinger.sleep', { noAnswer: true });
    await everySecond('busy', { method: 'sleep' });
    const { counts, recentRuns } = await until('busy', ({ counts: { skipped } }) => skipped >= 2);
    expect(recentRuns.filter(({ status }) => status === 'RUNNING')).toHaveLength(1);
    expect(counts.started).toBe(1);
  });

  test('what was due while no worker was there runs when one comes', async () => {
    await stack.killWorker();
    // Far enough that it has not passed when it is looked at.
    const at = new Date((Math.floor(Date.now() / 1000) + 10) * 1000).toISOString();
    made.push('away');
    await schedules.create({
      title: 'Away',
      service: 'pinger',
      method: 'ping',
      scheduledTime: at,
      parameters: { from: 'away' },
    });
    const { recentRuns } = await untilRuns('away', 1);
    const id = recentRuns[0]?.executionId ?? '';
    expect(id).toBe(`away-${at.replace('.000Z', 'Z')}`);
    expect((await baton.status(id)).status).not.toBe('COMPLETED');
    await stack.startWorker();
    expect((await baton.ended(id)).status).toBe('COMPLETED');
    const calls = services.callsOf('pinger.ping').filter(({ body }) => isObject(body) && body['from'] === 'away');
    expect(calls).toHaveLength(1);
    expect((await onceAnswered(() => schedules.describe('away'))).status).toBe('completed');
  });
});
