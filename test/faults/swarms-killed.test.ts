import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { findTemporal, startTemporalServer, type TemporalServer } from '../../src/devstack/index.ts';
import type { ProcessIdentity } from '../../src/devstack/process-identity.ts';
import { type BotView, createEntities, createSwarms, type Swarms } from '../../src/swarms/index.ts';
import { temporaryFolder } from '../devstack/temporary-folder.ts';
import { type Stack, startStack } from '../support/stack.ts';

/** The worker is killed, and Temporal itself, while callers give tasks to bots and complete them. Whoever gets no answer asks
 * again with the same key, until there is one. Afterwards every figure is what callers were told, to the unit. */

const isFull = process.env['BATON_FULL'] === '1';
const wanted = isFull ? 50_000 : 1_200;
const callers = 48;
const bots = isFull ? 5_000 : 600;

jest.setTimeout(isFull ? 3_600_000 : 600_000);

const folder = temporaryFolder();
const born: ProcessIdentity[] = [];
let server: TemporalServer;
let stack: Stack;
let swarms: Swarms;

async function startServer(ports: TemporalServer['ports'] | 'any'): Promise<TemporalServer> {
  const say = () => undefined;
  const { path: binary } = await findTemporal(say);
  return await startTemporalServer({
    binary,
    folder,
    namespace: 'default',
    ports,
    ui: false,
    say,
    born: (those) => born.push(...those),
  });
}

beforeAll(async () => {
  server = await startServer('any');
  stack = await startStack({ address: server.address });
  swarms = createSwarms(createEntities({ client: stack.client }));
});

afterAll(async () => {
  await stack?.close();
  await server?.stop();
});

/** Asks until it is known what became of it. */
async function known<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if ((error as { readonly code?: unknown }).code !== 'temporal-unavailable') throw error;
      await sleep(200);
    }
  }
}

/** What callers were told of one bot. */
interface Truth {
  total: number;
  pending: number;
  completed: number;
  failed: number;
}

test('every figure is what callers were told', async () => {
  const spec = { tier: 'standard', capabilities: [] } as const;
  for (const name of ['one', 'two']) {
    const id = `swarm-${name}`;
    await known(async () => await swarms.createSwarm({ ...spec, id, name, count: bots / 2 }, { ids: 1, key: id }));
  }
  const truth = new Map<string, Truth>();
  let given = 0;
  const tally = (bot: string, change: Partial<Truth>): void => {
    const before = truth.get(bot) ?? { total: 0, pending: 0, completed: 0, failed: 0 };
    for (const [figure, by] of Object.entries(change)) before[figure as keyof Truth] += by;
    truth.set(bot, before);
  };
  const caller = async (): Promise<void> => {
    while (given < wanted) {
      const at = given++;
      const bot = `bot-${at % 2 === 0 ? 'one' : 'two'}-${Math.floor(at / 2) % (bots / 2)}`;
      const task = { type: 'sum', data: { at }, capabilities: [] };
      const { id } = await known(async () => await swarms.assign(bot, task, { key: `assign ${at}` }));
      tally(bot, { total: 1, pending: 1 });
      if (at % 10 === 9) continue;
      if (at % 10 === 8) {
        await known(async () => await swarms.fail(bot, id, { error: 'no', key: `fail ${at}` }));
        tally(bot, { pending: -1, failed: 1 });
      } else {
        await known(async () => await swarms.complete(bot, id, { key: `complete ${at}` }));
        tally(bot, { pending: -1, completed: 1 });
      }
    }
  };
  const faults = async (): Promise<void> => {
    const reached = async (share: number): Promise<void> => {
      while (given < wanted * share) await sleep(20);
    };
    for (let round = 0; round < (isFull ? 4 : 1); round++) {
      const part = (share: number): number => (round + share) / (isFull ? 4 : 1);
      await reached(part(0.2));
      await stack.killWorker();
      await stack.startWorker();
      await reached(part(0.6));
      const { ports } = server;
      for (const { pid } of born.splice(0)) process.kill(pid, 'SIGKILL');
      await server.ended;
      server = await startServer(ports);
    }
  };
  await Promise.all([faults(), ...Array.from({ length: callers }, caller)]);

  const views: BotView[] = [];
  for (const id of ['swarm-one', 'swarm-two']) {
    let cursor: string | undefined;
    do {
      const page = { limit: 1_000, ...(cursor !== undefined && { cursor }) };
      const { items, next } = await known(async () => await swarms.bots({ swarmId: id }, page));
      views.push(...items);
      cursor = next ?? undefined;
    } while (cursor !== undefined);
  }
  expect(views).toHaveLength(bots);
  const told = ({ id }: BotView): Truth => truth.get(id) ?? { total: 0, pending: 0, completed: 0, failed: 0 };
  for (const view of views) {
    const { total, ...counts } = told(view);
    expect([view.id, view.tasks]).toEqual([view.id, { ...counts, cancelled: 0 }]);
    expect(total).toBe(counts.pending + counts.completed + counts.failed);
  }
  const all = [...truth.values()];
  const sum = (figure: keyof Truth): number => all.reduce((so, each) => so + each[figure], 0);
  expect(sum('total')).toBeGreaterThanOrEqual(wanted);
  const figures = {
    totalCreated: bots,
    activeBots: bots,
    tasks: { pending: sum('pending'), completed: sum('completed'), failed: sum('failed'), cancelled: 0 },
  };
  expect(await known(swarms.statistics)).toMatchObject(figures);

  // One who has asked nothing so far hears it from the fleet alone.
  const other = createSwarms(createEntities({ client: stack.client }));
  for (;;) {
    const seen = await known(other.statistics);
    if (seen.tasks.completed < figures.tasks.completed || seen.tasks.pending !== figures.tasks.pending) {
      await sleep(200);
      continue;
    }
    expect(seen).toMatchObject(figures);
    return;
  }
});
