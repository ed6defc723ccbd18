import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createCatalog } from '../../src/catalog/index.ts';
import { nextTimes, readRecurrence, type Zone } from '../../src/cron/index.ts';
import { createSchedules, type ScheduleRequest, type Schedules, type ScheduleView } from '../../src/schedules/index.ts';
import { zoneOf } from '../../src/time-zones/index.ts';
import { onceAnswered } from '../support/once-answered.ts';
import { ownNamespace, type OwnNamespace } from '../support/own-namespace.ts';

/** The port on a real server, without a worker: what it starts stays as it was started. */

let namespace: OwnNamespace;
let schedules: Schedules;
const HOUR_MS = 3_600_000;

beforeAll(async () => {
  namespace = await ownNamespace();
  const { client } = namespace;
  const catalog = createCatalog({ client });
  await catalog.register(
    `name: departure_prep
version: "1.0"
inputs:
  departure_time: {type: datetime, required: true}
  comfort_level: string
steps:
  - {id: weather, service: weather, method: get, parameters: {at: "{{inputs.departure_time}}"}}
`,
    'yaml',
  );
  schedules = createSchedules({ client, catalog, gapMs: 1000 });
});

afterAll(async () => await namespace.close());

const seedJob: ScheduleRequest = {
  title: 'Morning departure prep',
  service: 'ifex-orchestrator',
  method: 'execute_workflow',
  parameters: {
    workflow_name: 'departure_prep',
    inputs: { departure_time: '2025-01-15T07:00:00Z', comfort_level: 'cozy' },
  },
  scheduledTime: '2025-01-15T06:30:00Z',
  recurrenceRule: '0 30 6 * * MON-FRI',
};

const call: ScheduleRequest = { title: 'Ping', service: 'pinger', method: 'ping', parameters: { text: '{{ no }}' } };

async function refusalOf(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(
    () => null,
    (error: { readonly code: string; readonly message: string }) => [error.code, error.message],
  );
}

function oursOf(rule: string, zone: string, count: number, from?: number): readonly number[] {
  const reading = readRecurrence(rule);
  if (!reading.ok) throw new Error(rule);
  const asked = { after: Date.now(), count, zone: zoneOf(zone) as Zone, ...(from !== undefined && { from }) };
  return nextTimes(reading.recurrence, asked);
}

/** So many times from the moment of asking on: one of those that we reckon may have passed before Temporal did. */
async function expectTimes(rule: string, zone: string, read: () => Promise<ScheduleView>): Promise<void> {
  const before = oursOf(rule, zone, 5);
  const { nextTimes: theirs } = await read();
  expect([before, oursOf(rule, zone, 5)]).toContainEqual(theirs);
}

async function described(scheduleId: string): Promise<ScheduleView> {
  return await onceAnswered(() => schedules.describe(scheduleId));
}

