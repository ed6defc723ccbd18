import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { bundleWorkflowCode, NativeConnection, Worker } from '@temporalio/worker';
import { lock, projectRoot } from '../../src/devstack/index.ts';
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
  const requirements = join(folder, 'python/requirements.txt');
  return await obtain('foreign-python', [requirements], 'bin/python', {
    help: "install Python 3.10 or newer with venv (Debian's python3 and python3-venv), so that `python3 -m venv` works",
    make: async (target) => {
      await run('python3', ['-m', 'venv', '--copies', target], folder);
      await run(join(target, 'bin/python'), ['-m', 'pip', 'install', '--quiet', '--requirement', requirements], folder);
    },
  });
}

/** Made once for what it is made from, and kept in the user's cache folder. A virtual environment cannot be moved, so it
 * is made in its place and counts once its mark is there. */
async function obtain(
  name: string,
  sources: readonly string[],
  program: string,
  by: { readonly help: string; readonly make: (target: string) => Promise<void> },
): Promise<string> {
  const digest = createHash('sha256');
  for (const source of sources) digest.update(readFileSync(source));
  const target = join(cacheFolder(), `${name}-${digest.digest('hex').slice(0, 16)}`);
  const mark = join(target, '.complete');
  const say = (line: string) => process.stderr.write(`${line}\n`);
  mkdirSync(dirname(target), { recursive: true });
  const held = await lock(`${target}.lock`, ({ pid }) => say(`Waiting for process ${pid}, which makes ${name}`));
  try {
    if (existsSync(mark)) return join(target, program);
    say(`Making ${name} for the tests with other Temporal SDKs; once, a minute or two`);
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target);
    await by.make(target);
    mkdirSync(`${mark}.new`);
    renameSync(`${mark}.new`, mark);
    return join(target, program);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The tests with other Temporal SDKs can't run: ${reason}\nWhat helps: ${by.help}.`, {
      cause: error,
    });
  } finally {
    held.release();
  }
}

function cacheFolder(): string {
  const given = process.env['XDG_CACHE_HOME'];
  return join(given === undefined || given === '' ? join(homedir(), '.cache') : given, 'baton');
}

async function run(command: string, args: readonly string[], cwd: string): Promise<void> {
  await promisify(execFile)(command, args, { cwd, maxBuffer: 16 * 1024 * 1024 });
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
