import { existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DevstackError, reasonOf } from './devstack-error.ts';

/** Temporal's database file. The server lays its tables only where there is no file, so one that was killed in the midst
 * of that would never start again. A mark beside the file says that it has served; one without the mark may be such a
 * half, or a backup that was put back, and only a start tells which. */
export interface Database {
  readonly path: string;
  /** To be called once the server serves it. */
  served(): void;
  /** Takes a file that has never served out of the way. Returns where it is now; undefined for one that stays. */
  setAside(): string | undefined;
}

const PARTS = ['', '-wal', '-shm'] as const;

export function openDatabase(folder: string): Database {
  const path = join(folder, 'temporal.db');
  const mark = `${path}.served`;
  // What the mark was about is gone.
  if (!existsSync(path)) rmSync(mark, { force: true });
  if (!existsSync(mark) && PARTS.every((part) => isEmptyFile(path + part))) {
    for (const part of PARTS) rmSync(path + part, { force: true });
  }
  return {
    path,
    served: () => writeFileSync(mark, ''),
    setAside: () => (existsSync(mark) || !existsSync(path) ? undefined : setAside(path)),
  };
}

function setAside(path: string): string {
  let number = 1;
  while (PARTS.some((part) => existsSync(`${path}.unfinished-${number}${part}`))) number++;
  const aside = `${path}.unfinished-${number}`;
  try {
    for (const part of PARTS) if (existsSync(path + part)) renameSync(path + part, aside + part);
  } catch (error) {
    throw new DevstackError(`${path} can't be set aside: ${reasonOf(error)}`);
  }
  return aside;
}

function isEmptyFile(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined || (found.isFile() && found.size === 0);
}
