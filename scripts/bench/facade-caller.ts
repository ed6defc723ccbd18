import { setTimeout as sleep } from 'node:timers/promises';
import { openConnection, type RawConnection, requestText } from './raw-connection.ts';

/** The caller of the facade's benchmark, in a process of its own. Told what to do by its parent, one order at a time. */
export interface Order {
  readonly port: number;
  /** Of a hundred requests so many start an execution; the rest ask for a status. */
  readonly starts: number;
  readonly executionIds: readonly string[];
  readonly seconds: number;
  readonly connections: number;
  /** Requests a second, sent whether or not the ones before were answered; without it, each connection sends one after
   * the other. */
  readonly rate?: number;
  /** The port of a process that answers at once and has nothing else to do: asked beside, what it takes is the machine's and
   * this caller's. */
  readonly beside?: number;
}

export interface Outcome {
  /** Milliseconds from when a request was due until its answer, by status; 0 where it was lost. */
  readonly byStatus: Readonly<Record<string, readonly number[]>>;
  /** Of the statuses, how long those took that were answered, and how many were not. */
  readonly statuses: { readonly answered: readonly number[]; readonly not: number };
  readonly turnedAwayWithoutRetryAfter: number;
  /** Of those that were turned away, milliseconds from when the request was sent: without what the caller, who has a share of
   * the same cores only, was late with it. */
  readonly turnedAwaySinceSent: readonly number[];
  /** Milliseconds from when a request to the process beside was sent. */
  readonly beside: readonly number[];
  /** Due, and no connection was free: more than this caller can send. */
  readonly unsent: number;
  readonly seconds: number;
}

const probesAtATime = 32;
const besideEveryMs = 10;

export interface FacadeMessage {
  readonly kind: 'outcome';
  readonly outcome: Outcome;
}

process.on('message', (order: Order) => {
  void perform(order).then((outcome) => process.send?.({ kind: 'outcome', outcome } satisfies FacadeMessage));
});
process.once('disconnect', () => process.exit(0));
process.send?.({ kind: 'ready' });

async function perform(order: Order): Promise<Outcome> {
  const byStatus: Record<string, number[]> = {};
  const turnedAwaySinceSent: number[] = [];
  let turnedAwayWithoutRetryAfter = 0;
  let unsent = 0;
  const answeredStatuses: number[] = [];
  let statusesNot = 0;
  const requestAt = requests(order);
  const open = Array.from({ length: order.connections }, () => openConnection(order.port));
  await takenBy(open, order.port);
  const begun = performance.now();
  const until = begun + order.seconds * 1000;

  const send = async (connection: RawConnection, number: number, due: number): Promise<void> => {
    const sentAt = performance.now();
    const { text, isStart } = requestAt(number);
    const { status, retryAfter } = await connection.send(text);
    const answeredAt = performance.now();
    (byStatus[status] ??= []).push(answeredAt - due);
    if (!isStart && status === 200) answeredStatuses.push(answeredAt - due);
    else if (!isStart) statusesNot++;
    if (status !== 503 && status !== 429) return;
    turnedAwaySinceSent.push(answeredAt - sentAt);
    if (!retryAfter) turnedAwayWithoutRetryAfter++;
  };

  const beside: number[] = [];
  const askBeside = async (port: number): Promise<void> => {
    const connection = openConnection(port);
    const request = requestText(port, 'GET', '/');
    while (performance.now() < until) {
      const sentAt = performance.now();
      await connection.send(request);
      beside.push(performance.now() - sentAt);
      await sleep(besideEveryMs);
    }
    connection.close();
  };
  const besideAsked = order.beside === undefined ? undefined : askBeside(order.beside);
  let sent = 0;
  if (order.rate === undefined) {
    await Promise.all(
      open.map(async (connection) => {
        while (performance.now() < until) await send(connection, sent++, performance.now());
      }),
    );
  } else {
    const idle = [...open];
    const underWay = new Set<Promise<void>>();
    for (let now = begun; now < until; now = performance.now()) {
      const due = Math.floor(((now - begun) / 1000) * order.rate);
      for (; sent < due; sent++) {
        const connection = idle.pop();
        if (connection === undefined) {
          unsent++;
          continue;
        }
        const sending = send(connection, sent, begun + (sent / order.rate) * 1000).then(() => {
          idle.push(connection);
          underWay.delete(sending);
        });
        underWay.add(sending);
      }
      await sleep(2);
    }
    await Promise.race([Promise.all(underWay), sleep(15_000)]);
  }
  await besideAsked;
  const seconds = (performance.now() - begun) / 1000;
  for (const connection of open) connection.close();
  return {
    byStatus,
    statuses: { answered: answeredStatuses, not: statusesNot },
    turnedAwayWithoutRetryAfter,
    turnedAwaySinceSent,
    beside,
    unsent,
    seconds: order.rate === undefined ? seconds : order.seconds,
  };
}

/** Node takes one new connection in each turn of its event loop: opened under load, they would wait for seconds, and that is
 * not what is to be measured. */
async function takenBy(connections: readonly RawConnection[], port: number): Promise<void> {
  const probe = requestText(port, 'GET', '/health');
  for (let from = 0; from < connections.length; from += probesAtATime) {
    await Promise.all(connections.slice(from, from + probesAtATime).map(async (each) => await each.send(probe)));
  }
}

interface Request {
  readonly text: string;
  readonly isStart: boolean;
}

function requests({ port, starts, executionIds }: Order): (number: number) => Request {
  const body = { workflow_name: 'bench_start' };
  const start = { text: requestText(port, 'POST', '/orchestrator/execute_workflow', body), isStart: true };
  const statuses = executionIds.map((id) => ({
    text: requestText(port, 'GET', `/orchestrator/get_execution_status?execution_id=${id}`),
    isStart: false,
  }));
  // Spread evenly: number 37 of a hundred comes right after number 0.
  return (number) => ((number * 37) % 100 < starts ? start : (statuses[number % statuses.length] ?? start));
}
