import { setImmediate as immediate, setTimeout as sleep } from 'node:timers/promises';
import type { ListeningServer } from './server.ts';

const GLANCE_MS = 250;

/** How long a moment is waited for in which nobody comes. */
const QUIET_WITHIN_MS = 1_000;

/** Ends the servers without a reset connection. `/ready` says so already; for a moment all goes on, so that whoever balances
 * load sees it and sends new connections elsewhere. Then no new connection is taken, each answer is the last on its
 * connection, and what is under way ends. Connections in which nothing happens are closed a little later: a request may
 * have been on its way. Only what is still there when the grace is over is cut off. */
export async function stopServing(
  servers: readonly ListeningServer[],
  graceMs: number,
): Promise<'drained' | 'cut off'> {
  const begun = Date.now();
  await sleep(Math.min(2 * GLANCE_MS, graceMs / 4));
  await quietTurn(servers, Math.min(QUIET_WITHIN_MS, graceMs / 4));
  let isClosed = false;
  const closed = Promise.all(servers.map((server) => server.close())).then(() => (isClosed = true));
  while (!isClosed && Date.now() - begun < graceMs) {
    await Promise.race([closed, sleep(Math.min(GLANCE_MS, graceMs / 4))]);
    // What came while this process was busy with other things is read first: its connections are not idle.
    await immediate();
    for (const server of servers) server.closeIdleConnections();
  }
  if (isClosed) return 'drained';
  for (const server of servers) server.closeAllConnections();
  return 'cut off';
}

/** A connection that the system has taken and this process has not is reset when the port is closed. Under load they wait in
 * a row, since a turn of the event loop takes few of them: a turn that found none is the moment to close, at its end. */
async function quietTurn(servers: readonly ListeningServer[], withinMs: number): Promise<void> {
  const taken = (): number => servers.reduce((sum, server) => sum + server.taken(), 0);
  const until = performance.now() + withinMs;
  for (let before = -1; before !== taken() && performance.now() < until; await immediate()) before = taken();
}
