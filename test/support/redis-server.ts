import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@redis/client';
import { freePorts } from '../../src/devstack/index.ts';
import { redisEnv, type RedisProgram } from './find-redis.ts';

export interface RedisServer {
  readonly port: number;
  /** The events in a stream, in order. */
  readonly events: (stream?: string) => Promise<readonly StreamedEvent[]>;
  readonly command: (...words: string[]) => Promise<unknown>;
  /** Stops it where it stands, or lets it go on. */
  readonly freeze: (isFrozen: boolean) => void;
  /** Without a word to anybody. */
  readonly kill: () => Promise<void>;
  /** Once more on the same port, empty. */
  readonly start: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface StreamedEvent {
  readonly id: string;
  readonly type: string;
  readonly event: unknown;
}

/** A real Redis on a free port of loopback, which keeps nothing. The set-up of the test run has found its program. */
export async function startRedis(): Promise<RedisServer> {
  const found = process.env['TEST_REDIS'];
  if (found === undefined) throw new Error('no Redis: this test belongs to the project `temporal`');
  const program = JSON.parse(found) as RedisProgram;
  const [port = 0] = await freePorts(1);
  const folder = mkdtempSync(join(tmpdir(), 'baton-redis-'));
  let server: ChildProcess | undefined;

  const ask = async <T>(question: (client: ReturnType<typeof clientOf>) => Promise<T>): Promise<T> => {
    const client = clientOf(port);
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await question(client);
    } finally {
      client.destroy();
    }
  };
  const start = async (): Promise<void> => {
    const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder];
    server = spawn(program.path, options, { env: redisEnv(program), stdio: 'ignore' });
    for (let tries = 0; ; tries++) {
      try {
        await ask(async (client) => await client.ping());
        return;
      } catch (error) {
        if (tries > 100 || server.exitCode !== null) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  };
  const kill = async (): Promise<void> => {
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const exit = new Promise((resolve) => server?.once('exit', resolve));
    server.kill('SIGKILL');
    await exit;
  };
  await start();
  return {
    port,
    events: async (stream = 'baton:events') =>
      await ask(async (client) =>
        ((await client.xRange(stream, '-', '+')) ?? [])
          .flatMap((entry) => (entry === null ? [] : [entry.message]))
          .map((message) => ({
            id: message['id'] ?? '',
            type: message['type'] ?? '',
            event: JSON.parse(message['event'] ?? 'null') as unknown,
          })),
      ),
    command: async (...words) => await ask(async (client) => await client.sendCommand(words)),
    freeze: (isFrozen) => void server?.kill(isFrozen ? 'SIGSTOP' : 'SIGCONT'),
    kill,
    start,
    close: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function clientOf(port: number) {
  return createClient({ socket: { host: '127.0.0.1', port, reconnectStrategy: false } });
}
