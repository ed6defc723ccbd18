import { afterAll, expect, test } from '@jest/globals';
import { createClient } from '../../src/client/index.ts';
import { startApi } from '../support/api-on-loopback.ts';
import { buildCli } from '../support/cli-process.ts';

const api = await startApi();
const cli = await buildCli();
afterAll(async () => {
  cli.remove();
  await api.close();
});

const env = { BATON_URL: api.address };

async function run(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await cli.run(args, { env });
  expect([code, stderr]).toEqual([0, '']);
  return stdout;
}

// Each of them goes on where the one before ended: every command is a process, which takes its time.
test('a swarm is made', async () => {
  const create = [
    'swarms',
    'create',
    'cleaner',
    '3',
    '--id',
    'swarm-cleaners',
    '--capability',
    'sweep',
    '--capability',
    'mop',
  ];
  expect(await run(...create)).toBe('swarm-cleaners has 3 bots\n');
});

test('it is given work', async () => {
  expect(await run('swarms', 'assign', 'swarm-cleaners', 'clean')).toMatch(
    /^bot-cleaners-0 has task-cleaners-0-\w+\n$/,
  );
  const all = await run('swarms', 'assign', 'swarm-cleaners', 'clean', '--all', '--data', '{"floor": 1}');
  expect(all).toMatch(/^3 bots have mass-cleaners-\w+\n$/);
  expect(await run('bots', 'assign', 'bot-cleaners-1', 'wash')).toMatch(/^bot-cleaners-1 has task-cleaners-0-\w+\n$/);
});

test('it is looked at', async () => {
  expect((await run('swarms', 'list')).split('\n')).toEqual([
    'swarm           status  tier      bots  active  pending  completed  name',
    'swarm-cleaners  active  standard  3     3       5        0          cleaner',
    '',
  ]);
  expect(await run('bots', 'list', '--swarm', 'swarm-cleaners', '--limit', '2')).toBe(
    [
      'bot             status  tier      pending  completed  failed  name',
      'bot-cleaners-0  active  standard  2        0          0       cleaner-0',
      'bot-cleaners-1  active  standard  2        0          0       cleaner-1',
      '',
    ].join('\n'),
  );
});

test('it is looked at closely', async () => {
  expect(await run('bots', 'get', 'bot-cleaners-1')).toMatch(/\ncapabilities +sweep, mop\n/);
  expect(await run('swarms', 'get', 'swarm-cleaners')).toMatch(/^id +swarm-cleaners\n/);
  expect(await run('bots', 'stats')).toContain('3 bots are active (0 %), 49997 more may be made\n');
});

test('it is resized and deleted', async () => {
  expect(await run('swarms', 'resize', 'swarm-cleaners', '5')).toBe('swarm-cleaners has 5 bots\n');
  expect(JSON.parse(await run('bots', 'stats', '--json'))).toMatchObject({ active_bots: 5 });
  expect(await run('swarms', 'delete', 'swarm-cleaners')).toBe('swarm-cleaners is deleted\n');
});

let orchestrated = '';

test('tasks of services and workflows begin', async () => {
  const definition = { name: 'sweep', version: '1', steps: [{ id: 'a', service: 'broom', method: 'sweep' }] };
  await createClient({ address: api.address }).workflows.register({
    ...definition,
    inputs: { room: { type: 'string', required: false } },
  });
  const begun = await run('tasks', 'begin', 'sweep', 'sweep={"room": "hall"}', '--sequential', '--priority', 'low');
  const [, id = ''] = /^task_id +(orc-\w+)\n/.exec(begun) ?? [];
  const parts = ['task  status  type', `${id}-0  pending  sweep`, `${id}-1  pending  sweep`];
  expect(begun.replaceAll(/ {2,}/g, '  ').split('\n')).toEqual(expect.arrayContaining(parts));
  orchestrated = id;
});

test('they are looked at and stop', async () => {
  const id = orchestrated;
  expect(await run('tasks', 'get', id)).toMatch(/\npriority +low\nsequential +true\n/);
  expect(await run('tasks', 'get', `${id}-1`)).toMatch(/\npart_of +orc-/);
  expect(JSON.parse(await run('tasks', 'cancel', id, '--json'))).toMatchObject({ success: true });
  expect(await run('tasks', 'get', id)).toMatch(/\nstatus +cancelled\n/);
});

test('a task of a bot is looked at as well', async () => {
  await run('swarms', 'create', 'one', '1', '--id', 'swarm-one');
  const given = JSON.parse(await run('bots', 'assign', 'bot-one-0', 'wash', '--json')) as { readonly task_id: string };
  expect(await run('tasks', 'get', given.task_id)).toMatch(/\nstatus +assigned\n/);
});

test('what cannot be is told in words', async () => {
  const told = async (...args: readonly string[]) => {
    const { code, stderr } = await cli.run(args, { env });
    return [code, stderr];
  };
  expect(await told('bots', 'get', 'bot-nobody-1')).toEqual([4, expect.stringContaining('[bot-not-found]')]);
  expect(await told('swarms', 'create', 'x', 'many')).toEqual([2, expect.stringContaining('<count> is a number')]);
  expect(await told('swarms', 'assign', 'swarm-x', 'a', '--data', '{')).toEqual([
    2,
    expect.stringContaining('is JSON'),
  ]);
  expect(await told('tasks', 'begin', 'sweep={')).toEqual([2, expect.stringContaining('behind sweep= is JSON')]);
  expect(await told('tasks', 'begin', 'sweep=7')).toEqual([4, expect.stringContaining('params')]);
  expect(await told('tasks', 'begin')).toEqual([2, expect.stringContaining('task')]);
  expect(await told('swarms', 'create', 'x', '60000')).toEqual([4, expect.stringContaining('room for')]);
});
