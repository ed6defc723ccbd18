import { realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** Where local state lives: Temporal's database and log, and what the running stack knows of itself. By its real path,
 * since whoever holds the folder must be found by whichever way another comes to it. */
export function dataFolder(env: NodeJS.ProcessEnv = process.env): string {
  const given = env['BATON_DATA'];
  const path = resolve(given === undefined || given === '' ? '.baton' : given);
  const missing: string[] = [];
  for (let existing = path; ; existing = dirname(existing)) {
    const real = realPath(existing);
    if (real !== undefined) return join(real, ...missing);
    if (dirname(existing) === existing) return path;
    missing.unshift(basename(existing));
  }
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
