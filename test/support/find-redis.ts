import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { lock } from '../../src/devstack/lock.ts';

const run = promisify(execFile);

export interface RedisProgram {
  readonly path: string;
  /** Where its libraries are beside those of the system. */
  readonly libraries: string;
}

/** A real redis-server: the one on PATH, or Debian's packages unpacked into the user's cache, where nothing of the system
 * is touched and no service is started. Throws one error that tells of both. */
export async function findRedis(say: (line: string) => void): Promise<RedisProgram> {
  const onPath = { path: 'redis-server', libraries: '' };
  if (await works(onPath)) return onPath;
  const folder = join(cacheFolder(), 'redis-server');
  const before = unpackedIn(folder);
  if (await works(before)) return before;
  mkdirSync(dirname(folder), { recursive: true });
  const held = await lock(`${folder}.lock`, () => say('Waiting for another process that is getting Redis.'));
  try {
    const meanwhile = unpackedIn(folder);
    if (await works(meanwhile)) return meanwhile;
    say('Getting Redis from Debian: the tests of the event sinks need a real one, once.');
    await unpack(folder);
    const unpacked = unpackedIn(folder);
    if (await works(unpacked)) return unpacked;
    throw new Error('the server that came with them does not run');
  } catch (error) {
    const reason = error instanceof Error ? error.message.trim() : String(error);
    throw new Error(
      `No redis-server on PATH, and Debian's packages could not be had: ${reason}\n` +
        'Install Redis, so that `redis-server --version` answers.',
      { cause: error },
    );
  } finally {
    held.release();
  }
}

/** The environment that it runs in. */
export function redisEnv({ libraries }: RedisProgram): NodeJS.ProcessEnv {
  return libraries === '' ? process.env : { ...process.env, LD_LIBRARY_PATH: libraries };
}

async function works(program: RedisProgram): Promise<boolean> {
  return await run(program.path, ['--version'], { env: redisEnv(program), timeout: 10_000 }).then(
    () => true,
    () => false,
  );
}

function unpackedIn(folder: string): RedisProgram {
  const libraries = join(folder, 'usr/lib');
  const places = existsSync(libraries) ? readdirSync(libraries).map((each) => join(libraries, each)) : [];
  return { path: join(folder, 'usr/bin/redis-server'), libraries: places.join(':') };
}

async function unpack(folder: string): Promise<void> {
  const made = mkdtempSync(`${folder}.new-`);
  try {
    const archives = join(made, 'archives');
    mkdirSync(join(archives, 'partial'), { recursive: true });
    await download(archives).catch(async () => {
      // The lists of packages may be old, or not there yet.
      await run('apt-get', ['update'], { timeout: 300_000 });
      await download(archives);
    });
    for (const name of readdirSync(archives).filter((each) => each.endsWith('.deb'))) {
      await run('dpkg-deb', ['--extract', join(archives, name), made]);
    }
    rmSync(archives, { recursive: true });
    rmSync(folder, { recursive: true, force: true });
    // Whole or not at all.
    renameSync(made, folder);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

/** With what it needs and this system does not have. */
async function download(archives: string): Promise<void> {
  const options = [
    '--yes',
    '--no-install-recommends',
    '--download-only',
    '--option',
    `Dir::Cache::archives=${archives}`,
  ];
  await run('apt-get', ['install', ...options, '--option', 'Debug::NoLocking=1', 'redis-server'], { timeout: 300_000 });
}

function cacheFolder(): string {
  const given = process.env['XDG_CACHE_HOME'];
  return join(given === undefined || given === '' ? join(homedir(), '.cache') : given, 'baton');
}
