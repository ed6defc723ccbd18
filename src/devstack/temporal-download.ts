import { fork } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DevstackError } from './devstack-error.ts';
import { withProgress } from './progress.ts';
import { projectRoot } from './project-root.ts';
import { CLI_VERSION, versionOf, type Obtaining } from './temporal-version.ts';

const DEADLINE_MS = 10 * 60_000;

/** Has Temporal's SDK download the CLI and puts it at `target`; throws where that can't be. */
export async function downloadTemporal(target: string, { env, say, signal }: Obtaining): Promise<void> {
  const folder = `${target}.download-${process.pid}`;
  mkdirSync(folder, { recursive: true });
  try {
    const work = {
      doing: `Downloading the Temporal CLI ${CLI_VERSION}`,
      why: 'a workflow engine is needed and none is installed here; it is kept for the next start',
      detail: () => `${Math.round(sizeOf(folder) / 1_000_000)} MB so far`,
    };
    await withProgress(say, work, () => download(folder, env, signal));
    const file = largestIn(folder);
    if (file === undefined) throw new DevstackError('the SDK reported success but left no program');
    chmodSync(file, 0o755);
    const answer = await versionOf(file);
    if (answer.kind === 'fails') throw new DevstackError(`what was downloaded doesn't run: ${answer.reason}`);
    renameSync(file, target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function download(folder: string, env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<void> {
  const child = fork(join(projectRoot(), 'scripts/devstack/download-temporal.mjs'), [folder, `v${CLI_VERSION}`], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [],
    env,
    killSignal: 'SIGKILL',
    ...(signal !== undefined && { signal }),
  });
  let complaint = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-4_000);
  });
  const deadline = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearTimeout(deadline);
  if (code !== 0)
    throw new DevstackError(complaint.trim().split('\n').at(-1) ?? `the download ended with ${code ?? 'a signal'}`);
}

function filesIn(folder: string): readonly { readonly path: string; readonly size: number }[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, size: statSync(path).size }));
}

function sizeOf(folder: string): number {
  try {
    return filesIn(folder).reduce((sum, file) => sum + file.size, 0);
  } catch {
    return 0;
  }
}

function largestIn(folder: string): string | undefined {
  return filesIn(folder).toSorted((a, b) => b.size - a.size)[0]?.path;
}
