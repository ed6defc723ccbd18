import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Client } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { dataConverter } from '../../src/codec/index.ts';
import { recordQueue } from '../../src/driver/index.ts';
import { openConnection } from './connection.ts';

/** The real thing for one test file: a namespace of its own on the run's Temporal server, and the compiled worker and
 * API as processes that a test may kill. */
export interface Stack {
  readonly url: string;
  readonly namespace: string;
  readonly client: Client;
  readonly api: ChildProcess;
  readonly workers: ChildProcess[];
  /** All that its processes have written so far. */
  readonly output: () => string;
  /** Resolves when they have written that: what a process has written comes when the pipe is read. */
  readonly written: (text: string) => Promise<void>;
  readonly startWorker: () => Promise<ChildProcess>;
  readonly killWorker: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface StackOptions {
  /** Name to base URL; becomes SERVICE_<NAME>_URL. */
  readonly services?: Readonly<Record<string, string>>;
  readonly env?: NodeJS.ProcessEnv;
  readonly workers?: number;
  /** Of another server than the run's own. */
  readonly address?: string;
  /** For the API alone. */
  readonly apiEnv?: NodeJS.ProcessEnv;
}

export async function startStack({
  services = {},
  env = {},
  workers = 1,
  ...options
}: StackOptions = {}): Promise<Stack> {
  const address = options.address ?? process.env['TEMPORAL_ADDRESS'];
  if (address === undefined) throw new Error('no Temporal: this test belongs to the project `temporal`');
  const opened = openConnection(address);
  const { connection } = opened;
  await connection.ensureConnected();
  const namespace = `test-${randomUUID()}`;
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: msToTs('1d'),
  });
  const processEnv: NodeJS.ProcessEnv = {
    ...process.env,
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
    BATON_GRACE_MS: '500',
    PORT: '0',
    ...Object.fromEntries(Object.entries(services).map(([name, url]) => [variableOf(name), url])),
    ...env,
  };
  const running: ChildProcess[] = [];
  let written = '';
  const log = (text: string): void => {
    written += text;
  };
  const startWorker = async (): Promise<ChildProcess> => {
    const { child } = await startProcess('worker', processEnv, log);
    running.push(child);
    return child;
  };
  const [api] = await Promise.all([
    startProcess('api', { ...processEnv, ...options.apiEnv }, log),
    ...Array.from({ length: workers }, async () => await startWorker()),
  ]);
  const client = new Client({ connection, namespace, dataConverter });
  return {
    url: api.address,
    api: api.child,
    namespace,
    client,
    workers: running,
    output: () => written,
    written: async (text) => {
      while (!written.includes(text)) await new Promise((resolve) => setTimeout(resolve, 50));
    },
    startWorker,
    killWorker: async () => {
      for (const child of running.splice(0)) await ended(child, 'SIGKILL');
    },
    close: async () => {
      await Promise.all([ended(api.child, 'SIGKILL'), ...running.splice(0).map((child) => ended(child, 'SIGKILL'))]);
      // Nothing of this namespace should go on costing the server work.
      const query = `ExecutionStatus = 'Running' AND TaskQueue != '${recordQueue}'`;
      for await (const { workflowId } of client.workflow.list({ query })) {
        await client.workflow.getHandle(workflowId).terminate('the test has ended');
      }
      await opened.close();
    },
  };
}

function variableOf(service: string): string {
  return `SERVICE_${service.toUpperCase().replace(/[^A-Z0-9]/g, '_')}_URL`;
}

async function startProcess(
  name: 'worker' | 'api',
  env: NodeJS.ProcessEnv,
  log: (text: string) => void,
): Promise<{ readonly child: ChildProcess; readonly address: string }> {
  const module = fileURLToPath(new URL(`../../dist/src/${name}/main.js`, import.meta.url));
  const child = fork(module, { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      log(chunk.toString());
    });
  return await new Promise((resolve, reject) => {
    child.once('exit', (code, signal) =>
      reject(new Error(`${name} ended (${signal ?? code}) before it was ready:\n${output}`)),
    );
    child.on('message', (message: { readonly kind?: string; readonly address?: string }) => {
      if (message.kind === 'ready') resolve({ child, address: message.address ?? '' });
    });
  });
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await exit;
}
