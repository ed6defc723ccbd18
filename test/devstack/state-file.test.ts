import { spawn } from 'node:child_process';
import { cpSync } from 'node:fs';
import { describe, expect, jest, test } from '@jest/globals';
import { identityOf, isRunning } from '../../src/devstack/process-identity.ts';
import { endLeftovers, readState, removeState, writeState } from '../../src/devstack/state-file.ts';
import { temporaryFolder } from './temporary-folder.ts';

// Real processes, on machines that may be busy.
jest.setTimeout(60_000);

function lasting(...args: readonly string[]) {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)', '--', ...args], {
    stdio: 'ignore',
  });
  return { identity: identityOf(child.pid ?? 0), end: () => child.kill('SIGKILL') };
}

describe('what a stack writes down', () => {
  test('is read back, and gone once it is removed', () => {
    const folder = temporaryFolder();
    const state = {
      folder,
      address: 'http://127.0.0.1:5080',
      processes: [{ name: 'Temporal', pid: 1, started: 'then' }],
    };
    writeState(state);
    expect(readState(folder)).toEqual(state);
    removeState(folder);
    expect(readState(folder)).toBeUndefined();
  });

  test('a process left over, whose command line names the folder, is ended', async () => {
    const folder = temporaryFolder();
    const leftover = lasting(`--db-filename=${folder}/temporal.db`);
    writeState({ folder, processes: [{ name: 'Temporal', ...leftover.identity }] });
    expect(await endLeftovers(folder, '/nowhere')).toEqual(['Temporal']);
    expect(isRunning(leftover.identity)).toBe(false);
  });

  test('a stranger is left alone: another command line, or another start under the same id', async () => {
    const folder = temporaryFolder();
    const stranger = lasting('something-else');
    const later = lasting(folder);
    writeState({
      folder,
      processes: [
        { name: 'Temporal', ...stranger.identity },
        { name: 'the worker', pid: later.identity.pid, started: 'long ago' },
      ],
    });
    expect(await endLeftovers(folder, '/nowhere')).toEqual([]);
    expect([isRunning(stranger.identity), isRunning(later.identity)]).toEqual([true, true]);
    stranger.end();
    later.end();
  });

  test("in a copy of the folder it means nothing: the processes are the original's", async () => {
    const folder = temporaryFolder();
    const copy = temporaryFolder();
    const original = lasting(folder, copy);
    writeState({ folder, processes: [{ name: 'Temporal', ...original.identity }] });
    cpSync(folder, copy, { recursive: true });
    expect(await endLeftovers(copy, '/nowhere')).toEqual([]);
    expect(isRunning(original.identity)).toBe(true);
    original.end();
  });
});
