import { spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { afterEach, expect, test } from '@jest/globals';
import { giveWay, givingWay } from '../../src/devstack/give-way.ts';
import { identityOf } from '../../src/devstack/process-identity.ts';

const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

/** A program that has its threads. */
async function program(options: SpawnOptions = {}): Promise<number> {
  const source = "console.log('here'); setInterval(() => undefined, 1000)";
  const child = spawn(process.execPath, ['--eval', source], { ...options, stdio: ['ignore', 'pipe', 'ignore'] });
  ends.push(() => child.kill('SIGKILL'));
  if (child.stdout === null) throw new Error('it has no output');
  await once(child.stdout, 'data');
  return child.pid ?? 0;
}

const read = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
};
const sessionNiceness = (pid: number | 'self'): string | null =>
  read(`/proc/${pid}/autogroup`)
    ?.replace(/^.* nice /, '')
    .trim() ?? null;
const threadNiceness = (pid: number): readonly number[] => [
  ...new Set(
    (process.platform === 'linux' ? readdirSync(`/proc/${pid}/task`) : [pid]).map((id) => getPriority(Number(id))),
  ),
];
/** These tests may be run with a niceness themselves. */
const own = getPriority();
/** Not all kernels weigh sessions. */
const lowered = sessionNiceness('self') === null ? null : '5';

test('a program gives way with all of its threads, and with its session', async () => {
  const pid = await program({ detached: true });
  expect(threadNiceness(pid)).toEqual([own]);
  await giveWay(pid, 5);
  expect(threadNiceness(pid)).toEqual([Math.max(own, 5)]);
  expect(sessionNiceness(pid)).toBe(lowered);
});

test('one that gives way more already goes on to', async () => {
  const pid = await program({ detached: true });
  await giveWay(pid, 12);
  await giveWay(pid, 5);
  expect(threadNiceness(pid)).toEqual([Math.max(own, 12)]);
});

test('several at once: the system grants it to one after the other', async () => {
  const pids = await Promise.all([1, 2, 3].map(async () => await program({ detached: true })));
  await Promise.all(pids.map(async (pid) => await giveWay(pid, 5)));
  expect(pids.map(sessionNiceness)).toEqual([lowered, lowered, lowered]);
});

test('one that shares the session of those who began it leaves that as it is', async () => {
  const before = sessionNiceness('self');
  const pid = await program();
  await giveWay(pid, 5);
  expect(threadNiceness(pid)).toEqual([Math.max(own, 5)]);
  expect(sessionNiceness('self')).toBe(before);
});

test('one that was never born is not whoever asks', async () => {
  await giveWay(0, 5);
  expect(getPriority()).toBe(own);
});

test('one that has gone is none', async () => {
  const pid = await program({ detached: true });
  process.kill(pid, 'SIGKILL');
  await giveWay(pid, 5);
  await giveWay(2 ** 30, 5);
});

test('a member gives way with every process that is told, which are told on', async () => {
  const pids = [await program({ detached: true }), await program({ detached: true })];
  const told: unknown[] = [];
  const running = { ended: new Promise<string>(() => undefined), stop: async () => undefined };
  const member = givingWay(
    {
      name: 'all of it',
      start: async (born) => {
        born(pids.map(identityOf));
        return running;
      },
    },
    7,
  );
  expect(member.name).toBe('all of it');
  expect(await member.start((processes) => told.push(processes))).toBe(running);
  expect(told).toEqual([pids.map(identityOf)]);
  expect(pids.map(threadNiceness)).toEqual([[Math.max(own, 7)], [Math.max(own, 7)]]);
});
