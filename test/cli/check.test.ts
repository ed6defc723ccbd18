import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { buildCli } from '../support/cli-process.ts';

const cli = await buildCli();
const folder = mkdtempSync(join(tmpdir(), 'baton-check-'));
afterAll(() => {
  cli.remove();
  rmSync(folder, { recursive: true, force: true });
});

const good = 'name: good\nversion: 1.0\nsteps:\n  - {id: a, service: s, method: m}\n';
const bad = [
  'name: bad',
  'inputs: {temperature: number}',
  'steps:',
  '  - id: a',
  '    service: s',
  '    method: m',
  '    parameters: {t: "{{inputs.temprature}}"}',
  '    depnds_on: [b]',
].join('\n');

function written(name: string, text: string | Uint8Array): string {
  writeFileSync(join(folder, name), text);
  return name;
}

test('a clean file: exit 0 and one line', async () => {
  const result = await cli.run(['check', written('good.yaml', good)], { cwd: folder });
  expect(result).toEqual({ code: 0, stdout: '✓ good.yaml: good 1.0 is fine\n', stderr: '' });
});

test('all that is wrong, with place, caret and nearest name: exit 1, no colours on a pipe', async () => {
  const { code, stdout, stderr } = await cli.run(['check', written('bad.yaml', bad)], { cwd: folder });
  expect([code, stderr]).toEqual([1, '']);
  expect(stdout).toContain('bad.yaml:7:24: error:');
  expect(stdout).toContain('temperature');
  expect(stdout).toMatch(/7 \| {5}parameters: \{t: "\{\{inputs\.temprature\}\}"\}\n +\| +\^~+/);
  expect(stdout).toContain('bad.yaml:8:5: error:');
  expect(stdout).toContain('depends_on');
  expect(stdout).toMatch(/✗ bad\.yaml: 2 errors\n$/);
  expect(stdout).not.toContain('\u001b');
});

test('several files and standard input; the worst decides', async () => {
  const files = [written('good.yaml', good), written('bad.yaml', bad), '-'];
  const { code, stdout } = await cli.run(['check', ...files], {
    cwd: folder,
    stdin: '{"name":"piped","steps":[{"id":"a","service":"s","method":"m"}]}',
  });
  expect(code).toBe(1);
  expect(stdout).toContain('✓ good.yaml: good 1.0 is fine');
  expect(stdout).toContain('✓ <stdin>: piped 1 is fine');
  const missing = await cli.run(['check', 'good.yaml', 'nowhere.yaml', '.'], { cwd: folder });
  expect(missing.code).toBe(2);
  expect(missing.stdout).toContain('✓ good.yaml');
  expect(missing.stderr).toMatch(/nowhere\.yaml cannot be read: ENOENT/);
  expect(missing.stderr).toContain('no definition in .: one is a file workflow.yaml');
});

test('a folder stands for the definitions in it and below it', async () => {
  for (const name of ['one', 'two/scenarios']) mkdirSync(join(folder, 'flows', name), { recursive: true });
  written('flows/one/workflow.yaml', good.replace('good', 'one'));
  written('flows/two/only.yaml', bad);
  written('flows/two/scenarios/well.yaml', 'name: no definition\n');
  const { code, stdout } = await cli.run(['check', 'flows'], { cwd: folder });
  expect(code).toBe(1);
  expect(stdout).toContain('✓ flows/one/workflow.yaml: one 1.0 is fine\n');
  expect(stdout).toMatch(/✗ flows\/two\/only\.yaml: 2 errors\n$/);
  expect(stdout).not.toContain('well.yaml');
});

const tasks = '[{"Action":"scan","Microservice":{"Service":"intel","Endpoint":"/scans"}}]';

