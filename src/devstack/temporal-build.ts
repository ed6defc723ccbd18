import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DevstackError } from './devstack-error.ts';
import { keep } from './kept-process.ts';
import { withProgress } from './progress.ts';
import { CLI_VERSION, versionOf, type Obtaining } from './temporal-version.ts';

/** Has Go build the CLI from its public sources and puts it at `target`; throws where that can't be. */
export async function buildTemporal(target: string, { env, say, signal }: Obtaining): Promise<void> {
  try {
    await promisify(execFile)('go', ['version'], { env, timeout: 20_000 });
  } catch {
    throw new DevstackError("no Go here (`go version` doesn't answer)");
  }
  const folder = `${target}.build-${process.pid}`;
  const log = join(folder, 'build.log');
  mkdirSync(folder, { recursive: true });
  try {
    const work = {
      doing: `Building the Temporal CLI ${CLI_VERSION} with Go`,
      why: 'a workflow engine is needed, none is installed here and none could be downloaded. About six minutes, once; it is kept for the next start',
      detail: () => `${compiledIn(readLog(log))} packages compiled of about 1,300`,
    };
    await withProgress(say, work, () => build(folder, log, env, signal));
    const program = join(folder, process.platform === 'win32' ? 'temporal.exe' : 'temporal');
    const answer = await versionOf(program);
    if (answer.kind === 'fails') throw new DevstackError(`what was built doesn't run: ${answer.reason}`);
    renameSync(program, target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function build(folder: string, log: string, env: NodeJS.ProcessEnv, aborted?: AbortSignal): Promise<void> {
  const go = await keep({
    command: 'go',
    args: ['install', '-v', '-ldflags', '-s -w', `github.com/temporalio/cli/cmd/temporal@v${CLI_VERSION}`],
    env: { ...env, GOBIN: folder },
    log,
    graceMs: 2_000,
    removeWhenOrphaned: folder,
  });
  const stop = () => void go.stop();
  aborted?.addEventListener('abort', stop, { once: true });
  const { code, signal } = await go.ended;
  aborted?.removeEventListener('abort', stop);
  if (code === 0) return;
  const last = readLog(log).trim().split('\n').slice(-3).join(' ');
  throw new DevstackError(`go install ended with ${signal ?? code}: ${last}`);
}

function compiledIn(log: string): number {
  return log.split('\n').filter((line) => line !== '' && !line.startsWith('go: ')).length;
}

function readLog(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
