import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { completionScripts } from '../../src/cli/completion-scripts.ts';
import { completionsOf, type KnownNames } from '../../src/cli/completions.ts';
import { createProgram } from '../../src/cli/program.ts';
import { terminalOf } from '../../src/cli/terminal.ts';
import { startApi } from '../support/api-on-loopback.ts';
import { buildCli } from '../support/cli-process.ts';
import { T0 } from '../support/ports-in-memory.ts';
import { sendRequest } from '../support/send-request.ts';

const program = createProgram(
  { terminal: terminalOf(process), env: {}, client: () => Promise.reject(new Error('offline')), exit: () => undefined },
  '0.0.0',
);
const known: KnownNames = {
  workflows: async () => [{ word: 'departure_prep' }, { word: 'comfort' }],
  executions: async () => [{ word: 'exec_1', about: 'comfort running' }],
  schedules: async () => [{ word: 'morning' }],
};

describe('what may come next', () => {
  const words = async (...given: readonly string[]): Promise<readonly string[]> => {
    const { words: found, files } = await completionsOf(program, given, known);
    return [...found.map(({ word }) => word), ...(files ? [':files'] : [])];
  };

  test('every command, and those that begin so', async () => {
    expect(await words('')).toEqual(program.commands.map((command) => command.name()));
    expect(await words('re')).toEqual(expect.arrayContaining(['register', 'resume', 'retry']));
    expect(await words('nonsense', '')).toEqual([]);
  });

  test.each<readonly [readonly string[], readonly string[]]>([
    [
      ['run', 'dep'],
      ['departure_prep', ':files'],
    ],
    [['run', 'comfort', ''], []],
    [
      ['get', ''],
      ['departure_prep', 'comfort'],
    ],
    [['status', ''], ['exec_1']],
    [
      ['decide', 'exec_1', ''],
      ['retry', 'skip', 'compensate'],
    ],
    [['check', 'a.yaml', ''], [':files']],
    [['check', '--format', 's'], ['sarif']],
    [['check', '--services', ''], [':files']],
    [['run', '--version', ''], []],
    [
      ['run', '--version', '1', 'com'],
      ['comfort', ':files'],
    ],
    [['cancel', 'exec_1', '--r'], ['--reason']],
    [
      ['list', 'executions', '--limit', '5', '--'],
      ['--status', '--workflow', '--since', '--json', '--help'],
    ],
    [['events', 'exec_1', '--sink', 'log', '--si'], ['--sink']],
    [['list', 'ex'], ['executions']],
    [['schedule', 'get', ''], ['morning']],
    [['schedule', 'pause', '--note', 'x', 'm'], ['morning']],
    [['schedule', 'trigger', 'morning', '--overlap', 'c'], ['cancel_other']],
    [
      ['schedule', 'create', '--workflow', ''],
      ['departure_prep', 'comfort'],
    ],
    [['schedule', 'next', '--zone', 'Europe/Berl'], ['Europe/Berlin']],
    [['schedule', 'next', '--zone', 'U'], ['UTC']],
    [
      ['list', 'executions', '--status', 'comp'],
      ['completed', 'compensating', 'compensated', 'compensation-failed'],
    ],
    [['cancel', '--all', '--status', 'held,fai'], ['held,failed']],
  ])('%j: %j', async (given, wanted) => {
    expect(await words(...given)).toEqual(wanted);
  });
});

