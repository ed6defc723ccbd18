import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { asEnvelope, engineNumber, taskQueue } from '../../src/driver/index.ts';
import { prepare } from '../../src/language/index.ts';
import { type BenchStack, withStack } from './stack.ts';
import { residentKib } from './process-cost.ts';
import { printTable } from './table.ts';

/** What a worker keeps in memory for one execution that waits, as a definition and as a workflow written by hand: five
 * calls are done, and an event has not come. */

const steps = 5;
/** Executions in a worker's memory before the first reading and at the last one: its own pieces are not counted. */
const before = 100;
const after = 500;
const atOnce = 16;

interface Contender {
  readonly name: string;
  readonly worker: ChildProcess;
  readonly start: (client: Client, id: string) => Promise<unknown>;
}

export async function benchMemory(): Promise<void> {
  const collecting = { NODE_OPTIONS: `--import ${new URL('./collect-garbage.js', import.meta.url).href}` };
  await withStack('bench', compare, collecting);
}

async function compare({ client, url, worker, start }: BenchStack): Promise<void> {
  const plan = waitingPlan();
  const definition: Contender = {
    name: 'definition',
    worker,
    start: async (_, workflowId) =>
      await client.workflow.start(plan.name, {
        taskQueue,
        workflowId,
        args: [asEnvelope({ baton: 1, plan, inputs: {}, engine: engineNumber })],
      }),
  };
  const handWritten: Contender = {
    name: 'hand-written',
    worker: await start('./hand-written/worker.js'),
    start: async (_, workflowId) =>
      await client.workflow.start('waiting', {
        taskQueue: 'hand-written',
        workflowId,
        args: [workflowId, steps, url],
      }),
  };
  const rows: string[][] = [];
  const kept: number[] = [];
  for (const contender of [definition, handWritten]) {
    const kib = await keptBy(client, contender);
    kept.push(kib);
    rows.push([contender.name, kib.toFixed(0)]);
  }
  rows.push(['ratio', ((kept[0] ?? 0) / (kept[1] ?? 1)).toFixed(2)]);
  printTable('Memory of one execution that waits, after five calls', ['', 'KiB'], rows);
}

function waitingPlan() {
  const calls = Array.from({ length: steps }, (_, at) => ({
    id: `s${at}`,
    service: 'bench',
    method: 'work',
    parameters: { n: at },
    ...(at > 0 && { depends_on: [`s${at - 1}`] }),
  }));
  const wait = { id: 'wait', wait_for: { event: 'never' }, depends_on: [`s${steps - 1}`] };
  const text = JSON.stringify({ name: 'waiting', version: '1', steps: [...calls, wait] });
  const prepared = prepare(text, { format: 'json' });
  if (!prepared.ok)
    throw new Error(`the benchmark's own definition is refused: ${JSON.stringify(prepared.diagnostics)}`);
  return prepared.plan;
}

/** KiB of one execution. */
async function keptBy(client: Client, contender: Contender): Promise<number> {
  await startMany(client, contender, 0, before);
  const first = residentKib(contender.worker.pid);
  await startMany(client, contender, before, after);
  return (residentKib(contender.worker.pid) - first) / (after - before);
}

async function startMany(client: Client, { name, start }: Contender, from: number, to: number): Promise<void> {
  const ids = Array.from({ length: to - from }, (_, at) => `${name}_${process.pid}_${from + at}`);
  const queue = ids[Symbol.iterator]();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const id of queue) await start(client, id);
    }),
  );
  for (const id of ids) await untilWaiting(client, id);
  // What was needed only on the way may go.
  await sleep(5000);
}

/** Six events a call, and those around them. */
async function untilWaiting(client: Client, id: string): Promise<void> {
  while ((await client.workflow.getHandle(id).describe()).historyLength < 4 + 6 * steps) await sleep(50);
}
