import type { ApiConfig } from '../config/index.ts';
import { createApp } from './app.ts';
import type { Ports } from './ports.ts';
import { checkBodyLimit } from './request/body-bytes.ts';
import { fromStatus, requestLog } from './request-log.ts';
import { listen, type ListeningServer } from './server.ts';
import { stopServing } from './stop-serving.ts';

export interface Serving {
  /** Of the first port. */
  readonly address: string;
  readonly addresses: readonly string[];
  /** From here on `/ready` says no; resolves when no connection is left. */
  readonly stop: () => Promise<'drained' | 'cut off'>;
}

/** Puts the app on every port of the configuration. */
export async function serve(ports: Ports, config: ApiConfig, write: (line: string) => void): Promise<Serving> {
  await checkBodyLimit();
  const stopping = new AbortController();
  const ownPorts: number[] = [];
  const app = createApp(ports, {
    log: fromStatus(config.logFrom, requestLog(config.log, write)),
    ports: ownPorts,
    hosts: config.allowedHosts,
    stopping: stopping.signal,
    load: config.load,
  });
  const servers: ListeningServer[] = [];
  try {
    for (const port of config.ports) {
      const server = await listen(app, { port, host: config.host, tls: config.tls });
      servers.push(server);
      ownPorts.push(server.port);
    }
  } catch (error) {
    await Promise.all(servers.map((server) => server.close()));
    throw error;
  }
  const addresses = servers.map(({ address }) => address);
  return {
    address: addresses[0] ?? '',
    addresses,
    stop: () => {
      stopping.abort();
      return stopServing(servers, config.graceMs);
    },
  };
}
