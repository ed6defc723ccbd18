import type { Client } from '@temporalio/client';
import { asEnvelope, engineNumber, signalNames, taskQueue } from '../../src/driver/index.ts';
import { prepare } from '../../src/language/index.ts';
import type { JsonObject } from '../../src/std/index.ts';
import { historiesOf } from './history-chain.ts';
import { realisticDefinition } from './realistic-definition.ts';
import { withStack } from './stack.ts';
import { printTable } from './table.ts';

/** Executions that outgrow one history: how long they take for each of their pieces, how many histories they go through,
 * and how long the longest of those is. */

interface Case {
  readonly name: string;
  readonly pieces: number;
  readonly definition: string;
  readonly inputs?: JsonObject;
  /** Events sent to it, one after another. */
  readonly events?: number;
}

/** As people write them. */
const chain = (steps: number): Case => ({
  name: `${steps} steps, one after another`,
  pieces: steps,
  definition: realisticDefinition(steps, 'b', (at) => (at === 0 ? [] : [at - 1])),
});

const steps = (only: string): string => `name: long\nversion: "1"\nsteps:\n- ${only}`;

const list = (elements: number): Case => ({
  name: `${elements} elements, 80 at a time`,
  pieces: elements,
  definition: steps(
    '{id: each, service: b, method: w, for_each: "{{inputs.items}}", max_parallel: 80, collect: false}',
  ),
  inputs: { items: Array.from({ length: elements }, (_, at) => at) },
});

const waits = (events: number): Case => ({
  name: `${events} events, one after another`,
  pieces: events,
  definition: steps('{id: each, wait_for: {event: next}, for_each: "{{inputs.items}}", max_parallel: 1}'),
  inputs: { items: Array.from({ length: events }, (_, at) => at) },
  events,
});

/** The first one only warms up. */
const cases = [chain(100), chain(100), chain(10_000), list(100_000), waits(5_000)];

export async function benchHistories(): Promise<void> {
  await withStack('b', async ({ client }) => {
    const rows: string[][] = [];
    for (const [at, each] of cases.entries()) {
      const row = await measure(client, each, `bench_${process.pid}_${at}`);
      console.error(row.join('  '));
      if (at > 0) rows.push(row);
    }
    const header = ['execution', 'outcome', 'seconds', 'ms a piece', 'histories', 'events, longest', 'MB, largest'];
    printTable('Executions that outgrow one history', header, rows);
  });
}

async function measure(
  client: Client,
  { name, pieces, definition, inputs = {}, events = 0 }: Case,
  workflowId: string,
) {
  const prepared = prepare(definition);
  if (!prepared.ok) throw new Error(`${name} is refused: ${JSON.stringify(prepared.diagnostics)}`);
  const began = performance.now();
  const handle = await client.workflow.start('long', {
    taskQueue,
    workflowId,
    args: [asEnvelope({ baton: 1, plan: prepared.plan, inputs, engine: engineNumber })],
    workflowTaskTimeout: '5s',
  });
  const result = handle.result().then(
    () => 'completed',
    (error: unknown) => String((error as Error).cause ?? error),
  );
  for (let value = 0; value < events; value++) {
    await client.workflow.getHandle(workflowId).signal(signalNames.event, { name: 'next', value });
  }
  const outcome = await result;
  const seconds = (performance.now() - began) / 1000;
  const histories = await historiesOf(client, workflowId);
  return [
    name,
    outcome,
    seconds.toFixed(1),
    ((seconds * 1000) / pieces).toFixed(2),
    String(histories.length),
    String(Math.max(...histories.map((each) => each.events))),
    (Math.max(...histories.map((each) => each.bytes)) / 1_000_000).toFixed(1),
  ];
}
