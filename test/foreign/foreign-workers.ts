import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { bundleWorkflowCode, NativeConnection, Worker } from '@temporalio/worker';
import { projectRoot } from '../../src/devstack/index.ts';
import { obtain, pythonEnvironment, run } from '../support/obtain.ts';
import * as activities from './typescript/activities.ts';

/** Another team's worker, on a queue of its own. */
export interface ForeignWorker {
  readonly stop: () => Promise<void>;
}

export interface Language {
  readonly name: 'typescript' | 'go' | 'python';
  /** Makes what its worker runs from, unless it is there already. */
  readonly prepare: () => Promise<void>;
  readonly start: (namespace: string, queue: string) => Promise<ForeignWorker>;
}

const folder = join(projectRoot(), 'test/foreign');

export const languages: readonly Language[] = [
  { name: 'typescript', prepare: async () => void (await workflows()), start: startTypeScript },
  {
    name: 'go',
    prepare: async () => void (await goProgram()),
    start: async (...where) => await startProgram(await goProgram(), [], where),
  },
  {
    name: 'python',
    prepare: async () => void (await pythonProgram()),
    start: async (...where) => await startProgram(await pythonProgram(), [join(folder, 'python/worker.py')], where),
  },
];

let bundle: ReturnType<typeof bundleWorkflowCode> | undefined;

/** With the helper as another package gets it: by its name. */
async function workflows(): ReturnType<typeof bundleWorkflowCode> {
  const quiet = { trace() {}, debug() {}, info() {}, log() {}, warn: console.warn, error: console.error };
  bundle ??= bundleWorkflowCode({ workflowsPath: join(folder, 'typescript/workflows.ts'), logger: quiet });
  return await bundle;
}

async function startTypeScript(namespace: string, queue: string): Promise<ForeignWorker> {
  const connection = await NativeConnection.connect({ address: process.env['TEMPORAL_ADDRESS'] ?? '' });
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue: queue,
    workflowBundle: await workflows(),
    activities,
    shutdownGraceTime: '100ms',
  });
  const running = worker.run();
  return {
    stop: async () => {
      worker.shutdown();
      await running;
      await connection.close();
    },
  };
}

async function goProgram(): Promise<string> {
  const sources = ['go.mod', 'go.sum', 'worker.go'].map((file) => join(folder, 'go', file));
  return await obtain('foreign-go', sources, 'worker', {
    help: 'install Go 1.24 or newer (https://go.dev/dl), so that `go version` answers',
    make: async (target) => {
      await run('go', ['build', '-o', join(target, 'worker'), '.'], join(folder, 'go'));
    },
  });
}

async function pythonProgram(): Promise<string> {
  return await pythonEnvironment('foreign-python', join(folder, 'python/requirements.txt'));
}

async function startProgram(
  program: string,
  args: readonly string[],
  [namespace, queue]: readonly [string, string],
): Promise<ForeignWorker> {
  const child = spawn(program, [...args, queue], {
    env: { ...process.env, TEMPORAL_NAMESPACE: namespace },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`the worker ended (${signal ?? code}):\n${output}`)));
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        if (output.includes('ready\n')) resolve();
      });
    }
  });
  return { stop: async () => await ended(child) };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await exit;
}