describe('the scripts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'baton-completion-'));
  let api: Awaited<ReturnType<typeof startApi>>;
  let cli: Awaited<ReturnType<typeof buildCli>>;
  beforeAll(async () => {
    api = await startApi();
    cli = await buildCli();
    const workflow = { name: 'departure_prep', version: '1', steps: [{ id: 'a', service: 's', method: 'm' }] };
    await sendRequest(api.port, { path: '/orchestrator/register_workflow', body: { workflow } });
    const job = {
      title: 'Departure each day',
      service: 'ifex-orchestrator',
      method: 'execute_workflow',
      parameters: { workflow_name: 'departure_prep' },
      recurrence_rule: '@daily',
    };
    await sendRequest(api.port, { path: '/orchestrator/schedule_workflow', body: { job } });
    const view = {
      workflowName: 'departure_prep',
      version: '1',
      status: 'RUNNING',
      phase: 'running',
      inputs: {},
      steps: [],
    } as const;
    api.ports.show({ ...view, executionId: 'exec_seen', startedAt: T0 });
  });
  afterAll(async () => {
    cli.remove();
    rmSync(folder, { recursive: true, force: true });
    await api.close();
  });

  test('baton completion prints them', async () => {
    for (const shell of ['bash', 'zsh', 'fish'] as const) {
      expect(await cli.run(['completion', shell])).toEqual({ code: 0, stdout: completionScripts[shell], stderr: '' });
    }
    expect(await cli.run(['completion', 'tcsh'])).toMatchObject({ code: 2 });
  });

  test.each([
    ['sta', 'status'],
    ['run dep', 'departure_prep'],
    ['status ex', 'exec_seen'],
    ['check --format h', 'human'],
    ['schedule get dep', 'departure-each-day'],
  ])('a real bash completes `baton %s` to %s', async (line, wanted) => {
    // What bash calls is the command as it is here.
    const asked = async () =>
      await cli.run(['completion', 'bash', '--', ...line.split(' ')], { env: { BATON_URL: api.address } });
    let answers = await asked();
    // Names that do not come at once are left out: on a slow machine the key is pressed again.
    while (!answers.stdout.includes(wanted)) answers = await asked();
    writeFileSync(join(folder, 'answers'), answers.stdout);
    writeFileSync(
      join(folder, 'baton'),
      `#!/bin/sh\nprintf '%s\\n' "$@" > "${folder}/asked"\ncat "${folder}/answers"\n`,
    );
    chmodSync(join(folder, 'baton'), 0o755);
    const words = ['baton', ...line.split(' ')];
    const script = [
      completionScripts.bash,
      `COMP_LINE='${words.join(' ')}'; COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}`,
      `$(complete -p baton | sed 's/.*-F \\([^ ]*\\) .*/\\1/')`,
      `printf '%s\\n' "\${COMPREPLY[@]}"; cat "${folder}/asked"`,
    ].join('\n');
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', script], {
      encoding: 'utf8',
      env: { PATH: `${folder}:${process.env['PATH'] ?? ''}` },
    });
    expect([stdout.trimEnd().split('\n'), stderr]).toEqual([
      [wanted, 'completion', 'bash', '--', ...words.slice(1)],
      '',
    ]);
  });

  /** What a bash that parts words where `|` stands hears of its line, what it asks, and what it runs then. */
  function completedByBash(parted: string, answer: string): { readonly asked: string; readonly run: string } {
    writeFileSync(join(folder, 'answers'), `${answer}\tabout\n`);
    writeFileSync(join(folder, 'baton'), `#!/bin/sh\nprintf '%s' "$5" > "${folder}/asked"\ncat "${folder}/answers"\n`);
    chmodSync(join(folder, 'baton'), 0o755);
    const pieces = parted.split('|');
    const last = pieces.at(-1) ?? '';
    const before = pieces.join('').slice(0, pieces.join('').length - (/[:=@]$/.test(last) ? 0 : last.length));
    const script = [
      completionScripts.bash,
      `COMP_LINE=$1; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); before=$BEFORE`,
      `_baton`,
      `eval "set -- $before\${COMPREPLY[0]}"; printf '%s\\n' "$*"; cat "${folder}/asked"`,
    ].join('\n');
    const line = `baton status ${pieces.join('')}`;
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', script, 'bash', line, 'baton', 'status', ...pieces], {
      encoding: 'utf8',
      env: { PATH: `${folder}:${process.env['PATH'] ?? ''}`, BEFORE: before },
    });
    expect(stderr).toBe('');
    const [run = '', asked = ''] = stdout.split('\n');
    return { asked, run };
  }

  test.each(['morn', 'morning-2026-01-05T05|:', 'morning-2026-01-05T05|:|3', 'morning-2026-01-05T05|:|30|:|0'])(
    'bash completes names with colons, of which it makes words: %s',
    (parted) => {
      const id = 'morning-2026-01-05T05:30:00.000Z';
      expect(completedByBash(parted, id)).toEqual({ asked: parted.replaceAll('|', ''), run: id });
    },
  );

  test.each(['exec$(echo ran)', 'exec`echo ran`', 'exec; echo ran', "exec'"])('bash runs nothing of a name: %s', (id) =>
    expect(completedByBash('exec', id)).toEqual({ asked: 'exec', run: id }),
  );

  test('without the API the rest is completed, and nothing is complained of', async () => {
    const env = { BATON_URL: 'http://127.0.0.1:9' };
    expect(await cli.run(['completion', 'bash', '--', 'run', ''], { env })).toEqual({
      code: 0,
      stdout: ':files\n',
      stderr: '',
    });
    expect((await cli.run(['completion', 'zsh', '--', 'stat'], { env })).stdout).toMatch(
      /^status\thow an execution stands\n/,
    );
  });
});
