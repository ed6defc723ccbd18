import { openConnection, type RawConnection, requestText } from './raw-connection.ts';
import { sendUntilAnswered } from './send-again.ts';

/** The callers of the swarms' benchmark, in a process of their own: each gives a bot a task and then says that it is done,
 * one pair after the other. Told what to do by its parent. */
export interface PairsOrder {
  readonly port: number;
  readonly slug: string;
  readonly bots: number;
  readonly pairs: number;
  readonly callers: number;
}

export interface PairsOutcome {
  /** Milliseconds of each. */
  readonly assigned: readonly number[];
  readonly completed: readonly number[];
  /** Requests that were turned away or not answered, and sent again with their key. */
  readonly sentAgain: number;
  readonly seconds: number;
}

export type PairsMessage =
  | { readonly kind: 'pairs'; readonly outcome: PairsOutcome }
  | { readonly kind: 'wrong'; readonly message: string };

/** A prime, so that every bot of a round number of bots has its turn before any has a second one. */
const stride = 7_919;

/** The bot that has the pair of that number. */
export function botOfPair(pair: number, bots: number): number {
  return (pair * stride) % bots;
}

process.on('message', (order: PairsOrder) => {
  const tell = (message: PairsMessage): void => void process.send?.(message);
  perform(order).then(
    (outcome) => tell({ kind: 'pairs', outcome }),
    (error: unknown) => tell({ kind: 'wrong', message: String(error) }),
  );
});
process.once('disconnect', () => process.exit(0));
process.send?.({ kind: 'ready' });

async function perform({ port, slug, bots, pairs, callers }: PairsOrder): Promise<PairsOutcome> {
  const [assigned, completed]: [number[], number[]] = [[], []];
  let sentAgain = 0;
  let next = 0;

  const send = async (connection: RawConnection, path: string, body: object, key: string): Promise<string> => {
    const answered = await sendUntilAnswered(connection, requestText(port, 'POST', path, body, key));
    sentAgain += answered.sentAgain;
    return answered.body;
  };

  const connections = Array.from({ length: callers }, () => openConnection(port));
  // Each is open before anything is measured.
  for (const each of connections) await each.send(requestText(port, 'GET', '/health'));
  const begun = performance.now();
  await Promise.all(
    connections.map(async (connection) => {
      while (next < pairs) {
        const pair = next++;
        const bot = `/bots/bot-${slug}-${botOfPair(pair, bots)}/tasks`;
        const at = performance.now();
        const given = await send(connection, bot, { type: 'bench', data: { pair } }, `assign-${slug}-${pair}`);
        assigned.push(performance.now() - at);
        const { task_id: task } = JSON.parse(given) as { readonly task_id: string };
        const then = performance.now();
        await send(connection, `${bot}/${task}/complete`, { result: { pair } }, `complete-${slug}-${pair}`);
        completed.push(performance.now() - then);
      }
    }),
  );
  const seconds = (performance.now() - begun) / 1000;
  for (const each of connections) each.close();
  return { assigned, completed, sentAgain, seconds };
}
