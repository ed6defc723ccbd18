import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventWriter } from '../../src/events/index.ts';
import { Conversation } from '../engine/conversation.ts';
import { startApi } from '../support/api-on-loopback.ts';
import { buildCli } from '../support/cli-process.ts';

const api = await startApi();
const cli = await buildCli();
const env = { BATON_URL: api.address };
afterAll(async () => {
  cli.remove();
  await api.close();
});

const events = (() => {
  const text = 'steps: [{id: pay, service: bank, method: transfer}]';
  const talk = new Conversation(text, { executionId: 'exec_1' }, { name: 'payroll' });
  talk.begun();
  talk.later(12).failed('pay');
  return talk.changes().map(eventWriter({ executionId: 'exec_1', plan: talk.plan, inputs: {} }));
})();
beforeAll(() => {
  api.ports.become('exec_1', events);
  api.ports.become('exec_2', []);
});

describe('baton events', () => {
  test('prints and sends again what its page shows', async () => {
    const page = readFileSync(join(process.cwd(), 'docs/reference/cli.md'), 'utf8');
    const [, shown = ''] = /```console\n(\$ baton events [^]*?)```/.exec(page) ?? [];
    const [, first = '', second = ''] =
      /^\$ baton events exec_1\n([^]*)\$ baton events exec_1 --replay --sink log\n([^]*)$/.exec(shown) ?? [];
    expect(await cli.run(['events', 'exec_1'], { env })).toEqual({ code: 0, stdout: first, stderr: '' });
    expect(await cli.run(['events', 'exec_1', '--replay', '--sink', 'log'], { env })).toEqual({
      code: 0,
      stdout: second,
      stderr: '',
    });
    expect(api.ports.replayed.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
  });

  test('--json gives each as the sinks get it', async () => {
    const { code, stdout } = await cli.run(['events', '--json', 'exec_1'], { env });
    expect(code).toBe(0);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(events);
    const again = await cli.run(['events', 'exec_1', '--replay', '--json'], { env });
    expect(JSON.parse(again.stdout)).toEqual({ replayed: 4, sinks: ['log'] });
  });

  test('of what has not begun says so', async () => {
    const { code, stdout, stderr } = await cli.run(['events', 'exec_2'], { env });
    expect([code, stdout, stderr]).toEqual([0, '', expect.stringContaining('Nothing has become of it yet.')]);
  });

  test.each([
    [['events', 'exec_9'], 4, /\[execution-not-found\]/],
    [['events', 'exec_1', '--replay', '--sink', 'redis'], 4, /configured: log.*\[event-sink-not-configured\]/],
    [['events', 'exec_1', '--sink', 'log'], 2, /--sink says where --replay sends to/],
  ])('%j: exit %d', async (args, code, message) => {
    const result = await cli.run(args, { env });
    expect([result.code, result.stdout]).toEqual([code, '']);
    expect(result.stderr).toMatch(message);
  });
});
