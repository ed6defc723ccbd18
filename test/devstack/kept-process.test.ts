import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, jest, test } from '@jest/globals';
import { keep } from '../../src/devstack/kept-process.ts';
import { hasEnded, identityOf, isRunning } from '../../src/devstack/process-identity.ts';
import { projectRoot } from '../../src/devstack/project-root.ts';
import { temporaryFolder } from './temporary-folder.ts';

// Real processes, on machines that may be busy.
jest.setTimeout(60_000);

const forEver = "process.stdout.write('here');setInterval(() => undefined, 1000)";

describe('a kept process', () => {
  test('ends when its starter is killed, and its folder goes with it', async () => {
    const folder = join(temporaryFolder(), 'data');
    mkdirSync(folder);
    const order = JSON.stringify({
      command: process.execPath,
      args: ['-e', forEver],
      log: join(folder, 'log'),
      graceMs: 2_000,
      removeWhenOrphaned: folder,
    });
    const keeperModule = join(projectRoot(), 'scripts/devstack/keeper.mjs');
    const starter = spawn(process.execPath, [
      fileURLToPath(new URL('./programs/starter.mjs', import.meta.url)),
      keeperModule,
      order,
    ]);
    const [line] = (await once(starter.stdout, 'data')) as [Buffer];
    const { pid, keeper } = JSON.parse(String(line)) as { readonly pid: number; readonly keeper: number };
    const both = [identityOf(pid), identityOf(keeper)];
    expect(both.every(isRunning)).toBe(true);

    starter.kill('SIGKILL');
    expect(await Promise.all(both.map((each) => hasEnded(each, 40_000)))).toEqual([true, true]);
    expect(existsSync(folder)).toBe(false);
  });

  test('ends when it is asked to, and says how', async () => {
    const log = join(temporaryFolder(), 'log');
    const kept = await keep({ command: process.execPath, args: ['-e', forEver], log, graceMs: 40_000 });
    await kept.stop();
    expect(await kept.ended).toEqual({ code: null, signal: 'SIGTERM' });
    expect(isRunning(kept.program)).toBe(false);
    expect(isRunning(kept.keeper)).toBe(false);
  });

  test('that ends at once has ended with its own code, on a machine that is busy too', async () => {
    const log = join(temporaryFolder(), 'log');
    const kept = await Promise.all(
      Array.from({ length: 24 }, () => keep({ command: '/bin/sh', args: ['-c', 'exit 3'], log, graceMs: 2_000 })),
    );
    const endings = await Promise.all(kept.map((each) => each.ended));
    expect(endings).toEqual(Array.from({ length: 24 }, () => ({ code: 3, signal: null })));
  });

  test('ends when its keeper is killed', async () => {
    const log = join(temporaryFolder(), 'log');
    const kept = await keep({ command: process.execPath, args: ['-e', forEver], log, graceMs: 2_000 });
    process.kill(kept.keeper.pid, 'SIGKILL');
    await kept.ended;
    expect(isRunning(kept.program)).toBe(false);
  });

  test('writes to its log', async () => {
    const log = join(temporaryFolder(), 'log');
    const kept = await keep({ command: process.execPath, args: ['-e', 'console.log("milk")'], log, graceMs: 100 });
    expect(await kept.ended).toEqual({ code: 0, signal: null });
    expect(readFileSync(log, 'utf8')).toBe('milk\n');
  });

  test('a program that is not there is told', async () => {
    const log = join(temporaryFolder(), 'log');
    const keeping = keep({ command: '/nowhere/program', args: [], log, graceMs: 100 });
    await expect(keeping).rejects.toThrow('/nowhere/program could not be started');
  });
});
