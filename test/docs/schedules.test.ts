import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readRecurrence } from '../../src/cron/index.ts';
import { startApi } from '../support/api-on-loopback.ts';
import { buildCli, type CliResult } from '../support/cli-process.ts';
import { sendRequest } from '../support/send-request.ts';
import { fencedBlocks } from './fenced-blocks.ts';

const page = readFileSync(join(process.cwd(), 'docs/guide/schedules.md'), 'utf8');
const blocks = fencedBlocks(page);
const jobs = blocks.filter(({ language, words }) => language === 'yaml' && words[0] === 'job').map(({ text }) => text);
const commands = blocks
  .filter(({ language }) => language === 'console')
  .flatMap(({ text }) => [...text.matchAll(/^\$ npx baton (.*)$/gm)].map(([, command = '']) => command));

const api = await startApi();
const cli = await buildCli();
const folder = mkdtempSync(join(tmpdir(), 'baton-schedules-'));
const env = { BATON_URL: api.address };

beforeAll(async () => {
  const workflow = { name: 'departure_prep', version: '1', steps: [{ id: 'a', service: 'a', method: 'a' }] };
  await sendRequest(api.port, { path: '/orchestrator/register_workflow', body: { workflow } });
  writeFileSync(join(folder, 'morning.yaml'), jobs[0] ?? '');
});
afterAll(async () => {
  cli.remove();
  rmSync(folder, { recursive: true, force: true });
  await api.close();
});

async function run(command: string): Promise<CliResult> {
  const args = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
  return await cli.run(args, { env, cwd: folder });
}

test('every command of the guide does what it says, in its order', async () => {
  const shown: string[] = [];
  for (const command of commands) {
    const { code, stdout, stderr } = await run(command);
    expect([command, code, stderr]).toEqual([command, 0, '']);
    shown.push(stdout);
  }
  const said = (part: string): string => shown[commands.findIndex((each) => each.includes(part))] ?? '';
  expect(commands).toHaveLength(9);
  expect(said('create')).toContain('✓ morning-departure-prep is scheduled\n');
  // 6:30 in Berlin, in winter and in summer, and not at the weekend.
  expect(said('next').trim().split('\n')).toHaveLength(3);
  for (const time of said('next').trim().split('\n')) expect(time).toMatch(/T0[45]:30:00\.000Z$/);
  expect(said('list')).toContain('morning-departure-prep  ACTIVE  0 30 6 * * MON-FRI  Europe/Berlin');
  expect(said('get')).toContain('Morning departure prep');
  expect(said('trigger')).toMatch(/has started morning-departure-prep-\S+Z\n$/);
  expect(said('pause')).toBe('morning-departure-prep is paused\n');
  expect(said('delete')).toBe('morning-departure-prep is deleted\n');
});

test('every job of the guide is taken as it stands', async () => {
  expect(jobs).toHaveLength(2);
  for (const body of jobs) {
    const answer = await sendRequest(api.port, {
      method: 'POST',
      path: '/orchestrator/schedule_workflow',
      headers: { 'content-type': 'application/yaml' },
      body,
    });
    expect([201, answer.status]).toContain(answer.status);
    expect(answer.json).toMatchObject({ success: true });
  }
});

test('every rule of the guide is one', () => {
  const rules = [...page.matchAll(/`recurrence_rule: "([^"]+)"`/g)].map(([, rule = '']) => rule);
  expect(rules.length).toBeGreaterThan(2);
  for (const rule of rules) expect([rule, readRecurrence(rule).ok]).toEqual([rule, true]);
});

test('a workflow is scheduled by options too, and what is wrong is said with its place', async () => {
  const made = await run('schedule create --workflow departure_prep --cron "0 7 * * *" --id early --json');
  expect(JSON.parse(made.stdout)).toMatchObject({ schedule: { schedule_id: 'early', recurrence_rule: '0 7 * * *' } });
  const refused = await run('schedule create --workflow departure_prep --cron "0 7 * * FRY" --id late');
  expect([refused.code, refused.stderr]).toEqual([
    4,
    expect.stringContaining('line 1, column 9: error: `FRY` is no day of the week'),
  ]);
  const offline = await run('schedule next "0 7 L * *"');
  expect(offline.stderr).toContain('1 | 0 7 L * *\n  |     ^\n');
  expect(await run('schedule get nobody')).toMatchObject({ code: 4, stdout: '' });
  expect(await run('schedule create')).toMatchObject({ code: 2, stdout: '' });
});
