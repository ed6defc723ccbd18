import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { asEnvelope, engineNumber, type ExecutionInput, taskQueue } from '../../src/driver/index.ts';
import { prepare } from '../../src/language/index.ts';
import type { FacadeMessage, Order, Outcome } from './facade-caller.ts';
import { openConnection, requestText } from './raw-connection.ts';
import { ready } from './ready.ts';
import { withStack } from './stack.ts';
import { median, quantile } from './statistics.ts';
import { printTable } from './table.ts';

/** What callers of the API notice: how fast a status and a start are answered, beside a bare client of Temporal, and what
 * becomes of ten times as many requests as can be answered. The caller is a process of its own. */

const executions = 50;
const startRuns = 200;
const statusSeconds = 8;
/** As many as it takes until those that were started are worked on too: for a few seconds more can be started than done. */
const rampSeconds = 10;
const afterwardsSeconds = 4;
const rampConnections = [4, 8, 16, 32, 64];
const overloadSeconds = 20;

/** Starts in a hundred requests. A start is work, for Temporal and its workers too. `watched`: ten times the starts that can be done,
 * and four statuses for each that can be, as from callers who wait for what they have started. */
const startsAlone = 100;
const watched = { starts: 71, times: 14 };
/** A status of an execution that is asked for again and again costs this process little more than turning its caller away, which
 * saves nothing where callers ask for little else. */
const mostlyStatuses = 20;

export async function benchFacade(): Promise<void> {
  await withStack('bench', async ({ address, client, url }) => {
    const children: ChildProcess[] = [];
    const env = { TEMPORAL_ADDRESS: address, SERVICE_BENCH_URL: url, PORT: '0', LOG: 'json', NODE_ENV: 'production' };
    try {
      const api = await ready(children, '../../src/api/main.js', env, 'ignore');
      const port = Number(new URL(api.address).port);
      await ready(children, './facade-caller.js', {});
      const [, caller] = children;
      if (caller === undefined) throw new Error('not started');
      const ask = (order: Omit<Order, 'port'>): Promise<Outcome> => outcomeOf(caller, { port, ...order });
      await register(port);
      const ended = await startMany(port, 'bench_call');
      const running = await startMany(port, 'bench_start');
      await Promise.all(ended.map((id) => client.workflow.getHandle(id).result()));
      await statuses(ask, { ended, running });
      await starts(port, client);
      const beside = Number(new URL(url).port);
      const given = { executionIds: running, beside };
      const peak = await ramp(ask, { ...given, starts: startsAlone });
      await overload(ask, { ...given, starts: startsAlone, peak, peakOf: 'starts', times: 10 });
      await overload(ask, { ...given, ...watched, peak, peakOf: 'starts' });
      const peakOfMix = await ramp(ask, { ...given, starts: mostlyStatuses });
      await overload(ask, { ...given, starts: mostlyStatuses, peak: peakOfMix, peakOf: 'requests', times: 10 });
    } finally {
      for (const child of children) child.kill('SIGKILL');
    }
  });
}

const definitions = {
  bench_call: [{ id: 'work', service: 'bench', method: 'work' }],
  bench_start: [{ id: 'wait', wait_for: { event: 'never' } }],
};

async function register(port: number): Promise<void> {
  const connection = openConnection(port);
  for (const [name, steps] of Object.entries(definitions)) {
    const body = { workflow: { name, version: '1', steps } };
    const { status, body: text } = await connection.send(
      requestText(port, 'POST', '/orchestrator/register_workflow', body),
    );
    if (status !== 201) throw new Error(`${name} is not registered: ${text}`);
  }
  connection.close();
}

async function startMany(port: number, workflow_name: string): Promise<readonly string[]> {
  const connection = openConnection(port);
  const ids: string[] = [];
  while (ids.length < executions) {
    const { body } = await connection.send(
      requestText(port, 'POST', '/orchestrator/execute_workflow', { workflow_name }),
    );
    ids.push((JSON.parse(body) as { readonly execution_id: string }).execution_id);
  }
  connection.close();
  return ids;
}

async function outcomeOf(caller: ChildProcess, order: Order): Promise<Outcome> {
  caller.send(order);
  return await new Promise((resolve) => {
    caller.once('message', ({ outcome }: FacadeMessage) => resolve(outcome));
  });
}

type Ask = (order: Omit<Order, 'port'>) => Promise<Outcome>;

async function statuses(
  ask: Ask,
  ids: { readonly ended: readonly string[]; readonly running: readonly string[] },
): Promise<void> {
  const rows: string[][] = [];
  for (const [name, executionIds] of Object.entries(ids)) {
    for (const connections of [1, 16]) {
      await ask({ starts: 0, executionIds, seconds: 1, connections });
      const { byStatus, seconds } = await ask({ starts: 0, executionIds, seconds: statusSeconds, connections });
      const good = byStatus['200'] ?? [];
      rows.push([name, `${connections}`, perSecond(good.length / seconds), ms(median(good)), ms(quantile(good, 0.99))]);
    }
  }
  const title = 'get_execution_status, one caller process';
  printTable(title, ['executions', 'connections', 'a second', 'p50 ms', 'p99 ms'], rows);
}