async function until(scheduleId: string, holds: (view: ScheduleView) => boolean): Promise<ScheduleView> {
  for (;;) {
    const view = await described(scheduleId);
    if (holds(view)) return view;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe('creation', () => {
  test('the job of the seed: on weekdays at half past six, in UTC', async () => {
    const { schedule, isNew } = await schedules.create(seedJob);
    expect(isNew).toBe(true);
    expect(schedule).toMatchObject({
      scheduleId: 'morning-departure-prep',
      status: 'active',
      job: { ...seedJob, scheduledTime: Date.UTC(2025, 0, 15, 6, 30), timezone: 'UTC', overlap: 'skip' },
      counts: { started: 0, missed: 0, skipped: 0, waiting: 0 },
      recentRuns: [],
    });
    await expectTimes('0 30 6 * * MON-FRI', 'UTC', async () => await described('morning-departure-prep'));
    expect(schedule.nextTimes).toHaveLength(5);
    for (const time of schedule.nextTimes) {
      expect([1, 2, 3, 4, 5]).toContain(new Date(time).getUTCDay());
      expect(new Date(time).toISOString()).toMatch(/T06:30:00\.000Z$/);
    }
  });

  test('the same job again changes nothing, another one under its id is refused', async () => {
    const again = await schedules.create({
      ...seedJob,
      parameters: {
        ...seedJob.parameters,
        inputs: JSON.stringify({ comfort_level: 'cozy', departure_time: '2025-01-15T07:00:00Z' }),
      },
    });
    expect(again.isNew).toBe(false);
    expect(await refusalOf(schedules.create({ ...seedJob, recurrenceRule: '0 31 6 * * MON-FRI' }))).toEqual([
      'schedule-exists',
      expect.stringContaining('with another job'),
    ]);
    const together = await Promise.all(
      [1, 2, 3, 4].map(async () => await schedules.create({ ...seedJob, scheduleId: 'together' })),
    );
    expect(together.filter(({ isNew }) => isNew)).toHaveLength(1);
  });

  test.each([
    ['*/7 1-5 * * *', 'Europe/Berlin'],
    ['15 30 */4 1,15 * FRI', 'America/New_York'],
    ['0 0 12 29 FEB ?', 'Asia/Kolkata'],
    ['0 15,45 9-17/2 * JAN-MAR MON-FRI 2027-2030', 'Australia/Sydney'],
    ['@every 90s', 'UTC'],
    ['@monthly', 'Pacific/Auckland'],
  ])('%s in %s: Temporal has the times that we have', async (recurrenceRule, timezone) => {
    const scheduleId = recurrenceRule.replace(/[^a-z0-9]+/gi, '_').replace(/^_/, 'x');
    const asked = { ...call, scheduleId, recurrenceRule, ...(timezone !== 'UTC' && { timezone }) };
    await expectTimes(recurrenceRule, timezone, async () => (await schedules.create(asked)).schedule);
  });

  test('@every is counted from its scheduled_time', async () => {
    const from = (Math.floor(Date.now() / 1000) + 1_007) * 1000;
    const { schedule } = await schedules.create({
      ...call,
      scheduleId: 'counted',
      recurrenceRule: '@every 1h',
      scheduledTime: new Date(from).toISOString(),
    });
    expect(schedule.nextTimes).toEqual([0, 1, 2, 3, 4].map((n) => from + n * HOUR_MS));
  });

  test('a call says how it stands, as what is started otherwise does', async () => {
    await schedules.create({ ...call, scheduleId: 'says', recurrenceRule: '@yearly' });
    const { action } = await namespace.client.schedule.getHandle('says').describe();
    expect(action.args).toEqual([expect.objectContaining({ attributes: true })]);
  });

  test('what would not do what it says is refused', async () => {
    const refused = async (more: Partial<ScheduleRequest>): Promise<unknown> =>
      await refusalOf(schedules.create({ ...seedJob, scheduleId: 'refused', ...more }));
    const workflow_name = 'departure_prep';
    expect(await refused({ parameters: { workflow_name: 'departure_prop' } })).toEqual([
      'workflow-not-found',
      'no workflow `departure_prop` is on record; did you mean `departure_prep`?',
    ]);
    expect(await refused({ parameters: { workflow_name, inputs: {} } })).toEqual([
      'inputs-rejected',
      '1 problem in the inputs of departure_prep',
    ]);
    expect(await refused({ parameters: { workflow_name, input: {} } })).toEqual([
      'schedule-rejected',
      '`parameters.input`: no such field; did you mean `inputs`?',
    ]);
    expect(await refused({ recurrenceRule: '0 0 31 6 *' })).toEqual([
      'schedule-rejected',
      'no time fits `0 0 31 6 *` from now on',
    ]);
    expect(await refused({ recurrenceRule: undefined })).toEqual([
      'schedule-rejected',
      '`scheduled_time` 2025-01-15T06:30:00.000Z has passed',
    ]);
    expect(await refused({ timezone: 'Europe/Berln' })).toEqual([
      'schedule-rejected',
      '`timezone`: there is no `Europe/Berln`; did you mean `Europe/Berlin`?',
    ]);
    expect(await refusalOf(described('refused'))).toEqual(['schedule-not-found', 'there is no schedule `refused`']);
  });
});

describe('what can be done with one', () => {
  test('it is paused, resumed, changed and deleted', async () => {
    const scheduleId = 'steered';
    await schedules.create({ ...call, scheduleId, recurrenceRule: '@hourly', note: 'as agreed' });
    await schedules.pause(scheduleId, 'holidays');
    expect(await described(scheduleId)).toMatchObject({ status: 'paused', note: 'holidays' });
    const changed = await schedules.update(scheduleId, { recurrenceRule: '@daily', timezone: 'Asia/Tokyo' });
    expect(changed).toMatchObject({
      status: 'paused',
      note: 'holidays',
      job: { service: 'pinger', recurrenceRule: '@daily', timezone: 'Asia/Tokyo' },
    });
    await schedules.resume(scheduleId);
    expect(await described(scheduleId)).toMatchObject({ status: 'active', note: 'resumed' });
    await expectTimes('@daily', 'Asia/Tokyo', async () => await described(scheduleId));
    await schedules.delete(scheduleId);
    expect(await refusalOf(described(scheduleId))).toEqual(['schedule-not-found', 'there is no schedule `steered`']);
    expect(await refusalOf(schedules.delete(scheduleId))).toEqual([
      'schedule-not-found',
      'there is no schedule `steered`',
    ]);
  });

  test('triggers give ids of their own, as fast as they come', async () => {
    const scheduleId = 'triggered';
    await schedules.create({ ...call, scheduleId, recurrenceRule: '@yearly' });
    const first = await schedules.trigger(scheduleId, 'allow_all');
    const second = await schedules.trigger(scheduleId, 'allow_all');
    expect(first).toMatch(/^triggered-\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(second).not.toBe(first);
    const { recentRuns, counts } = await until(scheduleId, ({ counts: { started } }) => started >= 2);
    expect(recentRuns.map(({ executionId, status }) => [executionId, status])).toEqual([
      [second, 'RUNNING'],
      [first, 'RUNNING'],
    ]);
    expect(counts.started).toBe(2);
  });

  test('triggers that come at once, from two processes, start as many executions', async () => {
    const scheduleId = 'at_once';
    await schedules.create({ ...call, scheduleId, recurrenceRule: '@yearly', overlap: 'allow_all' });
    const { client } = namespace;
    const elsewhere = createSchedules({ client, catalog: createCatalog({ client }), gapMs: 1000 });
    const ids = await Promise.all(
      [schedules, elsewhere, schedules, elsewhere].map(async (each) => await each.trigger(scheduleId)),
    );
    expect(new Set(ids).size).toBe(4);
    expect(ids).not.toContain(null);
    const { recentRuns, counts } = await until(scheduleId, ({ counts: { started } }) => started >= 4);
    expect(new Set(recentRuns.map(({ executionId }) => executionId))).toEqual(new Set(ids));
    expect(recentRuns.map(({ scheduledAt }) => scheduledAt % 1000)).toEqual([0, 0, 0, 0]);
    expect(counts.started).toBe(4);
  });

  test('triggers that wait for an earlier execution wait for seconds of their own', async () => {
    const scheduleId = 'waiting';
    await schedules.create({ ...call, scheduleId, recurrenceRule: '@yearly', overlap: 'buffer_all' });
    const first = await schedules.trigger(scheduleId);
    await Promise.all([schedules.trigger(scheduleId), schedules.trigger(scheduleId)]);
    await namespace.client.workflow.getHandle(first ?? '').terminate();
    const started = new Set([first]);
    for (let open = 2; open > 0;) {
      const { recentRuns, counts } = await described(scheduleId);
      for (const { executionId, status } of recentRuns) {
        if (started.has(executionId) || status !== 'RUNNING') continue;
        started.add(executionId);
        await namespace.client.workflow.getHandle(executionId).terminate();
      }
      open = counts.waiting;
    }
    const { recentRuns } = await until(scheduleId, ({ recentRuns: runs }) => runs.length >= 3);
    for (const { executionId } of recentRuns) started.add(executionId);
    expect(started.size).toBe(3);
  });

  test('a trigger is refused where every second of late is taken', async () => {
    const scheduleId = 'each_second';
    await schedules.create({ ...call, scheduleId, recurrenceRule: '* * * * * *', paused: true });
    expect(await refusalOf(schedules.trigger(scheduleId))).toEqual([
      'triggered-too-often',
      'each_second is being started too often; try again in a moment',
    ]);
  });

  test('a trigger while one runs is skipped, as the schedule says', async () => {
    const scheduleId = 'skipping';
    await schedules.create({ ...call, scheduleId, recurrenceRule: '@yearly' });
    expect(await schedules.trigger(scheduleId)).not.toBeNull();
    // A start that took long was asked for twice, and the second time was skipped.
    const before = await described(scheduleId);
    expect(await schedules.trigger(scheduleId)).toBeNull();
    const { counts } = await described(scheduleId);
    expect(counts.started).toBe(1);
    expect(counts.skipped).toBeGreaterThan(before.counts.skipped);
  });

  test('a time that has passed is filled in', async () => {
    const scheduleId = 'filled';
    await schedules.create({ ...call, scheduleId, recurrenceRule: '@hourly', paused: true });
    const to = Math.floor(Date.now() / HOUR_MS) * HOUR_MS + 1;
    expect(await schedules.backfill(scheduleId, { from: to - 3 * HOUR_MS, to, overlap: 'allow_all' })).toBe(3);
    const ids = [2, 1, 0].map((n) => `filled-${new Date(to - 1 - n * HOUR_MS).toISOString().replace('.000', '')}`);
    const { recentRuns } = await until(scheduleId, ({ recentRuns: runs }) => runs.length >= 3);
    expect(recentRuns.map(({ executionId }) => executionId).toSorted()).toEqual(ids);
    expect(await refusalOf(schedules.backfill(scheduleId, { from: 0, to }))).toEqual([
      'request-rejected',
      '1000 times or more lie between `from` and `to`; take a part of it',
    ]);
    expect(await refusalOf(schedules.backfill(scheduleId, { from: to, to: to + 9 * HOUR_MS }))).toEqual([
      'request-rejected',
      '`to` must have passed: what is to come is started by the schedule itself',
    ]);
  });

  test('pages of all, by cursor; what is not ours is left out', async () => {
    await namespace.client.schedule.create({
      scheduleId: 'foreign',
      spec: { intervals: [{ every: '1h' }] },
      action: { type: 'startWorkflow', workflowType: 'theirs', taskQueue: 'theirs' },
    });
    expect(await refusalOf(described('foreign'))).toEqual(['schedule-not-found', 'there is no schedule `foreign`']);
    const listed = async (): Promise<readonly string[]> => {
      const ids: string[] = [];
      for await (const { scheduleId } of namespace.client.schedule.list()) ids.push(scheduleId);
      return ids;
    };
    while (!(await listed()).includes('foreign')) await new Promise((resolve) => setTimeout(resolve, 100));
    const seen = async (): Promise<readonly string[]> => {
      const ids: string[] = [];
      let cursor: string | null = null;
      do {
        const page = await schedules.list({ limit: 4, ...(cursor !== null && { cursor }) });
        ids.push(...page.schedules.map((each) => each.scheduleId));
        cursor = page.nextCursor;
      } while (cursor !== null);
      return ids;
    };
    const expected = ['morning-departure-prep', 'together', 'counted', 'triggered', 'filled'];
    for (let ids: readonly string[] = []; !expected.every((id) => ids.includes(id));) ids = await seen();
    const ids = await seen();
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).not.toContain('foreign');
    const ours = async () =>
      (await schedules.list({ limit: 100 })).schedules.find(
        ({ scheduleId }) => scheduleId === 'morning-departure-prep',
      );
    // The list tells the times a moment later.
    while ((await ours())?.nextTimes.length === 0) await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await ours()).toMatchObject({
      title: 'Morning departure prep',
      workflowName: 'departure_prep',
      recurrenceRule: '0 30 6 * * MON-FRI',
      timezone: 'UTC',
      status: 'active',
    });
    expect(await refusalOf(schedules.list({ cursor: 'no cursor' }))).toEqual([
      'request-rejected',
      'a cursor is what an answer gave as next_cursor',
    ]);
    expect(await refusalOf(schedules.list({ cursor: 'bm8' }))).toEqual([
      'request-rejected',
      'a cursor is what an answer gave as next_cursor',
    ]);
  });
});

test('once: at its second, and never again', async () => {
  const scheduleId = 'once';
  // Far enough that a busy machine has answered before.
  const at = (Math.floor(Date.now() / 1000) + 10) * 1000;
  const { schedule } = await schedules.create({ ...call, scheduleId, scheduledTime: new Date(at - 400).toISOString() });
  expect(schedule).toMatchObject({ nextTimes: [at], job: { scheduledTime: at } });
  const {
    recentRuns,
    counts,
    nextTimes: left,
  } = await until(scheduleId, ({ status, counts: { started } }) => status === 'completed' && started > 0);
  expect([recentRuns.map((run) => run.scheduledAt), counts.started, left]).toEqual([[at], 1, []]);
  const again = await schedules.create({ ...call, scheduleId, scheduledTime: new Date(at).toISOString() });
  expect(again.isNew).toBe(false);
});

test('once: a time that passes while it is created is not lost', async () => {
  const { client } = namespace;
  const catalog = createCatalog({ client });
  // Far enough that it is looked at before it has passed, however busy the machine is.
  const at = (Math.floor(Date.now() / 1000) + 10) * 1000;
  const slow = createSchedules({
    client,
    catalog: {
      ...catalog,
      glance: async (name) => {
        while (Date.now() < at + 50) await new Promise((resolve) => setTimeout(resolve, 20));
        return await catalog.glance(name);
      },
    },
    gapMs: 1000,
  });
  const scheduleId = 'passed';
  const scheduledTime = new Date(at).toISOString();
  const { schedule } = await slow.create({ ...seedJob, recurrenceRule: undefined, scheduleId, scheduledTime });
  expect(schedule).toMatchObject({ status: 'completed', nextTimes: [] });
  const { recentRuns, status } = await until(scheduleId, ({ counts: { started } }) => started > 0);
  expect([status, recentRuns.map((run) => [run.executionId, run.scheduledAt])]).toEqual([
    'completed',
    [[`passed-${scheduledTime.replace('.000', '')}`, at]],
  ]);
});

test('once: one that never came to be started is missed', async () => {
  const scheduleId = 'missed';
  // Far enough that it has not passed when it is looked at.
  const at = (Math.floor(Date.now() / 1000) + 10) * 1000;
  const scheduledTime = new Date(at).toISOString();
  await schedules.create({ ...call, scheduleId, scheduledTime, paused: true });
  while (Date.now() < at + 11_000) await new Promise((resolve) => setTimeout(resolve, 200));
  await schedules.resume(scheduleId);
  expect(await described(scheduleId)).toMatchObject({ status: 'missed', nextTimes: [], recentRuns: [] });
});
