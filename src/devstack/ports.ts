import { createServer } from 'node:net';
import { systemCodeOf } from '../config/index.ts';

const LOOPBACK = '127.0.0.1';

/** `free`, or what the system says against listening there. */
export type PortState = 'free' | 'taken' | 'not-allowed';

export async function portState(port: number, host: string = LOOPBACK): Promise<PortState> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      const code = systemCodeOf(error);
      if (code === 'EADDRINUSE') resolve('taken');
      else if (code === 'EACCES') resolve('not-allowed');
      else reject(error);
    });
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve('free')));
  });
}

/** Distinct free ports. All are held at once while choosing, else the system may name one twice. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listening()));
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))));
  return ports;
}

/** The first free port from `preferred` upwards, within a hundred; any free one after that. */
export async function nextFreePort(preferred: number): Promise<number> {
  for (let port = preferred; port < Math.min(preferred + 100, 65_536); port++) {
    if ((await portState(port)) === 'free') return port;
  }
  const [port] = await freePorts(1);
  return port ?? 0;
}

async function listening(): Promise<ReturnType<typeof createServer>> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port: 0, host: LOOPBACK, exclusive: true }, () => resolve(server));
  });
}
