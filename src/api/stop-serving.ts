import { setImmediate as immediate, setTimeout as sleep } from 'node:timers/promises';
import type { ListeningServer } from './server.ts';

const GLANCE_MS = 250;

/** How short a turn of the event loop should be for the ports to be closed at its end, and how long it is waited for. */
const QUIET_TURN_MS = 0.1;
const QUIET_WITHIN_MS = 100;

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
  await quietTurn();
  let isClosed = false;
  const closed = Promise.all(servers.map((server) => server.close())).then(() => (isClosed = true));
  while (!isClosed && Date.now() - begun < graceMs) {
    await Promise.race([closed, sleep(Math.min(GLANCE_MS, graceMs / 4))]);
    for (const server of servers) server.closeIdleConnections();
  }
  if (isClosed) return 'drained';
  for (const server of servers) server.closeAllConnections();
  return 'cut off';
}

/** A connection that the system has taken and this process has not is reset when the port is closed. Each turn of the event
 * loop takes those that there are; the shorter it was, the fewer have come since. */
async function quietTurn(): Promise<void> {
  const until = performance.now() + QUIET_WITHIN_MS;
  for (let begun = performance.now(); begun < until;) {
    await immediate();
    const now = performance.now();
    if (now - begun < QUIET_TURN_MS) return;
    begun = now;
  }
}
