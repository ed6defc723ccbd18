import { setTimeout as sleep } from 'node:timers/promises';
import type { ListeningServer } from './server.ts';

const GLANCE_MS = 250;

/** Ends the servers without a reset connection. `/ready` says so already and each answer closes its connection, so for a
 * moment callers are let go one by one; then no new connection is taken, and what is under way ends. Connections in
 * which nothing happens are closed a little later: a request may have been on its way. Only what is still there when
 * the grace is over is cut off. */
export async function stopServing(
  servers: readonly ListeningServer[],
  graceMs: number,
): Promise<'drained' | 'cut off'> {
  const begun = Date.now();
  await sleep(Math.min(2 * GLANCE_MS, graceMs / 4));
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
