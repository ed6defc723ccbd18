import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { dataConverter } from '../../src/codec/index.ts';
import { largeMessages } from '../../src/config/index.ts';
import { findTemporal, giveWay, niceness, startTemporalServer } from '../../src/devstack/index.ts';
import { ready } from './ready.ts';

/** A real server, a service that answers at once, and our worker: each a process of its own, and server and workers give way
 * to the others, as in `npm start`. */
export interface BenchStack {
  readonly address: string;
  readonly binary: string;
  readonly client: Client;
  /** Where the service is. */
  readonly url: string;
  readonly worker: ChildProcess;
  /** Temporal's process. */
  readonly serverPid: number;
  /** Starts one more process. */
  readonly start: (module: string) => Promise<ChildProcess>;
}

/** `more`: for the environment of its processes. */
export async function withStack(
  service: string,
  run: (stack: BenchStack) => Promise<void>,
  more: NodeJS.ProcessEnv = {},
): Promise<void> {
  const say = (line: string): void => console.error(line);
  const binary = (await findTemporal(say)).path;
  const folder = await mkdtemp(join(tmpdir(), 'baton-bench-'));
  const children: ChildProcess[] = [];
  const options = { namespace: 'default', ports: 'any', ui: false, temporary: true, say } as const;
  let serverPid = 0;
  const server = await startTemporalServer({
    binary,
    folder,
    ...options,
    born: ([program]) => {
      serverPid = program?.pid ?? 0;
      void giveWay(serverPid, niceness.temporal);
    },
  });
  try {
    const { port } = await ready(children, './local-service.js', {});
    const url = `http://127.0.0.1:${port}`;
    const env = { TEMPORAL_ADDRESS: server.address, [`SERVICE_${service.toUpperCase()}_URL`]: url, ...more };
    const start = async (module: string): Promise<ChildProcess> => {
      await ready(children, module, env);
      const child = children.at(-1) as ChildProcess;
      await giveWay(child.pid ?? 0, niceness.worker);
      return child;
    };
    const worker = await start('../../src/worker/main.js');
    const connection = await Connection.connect({ address: server.address, ...largeMessages });
    const client = new Client({ connection, dataConverter });
    await run({ address: server.address, binary, client, url, worker, start, serverPid });
    await connection.close();
  } finally {
    for (const child of children) child.kill('SIGKILL');
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
