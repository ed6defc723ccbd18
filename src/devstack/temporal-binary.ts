import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { mkdirSync } from 'node:fs';
import { DevstackError, reasonOf } from './devstack-error.ts';
import { lock } from './lock.ts';
import type { Say } from './progress.ts';
import { buildTemporal } from './temporal-build.ts';
import { downloadTemporal } from './temporal-download.ts';
import { CLI_VERSION, versionOf, type Obtaining } from './temporal-version.ts';

export interface TemporalBinary {
  readonly path: string;
  readonly version: string;
  readonly origin: 'given' | 'path' | 'cache' | 'download' | 'build';
}

/** Finds Temporal's CLI, or gets it: what BATON_TEMPORAL_CLI names, `temporal` on PATH, our cache, the SDK's download, a
 * build with Go. Throws one DevstackError that tells of all of them. The signal ends what is under way. */
export async function findTemporal(
  say: Say,
  env: NodeJS.ProcessEnv = process.env,
  signal?: AbortSignal,
): Promise<TemporalBinary> {
  const given = env['BATON_TEMPORAL_CLI'];
  if (given !== undefined && given !== '') {
    const answer = await versionOf(given, env);
    if (answer.kind === 'works') return { path: given, version: answer.version, origin: 'given' };
    throw new DevstackError(
      `BATON_TEMPORAL_CLI=${given}: ${answer.reason}. Give the path of Temporal's CLI, or unset it.`,
    );
  }

  const onPath = await versionOf('temporal', env);
  if (onPath.kind === 'works') return { path: 'temporal', version: onPath.version, origin: 'path' };
  const tried: Tried[] = [{ what: '`temporal` on PATH', reason: onPath.reason }];

  const target = cachedPath(env);
  const cached = await versionOf(target, env);
  if (cached.kind === 'works') return { path: target, version: cached.version, origin: 'cache' };
  tried.push({ what: `our cache, ${target}`, reason: cached.reason });
  return obtain(target, { env, say, signal }, tried);
}

interface Tried {
  readonly what: string;
  readonly reason: string;
}

/** One process at a time, since two that start together (`npm start` and `npm test`) would build the same thing twice. */
async function obtain(target: string, by: Obtaining, before: readonly Tried[]): Promise<TemporalBinary> {
  const { env, say, signal } = by;
  const tried = [...before];
  let held: Awaited<ReturnType<typeof lock>>;
  try {
    mkdirSync(dirname(target), { recursive: true });
    const waiting = ({ pid }: { readonly pid: number }) =>
      say(`Waiting for process ${pid}, which is getting the Temporal CLI ${CLI_VERSION}: it is needed once for both`);
    held = await lock(`${dirname(target)}.lock`, waiting, signal);
  } catch (error) {
    tried.push({ what: `a place to keep it, ${dirname(target)}`, reason: reasonOf(error) });
    throw nothingFound(tried);
  }
  try {
    const meanwhile = await versionOf(target, env);
    if (meanwhile.kind === 'works') return { path: target, version: meanwhile.version, origin: 'cache' };
    const ways = [
      { origin: 'download', what: "the SDK's download", perform: () => downloadTemporal(target, by) },
      { origin: 'build', what: 'building it with Go', perform: () => buildTemporal(target, by) },
    ] as const;
    for (const { origin, what, perform } of ways) {
      try {
        signal?.throwIfAborted();
        await perform();
        const answer = await versionOf(target, env);
        if (answer.kind === 'works') return { path: target, version: answer.version, origin };
        tried.push({ what, reason: answer.reason });
      } catch (error) {
        tried.push({ what, reason: reasonOf(error) });
      }
    }
    throw nothingFound(tried);
  } finally {
    held.release();
  }
}

function cachedPath(env: NodeJS.ProcessEnv): string {
  const given = env['XDG_CACHE_HOME'];
  const cache = given === undefined || given === '' ? join(homedir(), '.cache') : given;
  return join(
    cache,
    'baton',
    `temporal-cli-${CLI_VERSION}`,
    process.platform === 'win32' ? 'temporal.exe' : 'temporal',
  );
}

function nothingFound(tried: readonly Tried[]): DevstackError {
  return new DevstackError(
    [
      'No Temporal server can be started here. Tried:',
      ...tried.map(({ what, reason }) => `  - ${what}: ${reason}`),
      'Any one of these helps:',
      '  1. install the Temporal CLI, so that `temporal --version` answers (or name it: BATON_TEMPORAL_CLI=/path/to/temporal)',
      '  2. install Go, and it is built from source on the next start (about six minutes, once)',
      '  3. set TEMPORAL_ADDRESS=host:port to a Temporal server that runs elsewhere',
    ].join('\n'),
  );
}
