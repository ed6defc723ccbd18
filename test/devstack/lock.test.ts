import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { lock, tryLock } from '../../src/devstack/lock.ts';
import { temporaryFolder } from './temporary-folder.ts';

// Real processes, on machines that may be busy.
jest.setTimeout(60_000);

function taken(folder: string) {
  const attempt = tryLock(folder);
  if (attempt.kind !== 'taken') throw new Error('expected to get the lock');
  return attempt.lock;
}

/** Writes another owner into a lock that this process holds. */
function changeOwner(folder: string, owner: object): void {
  const [file = ''] = readdirSync(folder);
  const before = JSON.parse(readFileSync(join(folder, file), 'utf8')) as object;
  writeFileSync(join(folder, file), JSON.stringify({ ...before, ...owner }));
}

describe('a lock', () => {
  test('is held by one, who is named to others, and free after its release', () => {
    const folder = join(temporaryFolder(), 'a.lock');
    const first = taken(folder);
    const second = tryLock(folder);
    expect(second.kind === 'held' && second.by.pid).toBe(process.pid);
    first.release();
    expect(existsSync(folder)).toBe(false);
    taken(folder).release();
  });

  test('of a process that has died is taken over', () => {
    const folder = join(temporaryFolder(), 'a.lock');
    taken(folder);
    const dead = spawnSync(process.execPath, ['-e', '']);
    changeOwner(folder, { pid: dead.pid });
    taken(folder).release();
    expect(existsSync(folder)).toBe(false);
  });

  test('of a process whose id another one has now is taken over', () => {
    const folder = join(temporaryFolder(), 'a.lock');
    taken(folder);
    changeOwner(folder, { started: 'long ago' });
    taken(folder).release();
  });

  test('is not held in a copy of the folder around it', () => {
    const folder = temporaryFolder();
    const copy = temporaryFolder();
    const original = taken(join(folder, 'a.lock'));
    cpSync(folder, copy, { recursive: true });
    taken(join(copy, 'a.lock')).release();
    original.release();
  });

  test('releasing late does not take it from the next holder', () => {
    const folder = join(temporaryFolder(), 'a.lock');
    const first = taken(folder);
    changeOwner(folder, { started: 'long ago' });
    const second = taken(folder);
    first.release();
    expect(tryLock(folder).kind).toBe('held');
    second.release();
  });

  test('waiting for it says so once and ends with its release', async () => {
    const folder = join(temporaryFolder(), 'a.lock');
    const first = taken(folder);
    const told: number[] = [];
    const waiting = lock(folder, (holder) => {
      told.push(holder.pid);
      setTimeout(() => first.release(), 300);
    });
    (await waiting).release();
    expect(told).toEqual([process.pid]);
  });
});
