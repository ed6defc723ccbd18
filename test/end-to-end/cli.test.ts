import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { projectRoot } from '../../src/devstack/index.ts';
import { buildCli, type Cli, type CliResult } from '../support/cli-process.ts';
import { type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { type Stack, startStack } from '../support/stack.ts';

const names = [
  'weather',
  'defrost',
  'climate-comfort',
  'beverage',
  'notification',
  'battery',
  'charging',
  'climate',
  'vehicle',
];
let services: RecordingService;
let stack: Stack;
let cli: Cli;

beforeAll(async () => {
  services = await startRecordingService({
    'weather.get_conditions': { result: { frost_risk: 0.1 } },
    'battery.get_status': { result: { soc: 60 } },
    'vehicle.readiness_check': { status: 409, result: { ready: false } },
  });
  stack = await startStack({ services: Object.fromEntries(names.map((name) => [name, services.baseUrl(name)])) });
  cli = await buildCli();
});
afterAll(async () => {
  cli.remove();
  await stack.close();
  await services.close();
});

const shipped = (name: string): string => join(projectRoot(), 'workflows-dsl', name, 'workflow.yaml');
const baton = (args: readonly string[], onOutput?: (stdout: string) => void): Promise<CliResult> =>
  cli.run(args, { env: { BATON_URL: stack.url }, ...(onOutput !== undefined && { onOutput }) });

/** Times are not the same twice. */
const timeless = (text: string): string => text.replace(/\+?\d+(?:\.\d+)? (?:ms|s)\b/g, '#').replace(/exec_\w+/g, 'ID');

test('run FILE: departure_prep without frost, told line by line', async () => {
  const { code, stdout, stderr } = await baton(['run', shipped('departure_prep'), '--input', 'drink_type=coffee']);
  expect([code, stderr]).toEqual([0, '']);
  const lines = timeless(stdout)
    .trimEnd()
    .split('\n')
    .map((line) => line.trim().replace(/ {2,}/g, ' | '));
  expect(lines[0]).toBe('departure_prep 1 | ID');
  expect(lines.at(-1)).toBe('completed in #: 4 completed, 1 skipped');
  for (const [id, call] of [
    ['weather', 'weather.get_conditions'],
    ['climate', 'climate-comfort.set_temperature'],
    ['beverage', 'beverage.prepare'],
    ['notify', 'notification.send'],
  ]) {
    expect(lines).toContain(`# | ✓ | ${id} | ${call} | completed | in #`);
  }
  expect(lines.filter((line) => line.includes('defrost')).map((line) => line.replace('# | ', ''))).toEqual([
    '○ | defrost | defrost.auto_defrost | skipped',
  ]);
  expect(services.callsOf('beverage.prepare').map((call) => call.body)).toEqual([{ type: 'coffee' }]);
});

test('ev_departure_prep fails at its last step: exit 1, undone in the order that the seed prints', async () => {
  const { code, stdout } = await baton(['run', shipped('ev_departure_prep')]);
  expect(code).toBe(1);
  expect(timeless(stdout)).toMatch(/failed in #: 4 completed, 1 failed, 3 undone/);
  const undone = ['climate.stop', 'battery.stop_preconditioning', 'charging.cancel_reservation'];
  expect(services.calls.map((call) => call.name).filter((name) => undone.includes(name))).toEqual(undone);
  expect(stdout).toMatch(/✗ {2}final_check {2,}vehicle\.readiness_check {2,}failed/);
});

test('cancel stops a call in flight; run ends with 3, status tells the same', async () => {
  services.answer('weather.get_conditions', { noAnswer: true });
  let asked: Promise<CliResult> | undefined;
  const { code, stdout } = await baton(['run', 'departure_prep', '--id', 'to-cancel'], (text) => {
    if (asked === undefined && /weather .*running/.test(text))
      asked = baton(['cancel', 'to-cancel', '--reason', 'rain']);
  });
  expect(await asked).toEqual({ code: 0, stdout: 'to-cancel is being cancelled\n', stderr: '' });
  expect([code, timeless(stdout)]).toEqual([3, expect.stringMatching(/cancelled in #/)]);
  const status = await baton(['status', 'to-cancel']);
  expect([status.code, status.stdout]).toEqual([0, expect.stringContaining('cancelled')]);
  expect(await baton(['cancel', 'to-cancel', '--json'])).toMatchObject({ code: 0 });
});

test('register twice: the second time it is unchanged', async () => {
  await baton(['register', shipped('quick_comfort')]);
  const again = await baton(['register', '--json', shipped('quick_comfort')]);
  expect(JSON.parse(again.stdout)).toMatchObject({
    success: true,
    files: [{ name: 'quick_comfort', version: '1', unchanged: true }],
  });
});
