import { connect, type Socket } from 'node:net';
import type { RequestListener } from 'node:http';
import { afterEach } from '@jest/globals';
import { listen, type ListeningServer } from '../../src/api/index.ts';
import type { ServerLimits } from '../../src/api/server.ts';

/** Servers of one test and connections to them, ended after it, whatever has become of it. */
export interface EndedAfterEach {
  /** On a free port of loopback. */
  readonly serve: (app: RequestListener, limits?: ServerLimits) => Promise<ListeningServer>;
  readonly connectTo: (port: number) => Socket;
}

/** To be called where a test file begins. */
export function endedAfterEach(): EndedAfterEach {
  const sockets: Socket[] = [];
  const servers: ListeningServer[] = [];
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    for (const server of servers.splice(0)) {
      const closed = server.close();
      server.closeAllConnections();
      await closed;
    }
  });
  return {
    serve: async (app, limits) => {
      const server = await listen(app, { host: '127.0.0.1', port: 0 }, limits);
      servers.push(server);
      return server;
    },
    connectTo: (port) => {
      const socket = connect(port, '127.0.0.1');
      sockets.push(socket);
      return socket;
    },
  };
}
