import { setTimeout as sleep } from 'node:timers/promises';
import type { RawConnection } from './raw-connection.ts';

const pauseMs = 100;
const patienceMs = 60_000;

/** Until it is answered: who is told to come again, or is not answered, comes again. */
export async function sendUntilAnswered(
  connection: RawConnection,
  text: string,
): Promise<{ readonly body: string; readonly sentAgain: number }> {
  const until = performance.now() + patienceMs;
  for (let sentAgain = 0; ; sentAgain++) {
    const { status, body } = await connection.send(text);
    if (status === 200 || status === 201) return { body, sentAgain };
    const mayPass = status === 0 || status === 429 || status === 503;
    if (!mayPass || performance.now() > until) throw new Error(`${text.split('\r\n', 1)[0]}: ${status} ${body}`);
    await sleep(pauseMs);
  }
}
