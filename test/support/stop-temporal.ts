import { rmSync } from 'node:fs';
// Brings the declaration of the global with it.
import type {} from './start-temporal.ts';

export default async function stopTemporal(): Promise<void> {
  const running = globalThis.batonTestServer;
  if (running === undefined) return;
  globalThis.batonTestServer = undefined;
  await running.server.stop();
  rmSync(running.folder, { recursive: true, force: true });
}
