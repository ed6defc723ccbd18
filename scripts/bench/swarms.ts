import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fleetLimits, shardOf, shardWorkflowId } from '../../src/fleet/index.ts';
import { fleetWorkflowId } from '../../src/driver/index.ts';
import { type Written, writtenBy } from './history-chain.ts';
import { coreMs, residentKib } from './process-cost.ts';
import { openConnection, type RawConnection, requestText } from './raw-connection.ts';
import { ready } from './ready.ts';
import { sendUntilAnswered } from './send-again.ts';
import { type BenchStack, withStack } from './stack.ts';
import { median, quantile } from './statistics.ts';
import type { PairsMessage, PairsOrder, PairsOutcome } from './swarm-caller.ts';
import { createSwarmTruth, type SwarmTruth } from './swarm-truth.ts';
import { figuresFile } from '../scale/page.ts';
import type { SwarmFigures } from '../scale/figures.ts';
import { measureState } from './shard-state.ts';
import { printTable } from './table.ts';

/** What bots cost: how fast swarms of four sizes are made, given a task each and taken away, what single tasks cost and how
 * fast figures are told, over HTTP on the whole stack. At the end of each every figure is held to what was done: one that is off
 * by one fails the benchmark. Cores are counted in time that our processes had of them, which others on the machine do not change. */

const sizes = [50, 500, 5_000, 50_000];
const callers = 64;
/** A task each given and done, at every size. */
const pairs = 3_000;
const operations = 2 * pairs;
const readings = 300;

interface Round {
  readonly bots: number;
  readonly shards: number;
  readonly createSeconds: number;
  readonly massSeconds: number;
  readonly removeSeconds: number;
  readonly statistics: readonly number[];
  readonly bot: readonly number[];
  readonly outcome: PairsOutcome;
  /** Core milliseconds of each process, for one operation: an assignment or a completion. */
  readonly cores: Readonly<Record<'api' | 'worker' | 'temporal', number>>;
  /** By the shards and by the fleet, while the pairs were done. */
  readonly written: { readonly shards: Written; readonly fleet: Written };
  readonly workerKib: number;
  readonly load: number;
}

export async function benchSwarms(): Promise<void> {
  await withStack('bench', async (stack) => {
    const children: ChildProcess[] = [];
    try {
      const env = {
        TEMPORAL_ADDRESS: stack.address,
        PORT: '0',
        NODE_ENV: 'production',
        // All that is asked comes from one address here.
        BATON_READS_PER_SECOND: 'off',
        BATON_CHANGES_PER_SECOND: 'off',
      };
      const { address } = await ready(children, '../../src/api/main.js', env, 'ignore');
      const port = Number(new URL(address).port);
      await ready(children, './swarm-caller.js', {});
      const [api, caller] = children;
      if (api === undefined || caller === undefined) throw new Error('not started');
      const truth = createSwarmTruth(port);
      const rounds: Round[] = [];
      for (const bots of sizes) {
        const round = await measure({ stack, api, caller, port, truth, bots });
        rounds.push(round);
        console.error(`${bots} bots: done, and exact; load ${round.load.toFixed(1)}`);
      }
      print(rounds);
      if (process.env['KEEP_FIGURES'] === 'yes') keep(rounds);
    } finally {
      for (const child of children) child.kill('SIGKILL');
    }
  });
}

interface Asked {
  readonly stack: BenchStack;
  readonly api: ChildProcess;
  readonly caller: ChildProcess;
  readonly port: number;
  readonly truth: SwarmTruth;
  readonly bots: number;
}