test('--name names a sequence that no file names, and one text only', async () => {
  const named = await cli.run(['check', '--name', 'deploy', '-'], { stdin: tasks });
  expect(named).toEqual({ code: 0, stdout: '✓ <stdin>: deploy 1 is fine\n', stderr: '' });
  const nameless = await cli.run(['check', '-'], { stdin: tasks });
  expect([nameless.code, nameless.stdout]).toEqual([1, expect.stringContaining('give it by `--name NAME`')]);
  const over = await cli.run(['check', '--name', 'deploy', written('other.json', tasks)], { cwd: folder });
  expect(over.stdout).toBe('✓ other.json: deploy 1 is fine\n');
  const wrong = await cli.run(['check', '--name', 'de ploy', '-'], { stdin: tasks });
  expect([wrong.code, wrong.stdout]).toEqual([1, expect.stringContaining('[invalid-name]')]);
  const several = await cli.run(['check', '--name', 'deploy', '-', 'other.json'], { stdin: tasks, cwd: folder });
  expect([several.code, several.stderr]).toEqual([2, expect.stringContaining('is for one definition; there are 2')]);
  const definition = await cli.run(['check', '--name', 'deploy', '-'], { stdin: good });
  expect([definition.code, definition.stderr]).toEqual([2, expect.stringContaining('says its own name')]);
});

test.each([['graph'], ['convert'], ['simulate']])(
  '%s takes --name for a sequence from standard input',
  async (command) => {
    const named = await cli.run([command, '--name', 'deploy', '-'], { stdin: tasks });
    expect([named.code, named.stdout]).toEqual([0, expect.stringContaining('deploy')]);
    const definition = await cli.run([command, '--name', 'deploy', '-'], { stdin: good });
    expect([definition.code, definition.stderr]).toEqual([2, expect.stringContaining('says its own name')]);
  },
);

test('--json: one document, positions included', async () => {
  const { code, stdout, stderr } = await cli.run(['check', '--json', written('bad.yaml', bad)], { cwd: folder });
  expect([code, stderr]).toEqual([1, '']);
  expect(JSON.parse(stdout)).toMatchObject({
    success: false,
    files: [
      {
        file: 'bad.yaml',
        ok: false,
        diagnostics: [
          { code: 'unknown-name', severity: 'error', line: 7, column: 24 },
          { code: 'unknown-key', severity: 'error', path: 'steps[0].depnds_on', line: 8, column: 5 },
        ],
      },
    ],
  });
  const fine = await cli.run(['check', '--json', written('good.yaml', good)], { cwd: folder });
  expect(JSON.parse(fine.stdout)).toEqual({
    success: true,
    files: [{ file: 'good.yaml', ok: true, name: 'good', version: '1.0', diagnostics: [] }],
  });
});

test('what drives a terminal never reaches it', async () => {
  const hostile = `name: "\\e[31mred"\nsteps:\n  - id: "\\x1b[2J"\n    \u009bunknown: 1\n`;
  const { code, stdout } = await cli.run(['check', '-'], { stdin: hostile });
  expect(code).toBe(1);
  // oxlint-disable-next-line no-control-regex
  expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
});

test.each([
  ['bytes that are no UTF-8', Buffer.from([0x6e, 0xff]), 'invalid-encoding'],
  ['an empty file', '', 'empty-definition'],
])('%s: exit 1', async (_name, content, code) => {
  const result = await cli.run(['check', '-'], { stdin: content });
  expect([result.code, result.stdout]).toEqual([1, expect.stringContaining(`[${code}]`)]);
});

test.each([
  [['check'], /missing required argument/],
  [['chek', 'x'], /Did you mean check/],
  [['check', '--jsn', 'x'], /Did you mean --json/],
  [['frobnicate'], /unknown command/],
])('%j is a usage error: exit 2', async (args, message) => {
  const { code, stdout, stderr } = await cli.run(args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(message);
});

test('help and version', async () => {
  const help = await cli.run(['--help']);
  expect([help.code, help.stderr]).toEqual([0, '']);
  for (const name of ['up', 'check', 'graph', 'schema', 'register', 'run', 'status', 'cancel'])
    expect(help.stdout).toContain(`\n  ${name} `);
  expect(await cli.run(['--version'])).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    stderr: '',
  });
});
