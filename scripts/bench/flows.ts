import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { freePorts } from '../../src/devstack/index.ts';
import { engineNumber, type ExecutionInput, taskQueue } from '../../src/driver/index.ts';
import { prepare } from '../../src/language/index.ts';
import { coreMs } from './process-cost.ts';
import { ready } from './ready.ts';
import { withStack } from './stack.ts';
import { median, quantile } from './statistics.ts';
import { printTable } from './table.ts';

/** The same flows as a definition, as one with fast steps, and as a workflow written by hand, on one server, in turns:
 * what a definition costs, and what fast steps spare. Then the definition on a stock server: what the tuning gains. */

const sizes = [1, 5, 20];
const warmUps = 20;
const latencyRuns = 60;
const throughputRounds = 8;
const throughputExecutions = 60;
const callers = 16;

interface Contender {
  readonly name: string;
  /** The process that works on it. */
  readonly worker: ChildProcess;
  readonly start: (client: Client, size: number, id: string) => Promise<unknown>;
}

function chainOf(size: number, fast: boolean): ExecutionInput['plan'] {
  const steps = Array.from({ length: size }, (_, at) => ({
    id: `s${at}`,
    service: 'bench',
    method: 'work',
    parameters: { n: at },
    ...(at > 0 && { depends_on: [`s${at - 1}`] }),
    ...(fast && { fast }),
  }));
  const name = `chain_${size}${fast ? '_fast' : ''}`;
  const prepared = prepare(JSON.stringify({ name, version: '1', steps }), { format: 'json' });
  if (!prepared.ok)
    throw new Error(`the benchmark's own definition is refused: ${JSON.stringify(prepared.diagnostics)}`);
  return prepared.plan;
}

function definitionOf(name: string, fast: boolean, worker: ChildProcess): Contender {
  const plans = new Map(sizes.map((size) => [size, chainOf(size, fast)]));
  return {
    name,
    worker,
    start: async (client, size, workflowId) => {
      const plan = plans.get(size) as ExecutionInput['plan'];
      const input: ExecutionInput = { baton: 1, plan, inputs: {}, engine: engineNumber };
      return await client.workflow.execute(plan.name, {
        taskQueue,
        workflowId,
        args: [input],
        workflowTaskTimeout: '5s',
      });
    },
  };
}

function handWritten(url: string, worker: ChildProcess): Contender {
  return {
    name: 'hand-written',
    worker,
    start: async (client, size, workflowId) =>
      await client.workflow.execute('sequence', {
        taskQueue: 'hand-written',
        workflowId,
        args: [workflowId, size, url],
        workflowTaskTimeout: '5s',
      }),
  };
}

/** Of the turns, in their order: what was measured in one turn stands at one place for every contender. */
interface Figures {
  readonly latencies: number[];
  readonly stepsPerSecond: number[];
  /** Of a core, for a step: what its worker has had, and what Temporal has had. */
  readonly workerMs: number[];
  readonly serverMs: number[];
  events: number;
  bytes: number;
}

const noFigures = (): Figures => ({
  latencies: [],
  stepsPerSecond: [],
  workerMs: [],
  serverMs: [],
  events: 0,
  bytes: 0,
});

