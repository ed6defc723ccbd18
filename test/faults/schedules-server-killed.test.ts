import { afterAll, expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { createCatalog } from '../../src/catalog/index.ts';
import { dataConverter } from '../../src/codec/index.ts';
import { findTemporal, startTemporalServer, type TemporalServer } from '../../src/devstack/index.ts';
import type { ProcessIdentity } from '../../src/devstack/process-identity.ts';
import { createSchedules, type Schedules } from '../../src/schedules/index.ts';
import { temporaryFolder } from '../devstack/temporary-folder.ts';
import { onceAnswered } from '../support/once-answered.ts';

/** Temporal itself is killed under a schedule that is due every second. */

const servers: TemporalServer[] = [];
afterAll(async () => {
  for (const server of servers) await server.stop();
});

const namespace = 'schedules';

async function started(folder: string, ports: TemporalServer['ports'] | 'any', born: ProcessIdentity[]) {
  const say = () => undefined;
  const { path: binary } = await findTemporal(say);
  const server = await startTemporalServer({
    binary,
    folder,
    namespace,
    ports,
    ui: false,
    say,
    born: (those) => born.push(...those),
  });
  servers.push(server);
  const connection = await Connection.connect({ address: server.address });
  const client = new Client({ connection, namespace, dataConverter });
  const schedules = createSchedules({ client, catalog: createCatalog({ client }), gapMs: 1000 });
  return { server, connection, client, schedules };
}

async function untilStarted(schedules: Schedules, least: number): Promise<void> {
  while ((await onceAnswered(() => schedules.describe('ticking'))).counts.started < least) {
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

test('each time within the window is started once, also those of the outage', async () => {
  const folder = temporaryFolder();
  const born: ProcessIdentity[] = [];
  const first = await started(folder, 'any', born);
  await first.schedules.create({
    scheduleId: 'ticking',
    title: 'Ticking',
    service: 'ticker',
    method: 'tick',
    recurrenceRule: '@every 1s',
    overlap: 'allow_all',
  });
  await untilStarted(first.schedules, 2);
  await first.connection.close();
  for (const { pid } of born) process.kill(pid, 'SIGKILL');
  await first.server.ended;
  const killedAt = Date.now();
  await new Promise((resolve) => setTimeout(resolve, 3_000));

  const second = await started(folder, first.server.ports, born);
  const outage = Math.ceil((Date.now() - killedAt) / 1000);
  await untilStarted(second.schedules, outage + 4);
  await second.schedules.pause('ticking');
  const paused = async () => await onceAnswered(() => second.schedules.describe('ticking'));
  const seconds = new Set<number>();
  let executions = 0;
  let { counts } = await paused();
  // What was being started when it was paused is started yet, and the list comes after.
  for (; executions === 0 || executions !== counts.started; { counts } = await paused()) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    seconds.clear();
    executions = 0;
    for await (const { workflowId } of second.client.workflow.list({ query: "TaskQueue = 'baton'" })) {
      executions++;
      seconds.add(Date.parse(workflowId.replace(/^ticking-/, '')));
    }
  }
  expect(seconds.size).toBe(executions);
  expect(counts.missed).toBe(0);
  const times = [...seconds].toSorted((a, b) => a - b);
  // No time is left out, the outage's included.
  expect(times).toEqual(times.map((_, i) => (times[0] ?? 0) + i * 1000));
  await second.connection.close();
});