async function starts(port: number, client: Client): Promise<void> {
  const prepared = prepare(JSON.stringify({ name: 'bench_start', version: '1', steps: definitions.bench_start }), {
    format: 'json',
  });
  if (!prepared.ok) throw new Error("the benchmark's own definition is refused");
  const { plan } = prepared;
  const input: ExecutionInput = { baton: 1, plan, inputs: {}, engine: engineNumber };
  const connection = openConnection(port);
  const text = requestText(port, 'POST', '/orchestrator/execute_workflow', { workflow_name: 'bench_start' });
  const contenders = {
    execute_workflow: async (): Promise<unknown> => await connection.send(text),
    'bare client': async (number: number): Promise<unknown> =>
      await client.workflow.start(plan.name, {
        taskQueue,
        workflowId: `bare_${process.pid}_${number}`,
        args: [asEnvelope(input)],
        workflowTaskTimeout: '5s',
      }),
  };
  const times = new Map<string, number[]>(Object.keys(contenders).map((name) => [name, []]));
  for (let run = -20; run < startRuns; run++) {
    // In turns, each first as often as last.
    const order = Object.entries(contenders);
    for (const [name, start] of run % 2 === 0 ? order : order.toReversed()) {
      const begun = performance.now();
      await start(run);
      if (run >= 0) times.get(name)?.push(performance.now() - begun);
      // What comes of the start must not fall into the next one's time.
      await sleep(20);
    }
  }
  connection.close();
  const rows = [...times].map(([name, all]) => [name, ms(median(all)), ms(quantile(all, 0.9))]);
  const [facade = [], bare = []] = [...times.values()];
  rows.push(['difference', ms(median(facade) - median(bare)), '']);
  printTable('a start, one at a time, in turns', ['', 'p50 ms', 'p90 ms'], rows);
}

interface Load extends Pick<Order, 'starts' | 'executionIds'> {
  readonly beside: number;
}

interface Overload extends Load {
  readonly peak: number;
  /** What of the load that peak is about. */
  readonly peakOf: 'starts' | 'requests';
  readonly times: number;
}

const columns = ['', 'sent /s', 'good /s', 'p50', 'p99', 'turned away /s', 'p50', 'p99', 'other'];

/** As many a second as are answered at the best, by callers who wait for their answers. */
async function ramp(ask: Ask, { starts, executionIds }: Load): Promise<number> {
  const rows: string[][] = [];
  let peak = 0;
  for (const connections of rampConnections) {
    const outcome = await ask({ starts, executionIds, seconds: rampSeconds, connections });
    peak = Math.max(peak, goodASecond(outcome));
    rows.push(rowOf(`${connections} connections, one after the other`, outcome));
  }
  printTable(`the peak: ${mixOf(starts)}`, columns, rows);
  return peak;
}

/** Callers who don't wait, `times` as many as the peak; then far fewer again. */
async function overload(ask: Ask, { starts, executionIds, beside, peak, peakOf, times }: Overload): Promise<void> {
  const mix = { starts, executionIds, connections: 1_500, beside };
  const over = await ask({ ...mix, rate: times * peak, seconds: overloadSeconds });
  const after = await ask({ ...mix, rate: 0.3 * peak, seconds: afterwardsSeconds });
  printTable(`open load: ${mixOf(starts)}`, columns, [
    rowOf(`${times} times the peak`, over),
    rowOf('afterwards, a third of it', after),
  ]);
  const { answered, not } = over.statuses;
  const done = goodASecond(over) - (peakOf === 'starts' ? answered.length / over.seconds : 0);
  console.log(`${peakOf} done: ${((done / peak) * 100).toFixed(0)} % of their peak; could not be sent: ${over.unsent}`);
  console.log(
    `turned away, from when it was sent, ms: ${quantilesOf(over.turnedAwaySinceSent)}; without Retry-After: ${over.turnedAwayWithoutRetryAfter}`,
  );
  console.log(`beside it, a process that answers at once and does nothing else, ms: ${quantilesOf(over.beside)}`);
  if (answered.length === 0) return;
  const part = (answered.length / (answered.length + not)) * 100;
  console.log(`statuses answered: ${part.toFixed(1)} %, ms: ${quantilesOf(answered)}`);
}

function mixOf(starts: number): string {
  return `${starts} starts and ${100 - starts} statuses in a hundred`;
}

function goodASecond({ byStatus, seconds }: Outcome): number {
  return (byStatus['200']?.length ?? 0) / seconds;
}

function rowOf(name: string, { byStatus, seconds }: Outcome): string[] {
  const good = byStatus['200'] ?? [];
  const away = [...(byStatus['503'] ?? []), ...(byStatus['429'] ?? [])];
  const all = Object.values(byStatus).reduce((sum, each) => sum + each.length, 0);
  const [goodMedian, awayMedian] = [ms(median(good)), ms(median(away))];
  return [
    name,
    perSecond(all / seconds),
    perSecond(good.length / seconds),
    goodMedian,
    ms(quantile(good, 0.99)),
    perSecond(away.length / seconds),
    awayMedian,
    ms(quantile(away, 0.99)),
    `${all - good.length - away.length}`,
  ];
}

function quantilesOf(times: readonly number[]): string {
  return [0.5, 0.9, 0.99].map((part) => `p${part * 100} ${ms(quantile(times, part))}`).join(', ');
}

function perSecond(value: number): string {
  return value.toFixed(0);
}

function ms(value: number): string {
  return Number.isNaN(value) ? '-' : value.toFixed(1);
}