export async function benchFlows(): Promise<void> {
  await withStack('bench', async ({ client, url, binary, start, worker, serverPid }) => {
    const byHand = handWritten(url, await start('./hand-written/worker.js'));
    const definition = definitionOf('definition', false, worker);
    console.log('in turns on one server, same settings; ratios are medians of the ratios of each turn');
    console.log('wanted: definition to hand-written: latency <= 1.05, throughput >= 0.95');
    console.log('wanted: fast to definition, 5 steps and more: throughput >= 1.90');
    const contenders = [definition, definitionOf('fast', true, worker), byHand];
    const measured = await compare(client, contenders, serverPid);
    const folder = await mkdtemp(join(tmpdir(), 'baton-bench-'));
    try {
      await againstStock({ binary, folder, url, definition }, measured);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

async function compare(
  client: Client,
  contenders: readonly Contender[],
  serverPid: number,
): Promise<Map<string, Figures>> {
  const measured = new Map<string, Figures>();
  let number = 0;
  const id = (): string => `bench_${process.pid}_${number++}`;
  for (const size of sizes) {
    for (const { name, start } of contenders) {
      measured.set(`${name}/${size}`, noFigures());
      for (let i = 0; i < warmUps; i++) await start(client, size, id());
    }
    const turn = async (at: number, run: (contender: Contender, figures: Figures) => Promise<void>): Promise<void> => {
      // In turns, and each first as often as last, so that a slow minute of the machine hits both.
      for (const contender of at % 2 === 0 ? contenders : contenders.toReversed()) {
        await run(contender, measured.get(`${contender.name}/${size}`) as Figures);
      }
    };
    for (let at = 0; at < latencyRuns; at++) {
      await turn(at, async ({ start }, { latencies }) => {
        const began = performance.now();
        await start(client, size, id());
        latencies.push((performance.now() - began) / size);
        // What the server still writes after the answer must not fall into the next one's time.
        await sleep(20);
      });
    }
    for (let at = 0; at < throughputRounds; at++) {
      await turn(at, async ({ start, worker: { pid } }, { stepsPerSecond, workerMs, serverMs }) => {
        const began = performance.now();
        const before = [coreMs(pid), coreMs(serverPid)] as const;
        const steps = throughputExecutions * size;
        await inParallel(throughputExecutions, callers, () => start(client, size, id()));
        stepsPerSecond.push((steps * 1000) / (performance.now() - began));
        await sleep(500);
        workerMs.push((coreMs(pid) - before[0]) / steps);
        serverMs.push((coreMs(serverPid) - before[1]) / steps);
      });
    }
    await turn(0, async ({ start }, figures) => await weigh(client, size, start, id(), figures));
    print(measured, size);
  }
  return measured;
}

async function weigh(
  client: Client,
  size: number,
  start: Contender['start'],
  id: string,
  figures: Figures,
): Promise<void> {
  await start(client, size, id);
  const { historyLength, historySize } = await client.workflow.getHandle(id).describe();
  figures.events = historyLength / size;
  figures.bytes = (historySize ?? 0) / size;
}

async function inParallel(count: number, width: number, run: () => Promise<unknown>): Promise<void> {
  let begun = 0;
  const caller = async (): Promise<void> => {
    while (begun++ < count) await run();
  };
  await Promise.all(Array.from({ length: width }, caller));
}

const ms = (value: number): string => value.toFixed(1);

function print(measured: ReadonlyMap<string, Figures>, size: number): void {
  const rows = ['definition', 'fast', 'hand-written'].map((name) => {
    const figures = measured.get(`${name}/${size}`) as Figures;
    const perSecond = median(figures.stepsPerSecond);
    return [
      name,
      ms(median(figures.latencies)),
      ms(quantile(figures.latencies, 0.95)),
      (perSecond / size).toFixed(1),
      perSecond.toFixed(0),
      median(figures.workerMs).toFixed(2),
      median(figures.serverMs).toFixed(2),
      figures.events.toFixed(1),
      figures.bytes.toFixed(0),
    ];
  });
  rows.push(ratio(measured, size, 'definition', 'hand-written'), ratio(measured, size, 'fast', 'definition'));
  printTable(
    `A flow of ${size} ${size === 1 ? 'step' : 'steps'}`,
    [
      'flow',
      'ms/step p50',
      'ms/step p95',
      'executions/s',
      'steps/s',
      'worker ms/step',
      'Temporal ms/step',
      'events/step',
      'history bytes/step',
    ],
    rows,
  );
}

function ratio(measured: ReadonlyMap<string, Figures>, size: number, name: string, other: string): string[] {
  const ours = measured.get(`${name}/${size}`) as Figures;
  const theirs = measured.get(`${other}/${size}`) as Figures;
  const throughput = medianRatio(ours.stepsPerSecond, theirs.stepsPerSecond).toFixed(2);
  return [
    `${name} to ${other}`,
    medianRatio(ours.latencies, theirs.latencies).toFixed(2),
    (quantile(ours.latencies, 0.95) / quantile(theirs.latencies, 0.95)).toFixed(2),
    throughput,
    throughput,
    medianRatio(ours.workerMs, theirs.workerMs).toFixed(2),
    medianRatio(ours.serverMs, theirs.serverMs).toFixed(2),
    (ours.events / theirs.events).toFixed(2),
    (ours.bytes / theirs.bytes).toFixed(2),
  ];
}

/** Turn by turn: a slow minute of the machine is in both. */
function medianRatio(ours: readonly number[], theirs: readonly number[]): number {
  return median(ours.map((value, at) => value / (theirs[at] ?? Number.NaN)));
}

interface StockRun {
  readonly binary: string;
  readonly folder: string;
  readonly url: string;
  readonly definition: Contender;
}

async function againstStock(
  { binary, folder, url, definition }: StockRun,
  tuned: ReadonlyMap<string, Figures>,
): Promise<void> {
  const [port = 0] = await freePorts(1);
  const address = `127.0.0.1:${port}`;
  const args = ['server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--port', String(port)];
  const stock = spawn(binary, [...args, '--db-filename', join(folder, 'stock.db'), '--log-level', 'error'], {
    stdio: 'ignore',
  });
  const children: ChildProcess[] = [stock];
  try {
    const connection = await untilConnected(address);
    const client = new Client({ connection });
    await ready(children, '../../src/worker/main.js', { TEMPORAL_ADDRESS: address, SERVICE_BENCH_URL: url });
    const latencies: number[] = [];
    for (let i = 0; i < 4; i++) {
      const began = performance.now();
      await definition.start(client, 20, `stock_${process.pid}_${i}`);
      if (i > 0) latencies.push((performance.now() - began) / 20);
    }
    await connection.close();
    const ours = median((tuned.get('definition/20') as Figures).latencies);
    printTable(
      'The same 20-step definition on a stock `temporal server start-dev --db-filename`',
      ['server', 'ms/step p50'],
      [
        ['tuned, as npm start runs it', ms(ours)],
        ['stock', ms(median(latencies))],
        ['ratio', (ours / median(latencies)).toFixed(2)],
      ],
    );
    console.log('wanted: ratio <= 0.20');
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }
}

async function untilConnected(address: string): Promise<Connection> {
  for (let tries = 0; ; tries++) {
    try {
      const connection = await Connection.connect({ address, connectTimeout: 1000 });
      await connection.workflowService.describeNamespace({ namespace: 'default' });
      return connection;
    } catch (error) {
      if (tries > 60) throw error;
      await sleep(500);
    }
  }
}
