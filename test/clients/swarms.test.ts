import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { projectRoot } from '../../src/devstack/index.ts';
import { pythonEnvironment } from '../support/obtain.ts';
import { type Stack, startStack } from '../support/stack.ts';

const folder = join(projectRoot(), 'test/clients/swarms');
let stack: Stack;
let python: string;

beforeAll(async () => {
  python = await pythonEnvironment('requests', join(folder, 'requirements.txt'));
  stack = await startStack();
}, 300_000);

afterAll(async () => {
  await stack?.close();
});

/** An example as its page has it, letter by letter but for the port; what it prints, line by line. */
async function run(example: string): Promise<readonly string[]> {
  const text = readFileSync(join(folder, `${example}.py`), 'utf8');
  const own = text.replaceAll('http://localhost:5003', `http://localhost:${new URL(stack.url).port}`);
  expect(own).not.toBe(text);
  const { stdout } = await promisify(execFile)(python, ['-c', own], { timeout: 200_000 });
  return stdout.trim().split('\n');
}

async function post(path: string, body?: object): Promise<{ readonly task_id: string }> {
  const sent =
    body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const answer = await fetch(stack.url + path, { method: 'POST', ...sent });
  const said = (await answer.json()) as { readonly task_id: string };
  expect([answer.ok, said]).toEqual([true, said]);
  return said;
}

test('the usage examples of the page run as they are written', async () => {
  await post('/swarms', { id: 'swarm-123', name: 'analysts', count: 40, tier: 'advanced' });
  await post('/swarms', { id: 'swarm-abc', name: 'workers', count: 124, tier: 'standard' });

  const [created, named] = await run('create_l20_bot_swarm');
  expect(created).toBe('Created swarm with 10000 bots');
  expect(named).toMatch(/^Swarm ID: swarm-[a-z0-9]{8}$/);

  expect(await run('distribute_task_across_swarm')).toEqual(['Task distributed to 40 bots']);

  const { task_id: task } = await post('/bots/bot-abc-123/tasks', { type: 'data_processing', data: {} });
  await post(`/bots/bot-abc-123/tasks/${task}/complete`);
  expect(await run('monitor_bot_performance')).toEqual([
    'Active bots: 10164',
    'Tasks executed: 1',
    'Utilization: 20.3%',
    'Bot workers-123: 1 tasks completed',
  ]);

  const listed = await fetch(`${stack.url}/swarms/swarm-123/tasks`);
  const { tasks } = (await listed.json()) as { readonly tasks: readonly { readonly task_id: string }[] };
  for (const index of [0, 7]) {
    await post(`/bots/bot-123-${index}/tasks/${tasks[0]?.task_id}-${index}/complete`);
  }
  expect(await run('monitor_swarm_health')).toEqual([
    'Swarm: analysts',
    'Active bots: 40 / 40',
    'Total tasks: 2',
    'Avg tasks/bot: 0.05',
  ]);
});
