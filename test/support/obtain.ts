import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { lock, projectRoot } from '../../src/devstack/index.ts';

/** The Python of a virtual environment with what the requirements name. */
export async function pythonEnvironment(name: string, requirements: string): Promise<string> {
  return await obtain(name, [requirements], 'bin/python', {
    help: "install Python 3.10 or newer with venv (Debian's python3 and python3-venv), so that `python3 -m venv` works",
    make: async (target) => {
      await run('python3', ['-m', 'venv', '--copies', target], projectRoot());
      const install = ['-m', 'pip', 'install', '--quiet', '--requirement', requirements];
      await run(join(target, 'bin/python'), install, projectRoot());
    },
  });
}

/** Made once for what it is made from, and kept in the user's cache folder. A virtual environment cannot be moved, so it
 * is made in its place and counts once its mark is there. */
export async function obtain(
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
    say(`Making ${name} for the tests; once, a minute or two`);
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target);
    await by.make(target);
    mkdirSync(`${mark}.new`);
    renameSync(`${mark}.new`, mark);
    return join(target, program);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The tests that need ${name} can't run: ${reason}\nWhat helps: ${by.help}.`, {
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

export async function run(command: string, args: readonly string[], cwd: string): Promise<void> {
  await promisify(execFile)(command, args, { cwd, maxBuffer: 16 * 1024 * 1024 });
}