async function measure({ stack, api, caller, port, truth, bots }: Asked): Promise<Round> {
  const { client, worker, serverPid } = stack;
  const connection = openConnection(port);
  const ask = createAsk(connection, port);

  const created = await ask(
    'POST',
    '/swarms',
    { name: `bench ${bots}`, count: bots, tier: 'standard' },
    `make-${bots}`,
  );
  const id = String(created.body['id']);
  const slug = id.slice('swarm-'.length);
  await truth.created(id, bots);
  const statistics = await timesOf(connection, () => requestText(port, 'GET', '/bots/stats'));
  const bot = await timesOf(connection, (n) => requestText(port, 'GET', `/bots/bot-${slug}-${(n * 7_919) % bots}`));

  const mass = await ask('POST', `/swarms/${id}/tasks`, { type: 'bench-mass', data: { of: bots } }, `mass-${slug}`);
  await truth.distributed(id, String(mass.body['task_id']));

  const shards = shardOf(bots - 1) + 1;
  const shardIds = Array.from({ length: shards }, (_, shard) => shardWorkflowId({ swarm: slug, shard }));
  const before = { shards: await writtenBy(client, shardIds), fleet: await writtenBy(client, [fleetWorkflowId]) };
  const cores = () => ({ api: coreMs(api.pid), worker: coreMs(worker.pid), temporal: coreMs(serverPid) });
  const coresBefore = cores();
  const load = loadavg()[0] ?? Number.NaN;
  const outcome = await pairsBy(caller, { port, slug, bots, pairs, callers });
  const coresAfter = cores();
  truth.paired(id, pairs);
  await truth.holds();
  const after = { shards: await writtenBy(client, shardIds), fleet: await writtenBy(client, [fleetWorkflowId]) };
  const workerKib = residentKib(worker.pid);

  const removed = await ask('DELETE', `/swarms/${id}`);
  truth.removed(id);
  await truth.holds();
  connection.close();

  return {
    bots,
    shards,
    createSeconds: created.seconds,
    massSeconds: mass.seconds,
    removeSeconds: removed.seconds,
    statistics,
    bot,
    outcome,
    cores: {
      api: (coresAfter.api - coresBefore.api) / operations,
      worker: (coresAfter.worker - coresBefore.worker) / operations,
      temporal: (coresAfter.temporal - coresBefore.temporal) / operations,
    },
    written: { shards: less(after.shards, before.shards), fleet: less(after.fleet, before.fleet) },
    workerKib,
    load,
  };
}

function createAsk(connection: RawConnection, port: number) {
  return async (method: 'POST' | 'DELETE', path: string, body?: object, key?: string) => {
    const begun = performance.now();
    const { body: text } = await sendUntilAnswered(connection, requestText(port, method, path, body, key));
    return { body: JSON.parse(text) as Readonly<Record<string, unknown>>, seconds: (performance.now() - begun) / 1000 };
  };
}

async function timesOf(connection: RawConnection, textAt: (number: number) => string): Promise<readonly number[]> {
  const times: number[] = [];
  for (let n = -20; n < readings; n++) {
    const begun = performance.now();
    await sendUntilAnswered(connection, textAt(n + 20));
    if (n >= 0) times.push(performance.now() - begun);
  }
  return times;
}

async function pairsBy(caller: ChildProcess, order: PairsOrder): Promise<PairsOutcome> {
  caller.send(order);
  return await new Promise((resolve, reject) => {
    caller.once('message', (message: PairsMessage) => {
      if (message.kind === 'pairs') resolve(message.outcome);
      else reject(new Error(message.message));
    });
  });
}

function less(after: Written, before: Written): Written {
  return {
    bytes: after.bytes - before.bytes,
    events: after.events - before.events,
    updates: after.updates - before.updates,
  };
}

