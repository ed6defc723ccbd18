import {
  apiLimits,
  createApp,
  listen,
  requestLog,
  type AppOptions,
  type ListeningServer,
} from '../../src/api/index.ts';
import type { Route } from '../../src/api/route.ts';
import { portsInMemory, type PortsInMemory } from './ports-in-memory.ts';

export interface ApiOnLoopback {
  readonly address: string;
  readonly port: number;
  readonly ports: PortsInMemory;
  readonly server: ListeningServer;
  /** What was logged, a line each. */
  readonly log: readonly string[];
  readonly close: () => Promise<void>;
}

/** The real app on a free port. */
export async function startApi(options: Partial<AppOptions> = {}, routes?: readonly Route[]): Promise<ApiOnLoopback> {
  const log: string[] = [];
  const ports = portsInMemory();
  const app = createApp(ports, { log: requestLog('json', (line) => log.push(line)), ...options }, routes);
  // A caller that stands still for a while finds its connection as it was.
  const limits = { ...apiLimits, headersMs: 60_000, requestMs: 60_000, keepAliveMs: 60_000 };
  const server = await listen(app, { host: '127.0.0.1', port: 0 }, limits);
  const close = async (): Promise<void> => {
    const closed = server.close();
    server.closeAllConnections();
    await closed;
  };
  return { address: server.address, port: server.port, ports, server, log, close };
}
