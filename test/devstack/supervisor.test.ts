import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import type { Member } from '../../src/devstack/member.ts';
import { nodeMember, type NodeMemberOptions } from '../../src/devstack/node-member.ts';
import { hasEnded, identityOf, isRunning, type ProcessIdentity } from '../../src/devstack/process-identity.ts';
import { supervisor, type Supervisor } from '../../src/devstack/supervisor.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { until } from '../support/until.ts';

// Real processes, on machines that may be busy.
jest.setTimeout(60_000);

type Named = ProcessIdentity & { readonly name: string };

const running: Supervisor[] = [];
afterEach(async () => {
  for (const each of running.splice(0)) await each.stop();
});

function supervised(more: { readonly deaths?: number } = {}) {
  const said: string[] = [];
  const seen: (readonly Named[])[] = [];
  const made = supervisor({
    say: (line) => said.push(line),
    changed: (processes) => seen.push(processes),
    firstDelayMs: 1,
    ...more,
  });
  running.push(made);
  const alive = () => seen.at(-1) ?? [];
  return { supervisor: made, said, alive };
}

function member(program: string, more: Partial<NodeMemberOptions> = {}): Member {
  return nodeMember({
    name: `the ${program}`,
    entry: fileURLToPath(new URL(`./programs/${program}.mjs`, import.meta.url)),
    env: process.env,
    log: join(temporaryFolder(), 'log'),
    graceMs: 2_000,
    readyWithinMs: 20_000,
    ...more,
  });
}

describe('the supervisor', () => {
  test('a member is there once it is ready, with the environment it was given, and gone after the stop', async () => {
    const { supervisor: made, alive } = supervised();
    const told: unknown[] = [];
    await made.add(
      member('ready', { env: { ...process.env, GIVEN: 'milk' }, onReady: ({ given }) => told.push(given) }),
    );
    const [identity] = alive();
    expect(told).toEqual(['milk']);
    expect(identity !== undefined && isRunning(identity)).toBe(true);
    await made.stop();
    expect(identity !== undefined && isRunning(identity)).toBe(false);
    expect(alive()).toEqual([]);
  });

  test('one that is killed is started again, and it is said', async () => {
    const { supervisor: made, said, alive } = supervised();
    await made.add(member('ready'));
    const first = alive()[0]?.pid ?? 0;
    process.kill(first, 'SIGKILL');
    await until(() => alive().length === 1 && alive()[0]?.pid !== first);
    expect(said[0]).toContain('The ready ended (SIGKILL)');
    expect(said[0]).toContain('Starting the ready again.');
  });

  test('one that keeps dying is given up, with the end of its log', async () => {
    const { supervisor: made, said, alive } = supervised({ deaths: 2 });
    await made.add(member('failing'));
    const failure = await made.failed;
    expect(failure.message).toContain('The failing keeps failing (3 times');
    expect(failure.message).toContain('The failing ended (code 3)');
    expect(failure.message).toContain('out of milk');
    expect(said).toHaveLength(2);
    expect(alive()).toEqual([]);
  });

  test('one that cannot be brought up at all fails its start, with the end of its log', async () => {
    const { supervisor: made } = supervised();
    const adding = made.add(member('broken'));
    await expect(adding).rejects.toThrow('The broken ended (code 4)');
    await expect(adding).rejects.toThrow('cannot find the milk');
  });

  test('one that the system does not start fails its start, and no process is told', async () => {
    const { supervisor: made, alive } = supervised();
    const env = { ...process.env, TOO_LONG: 'x'.repeat(4_000_000) };
    const adding = made.add(member('ready', { env }));
    await expect(adding).rejects.toThrow(/^The ready could not be started: /);
    expect(alive()).toEqual([]);
  });

  test('one that is not ready in time is ended', async () => {
    const { supervisor: made, alive } = supervised();
    const adding = made.add(member('silent', { readyWithinMs: 0 }));
    const born = alive()[0];
    await expect(adding).rejects.toThrow('The silent was not ready within 0 s');
    expect(born !== undefined && isRunning(born)).toBe(false);
  });

  test('members stop in the reverse order of their start', async () => {
    const { supervisor: made } = supervised();
    const order: string[] = [];
    const noting = (name: string): Member => ({
      name,
      start: async () => ({ ended: new Promise(() => undefined), stop: async () => void order.push(name) }),
    });
    for (const name of ['Temporal', 'the worker', 'the API']) await made.add(noting(name));
    await made.stop();
    expect(order).toEqual(['the API', 'the worker', 'Temporal']);
  });

  test('one that takes no notice of the request to end is ended', async () => {
    const { supervisor: made, alive } = supervised();
    await made.add(member('stubborn', { graceMs: 50 }));
    const [identity] = alive();
    await made.stop();
    expect(identity !== undefined && isRunning(identity)).toBe(false);
  });

  test('killing ends everything without asking', async () => {
    const { supervisor: made, alive } = supervised();
    await made.add(member('stubborn'));
    const [identity = identityOf(process.pid)] = alive();
    made.kill();
    expect(await hasEnded(identity, 40_000)).toBe(true);
  });

  test('nothing is started any more once it is stopping', async () => {
    const { supervisor: made } = supervised();
    await made.stop();
    await expect(made.add(member('ready'))).rejects.toThrow('everything is stopping');
  });
});
