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
}

export interface Outcome {
  /** Milliseconds from when a request was due until its answer, by status; 0 where it was lost. */
  readonly byStatus: Readonly<Record<string, readonly number[]>>;
  readonly turnedAwayWithoutRetryAfter: number;
  /** Due, and no connection was free: more than this caller can send. */
  readonly unsent: number;
  readonly seconds: number;
}

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
  let turnedAwayWithoutRetryAfter = 0;
  let unsent = 0;
  const textAt = texts(order);
  const open: RawConnection[] = [];
  const begun = performance.now();
  const until = begun + order.seconds * 1000;

  const send = async (connection: RawConnection, number: number, due: number): Promise<void> => {
    const { status, retryAfter } = await connection.send(textAt(number));
    (byStatus[status] ??= []).push(performance.now() - due);
    if ((status === 503 || status === 429) && !retryAfter) turnedAwayWithoutRetryAfter++;
  };

  let sent = 0;
  if (order.rate === undefined) {
    open.push(...Array.from({ length: order.connections }, () => openConnection(order.port)));
    await Promise.all(
      open.map(async (connection) => {
        while (performance.now() < until) await send(connection, sent++, performance.now());
      }),
    );
  } else {
    const idle: RawConnection[] = [];
    const underWay = new Set<Promise<void>>();
    for (let now = begun; now < until; now = performance.now()) {
      const due = Math.floor(((now - begun) / 1000) * order.rate);
      for (; sent < due; sent++) {
        const connection = idle.pop() ?? (open.length < order.connections ? another(open, order.port) : null);
        if (connection === null) {
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
  const seconds = (performance.now() - begun) / 1000;
  for (const connection of open) connection.close();
  return { byStatus, turnedAwayWithoutRetryAfter, unsent, seconds: order.rate === undefined ? seconds : order.seconds };
}

function another(open: RawConnection[], port: number): RawConnection {
  const opened = openConnection(port);
  open.push(opened);
  return opened;
}

function texts({ port, starts, executionIds }: Order): (number: number) => string {
  const start = requestText(port, 'POST', '/orchestrator/execute_workflow', { workflow_name: 'bench_start' });
  const statuses = executionIds.map((id) =>
    requestText(port, 'GET', `/orchestrator/get_execution_status?execution_id=${id}`),
  );
  // Spread evenly: number 37 of a hundred comes right after number 0.
  return (number) => ((number * 37) % 100 < starts ? start : (statuses[number % statuses.length] ?? start));
}