/** For docs/operate/scale.md: `KEEP_FIGURES=yes`. */
function keep(rounds: readonly Round[]): void {
  const [processor] = cpus();
  const figures: SwarmFigures = {
    measured: { on: processor?.model ?? 'an unknown processor', cores: cpus().length, load: rounds.at(-1)?.load ?? 0 },
    callers,
    botsPerShard: fleetLimits.botsPerShard,
    rounds: rounds.map(({ statistics, bot, outcome, cores, written, ...round }) => ({
      bots: round.bots,
      shards: round.shards,
      createSeconds: short(round.createSeconds),
      massSeconds: short(round.massSeconds),
      removeSeconds: short(round.removeSeconds),
      statisticsMs: short(median(statistics)),
      botMs: short(median(bot)),
      pairsPerSecond: short(pairs / outcome.seconds),
      coreMs: { api: short(cores.api), worker: short(cores.worker), temporal: short(cores.temporal) },
      operationsPerUpdate: short(operations / written.shards.updates),
      bytes: { shards: short(written.shards.bytes / operations), fleet: short(written.fleet.bytes / operations) },
      events: { shards: short(written.shards.events / operations), fleet: short(written.fleet.events / operations) },
      workerMiB: short(round.workerKib / 1024),
      load: short(round.load),
    })),
    state: measureState(fleetLimits.botsPerShard),
  };
  writeFileSync(figuresFile, `${JSON.stringify(figures, undefined, 2)}\n`);
}

function short(value: number): number {
  return Number(value.toPrecision(3));
}

function print(rounds: readonly Round[]): void {
  const head = ['', ...rounds.map(({ bots }) => `${bots} bots`)];
  const row = (name: string, of: (round: Round) => number, digits = 1): string[] => [
    name,
    ...rounds.map((round) => of(round).toFixed(digits)),
  ];
  printTable('Bots and swarms, over HTTP; every figure was exact', head, [
    row('shards', ({ shards }) => shards, 0),
    row('created, s', ({ createSeconds }) => createSeconds, 2),
    row('a task to each, s', ({ massSeconds }) => massSeconds, 2),
    row('deleted, s', ({ removeSeconds }) => removeSeconds, 2),
    row('statistics p50, ms', ({ statistics }) => median(statistics)),
    row('statistics p99, ms', ({ statistics }) => quantile(statistics, 0.99)),
    row('GET of a bot p50, ms', ({ bot }) => median(bot)),
    row('GET of a bot p99, ms', ({ bot }) => quantile(bot, 0.99)),
    row(`assign + complete a second, ${callers} callers`, ({ outcome }) => pairs / outcome.seconds, 0),
    row('assign p50, ms', ({ outcome }) => median(outcome.assigned)),
    row('complete p50, ms', ({ outcome }) => median(outcome.completed)),
    row('complete p99, ms', ({ outcome }) => quantile(outcome.completed, 0.99)),
    row('sent again', ({ outcome }) => outcome.sentAgain, 0),
    row('worker, MiB', ({ workerKib }) => workerKib / 1024, 0),
    row('load of the machine', ({ load }) => load),
  ]);
  const all = ({ cores: { api, worker, temporal } }: Round): number => api + worker + temporal;
  const smallest = rounds.find(({ bots }) => bots === 500);
  printTable('What one assignment or completion costs', head, [
    row('core ms: API', ({ cores }) => cores.api, 2),
    row('core ms: worker', ({ cores }) => cores.worker, 2),
    row('core ms: Temporal', ({ cores }) => cores.temporal, 2),
    row('core ms: all', all, 2),
    row('against 500 bots', (round) => all(round) / (smallest === undefined ? Number.NaN : all(smallest)), 2),
    row('operations in an update', ({ written }) => operations / written.shards.updates),
    row('KB of shards’ histories for 1,000', ({ written }) => written.shards.bytes / operations, 0),
    row('events of shards’ histories for 1,000', ({ written }) => (1000 * written.shards.events) / operations, 0),
    row('KB of the fleet’s history for 1,000', ({ written }) => written.fleet.bytes / operations, 0),
  ]);
  const { botsPerShard } = fleetLimits;
  const { bytes, packedBytes, ms } = measureState(botsPerShard);
  const state = `${(bytes / 1000).toFixed(0)} KB, ${(packedBytes / 1000).toFixed(0)} packed, ${ms.toFixed(0)} ms`;
  console.log(`\n${pairs} pairs at each size; a busy shard of ${botsPerShard} hands on ${state}`);
}
