import { mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemCodeOf } from '../config/index.ts';
import { identityOf, isRunning, type ProcessIdentity } from './process-identity.ts';

/** A folder that at most one process holds. The folder is put in its place by one rename, with its owner's file already
 * in it; a rename on to a folder that isn't empty is refused by the system. An owner that died is removed by the unique
 * name of its file, so that two who find the same dead owner can't remove each other. */
export interface Lock {
  release(): void;
}

export type Attempt =
  | { readonly kind: 'taken'; readonly lock: Lock }
  | { readonly kind: 'held'; readonly by: ProcessIdentity };

export function tryLock(folder: string): Attempt {
  mkdirSync(dirname(folder), { recursive: true });
  const me = identityOf(process.pid);
  const file = `owner-${process.pid}-${Date.now()}-${Math.random().toString(36).slice(2, 10)}.json`;
  const prepared = `${folder}.${file}`;
  mkdirSync(prepared);
  writeFileSync(join(prepared, file), JSON.stringify({ ...me, folder }));
  for (;;) {
    try {
      renameSync(prepared, folder);
      return { kind: 'taken', lock: { release: () => release(folder, file) } };
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(systemCodeOf(error) ?? '')) throw error;
    }
    const holder = liveHolder(folder);
    if (holder !== undefined) {
      rmSync(prepared, { recursive: true, force: true });
      return { kind: 'held', by: holder };
    }
    removeWhenEmpty(folder);
  }
}

/** Waits for the lock as long as its holder lives; `waiting` is called once, if it has to. */
export async function lock(
  folder: string,
  waiting: (holder: ProcessIdentity) => void,
  signal?: AbortSignal,
): Promise<Lock> {
  for (let told = false; ;) {
    const attempt = tryLock(folder);
    if (attempt.kind === 'taken') return attempt.lock;
    if (!told) waiting(attempt.by);
    told = true;
    await sleep(250, undefined, { signal });
  }
}

/** The live owner, after the files of dead ones have been removed. */
function liveHolder(folder: string): ProcessIdentity | undefined {
  for (const file of entries(folder)) {
    const owner = ownerIn(join(folder, file), folder);
    if (owner !== undefined && isRunning(owner)) return owner;
    rmSync(join(folder, file), { force: true });
  }
  return undefined;
}

function entries(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

interface OwnerFile {
  readonly pid?: unknown;
  readonly started?: unknown;
  /** Which lock it is about: in a copy of the folder's surroundings the owner is the original's, not the copy's. */
  readonly folder?: unknown;
}

function ownerIn(path: string, folder: string): ProcessIdentity | undefined {
  try {
    const owner = JSON.parse(readFileSync(path, 'utf8')) as OwnerFile;
    if (typeof owner.pid !== 'number' || owner.folder !== folder) return undefined;
    return typeof owner.started === 'string' ? { pid: owner.pid, started: owner.started } : { pid: owner.pid };
  } catch {
    return undefined;
  }
}

function release(folder: string, file: string): void {
  rmSync(join(folder, file), { force: true });
  removeWhenEmpty(folder);
}

function removeWhenEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Somebody else has taken or removed it meanwhile: theirs now.
  }
}
