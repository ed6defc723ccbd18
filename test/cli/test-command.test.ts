import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildCli, type Cli, type CliResult } from '../support/cli-process.ts';

let cli: Cli;
const folders: string[] = [];
beforeAll(async () => {
  cli = await buildCli();
});
afterAll(() => {
  cli.remove();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const definition = `
name: one
steps:
  - {id: a, service: s, method: m, compensate_method: u}
  - {id: b, service: s, method: n, depends_on: [a], when: "{{steps.a.result > 1}}"}
`;
const passes = 'name: it completes\nservices: {s.m: [{result: 2}]}\nexpect: {status: COMPLETED, duration_ms: 20}\n';
const fails = `name: it is cancelled
services: {s.m: [{result: {seat: 3}}]}
expect:
  status: CANCELLED
  steps: {a: {result: {seat: 2}}}
  calls: [{service: s, method: m}, {service: s, method: n}]
`;

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'baton-test-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const run = (cwd: string, ...args: readonly string[]): Promise<CliResult> => cli.run(['test', ...args], { cwd });
const json = (result: CliResult): Record<string, never> => JSON.parse(result.stdout) as Record<string, never>;

test("what the payload of a sequence lacks is told of as its first task's", async () => {
  const tasks = '[{"Action":"scan","Microservice":{"Service":"intel","Endpoint":"/scans","RequestBody":["Villain"]}}]';
  const folder = folderOf({
    'scan/workflow.json': tasks,
    'scan/scenarios/none.yaml': 'name: without\nexpect: {status: COMPLETED}\n',
  });
  const { code, stdout } = await run(folder);
  expect([code, stdout]).toEqual([1, expect.stringContaining('task `scan` sends `Villain`, which the payload lacks')]);
});

test('a scenario that passes: exit 0', async () => {
  const folder = folderOf({ 'one/workflow.yaml': definition, 'one/scenarios/good.yaml': passes });
  expect(await run(folder)).toEqual({
    code: 0,
    stdout: `one 1  one/workflow.yaml
  ✓ good.yaml  it completes  in 20 ms

1 scenario of 1 workflow: 1 passed
`,
    stderr: '',
  });
});

test('one that does not: exit 1, and what was expected beside what was seen', async () => {
  const folder = folderOf({ 'one/workflow.yaml': definition, 'one/scenarios/bad.yaml': fails });
  const { code, stdout } = await run(folder);
  expect(code).toBe(1);
  expect(stdout).toBe(`one 1  one/workflow.yaml
  ✗ bad.yaml  it is cancelled
      status: expected CANCELLED, seen FAILED: when: \`>\` compares two numbers or two strings; \`steps.a.result\` is an object and \`1\` is a number [wrong-operand]
      step a: result.seat: expected 2, seen 3
      calls (- expected, + seen):
          s.m  {}  {execution}_a
        - s.n

1 scenario of 1 workflow: 1 failed
`);
});

test('--json: one document', async () => {
  const folder = folderOf({
    'one/workflow.yaml': definition,
    'one/scenarios/bad.yaml': fails,
    'one/scenarios/good.yaml': passes,
    'one/scenarios/wrong.yaml': 'name: x\nexpct: {}\n',
  });
  const result = await run(folder, '--json', '--coverage', '--faults');
  expect(result.code).toBe(1);
  expect(json(result)).toMatchObject({
    success: false,
    workflows: [
      {
        file: 'one/workflow.yaml',
        name: 'one',
        version: '1',
        ok: false,
        scenarios: [
          {
            file: 'one/scenarios/bad.yaml',
            name: 'it is cancelled',
            ok: false,
            differences: [
              { kind: 'value', where: 'status', expected: 'CANCELLED', seen: 'FAILED' },
              { kind: 'value', where: 'step a: result.seat', expected: 2, seen: 3 },
              { kind: 'list', where: 'calls', lines: [{ mark: ' ' }, { mark: '-', text: 's.n' }] },
            ],
          },
          { name: 'it completes', ok: true, duration_ms: 20 },
          { file: 'one/scenarios/wrong.yaml', ok: false, diagnostics: [{ code: 'unknown-key', line: 2, column: 1 }] },
        ],
        coverage: { of: 7, steps: [{ step: 'a' }, { step: 'b', when: { true: true, false: false } }] },
        faults: [
          { step: 'a', fault: 'fails', status: 'FAILED', undone: [], broken: [] },
          { step: 'a', fault: 'times out', undone: ['a'] },
          { step: 'a', fault: 'answers late', undone: ['a'] },
          { step: 'b', fault: 'fails', undone: ['a'] },
          { step: 'b', fault: 'times out' },
          { step: 'b', fault: 'answers late' },
        ],
        unreached: [],
      },
    ],
  });
});

describe('what is tested', () => {
  const files = {
    'flows/b/workflow.yaml': definition.replace('one', 'b'),
    'flows/b/scenarios/good.yaml': passes,
    'flows/b/scenarios/worse.yml': passes,
    'flows/b/scenarios/notes.txt': 'not a scenario',
    'flows/a/only.yaml': definition.replace('one', 'a'),
    'flows/a/scenarios/good.yaml': passes,
    'flows/c/workflow.yaml': definition.replace('one', 'c'),
    'flows/node_modules/x/workflow.yaml': definition,
    'flows/.hidden/workflow.yaml': definition,
    'flows/several/x.yaml': definition,
    'flows/several/y.yaml': definition,
  };
  const tested = async (...places: readonly string[]): Promise<unknown> => {
    const { workflows } = json(await run(folderOf(files), '--json', ...places)) as unknown as {
      workflows: { file: string; scenarios: { file: string }[] }[];
    };
    return workflows.map(({ file, scenarios }) => [file, ...scenarios.map((each) => each.file.split('/').at(-1))]);
  };
  const a = ['flows/a/only.yaml', 'good.yaml'];
  const b = ['flows/b/workflow.yaml', 'good.yaml', 'worse.yml'];
  const c = ['flows/c/workflow.yaml'];

  test.each([
    [[], [a, b, c]],
    [['flows'], [a, b, c]],
    [['flows/b'], [b]],
    [
      ['flows/b/workflow.yaml', 'flows/a'],
      [b, a],
    ],
    [['flows/b/scenarios'], [b]],
    [['flows/b/scenarios/worse.yml'], [['flows/b/workflow.yaml', 'worse.yml']]],
    [
      ['flows/b/scenarios/worse.yml', 'flows/b/scenarios/good.yaml'],
      [['flows/b/workflow.yaml', 'worse.yml', 'good.yaml']],
    ],
    [['flows/several/x.yaml'], [['flows/several/x.yaml']]],
  ])('%j', async (places, expected) => {
    expect(await tested(...places)).toEqual(expected);
  });

  test('workflows-dsl, where there is one', async () => {
    const folder = folderOf({ 'workflows-dsl/one/workflow.yaml': definition, 'other/workflow.yaml': definition });
    expect((await run(folder)).stdout).toContain('one 1  workflows-dsl/one/workflow.yaml\n  no scenarios\n');
    expect((await run(folder)).stdout).not.toContain('other');
  });

  test('nothing at all is a mistake in the command line', async () => {
    const nothing = await run(folderOf({ 'notes.txt': '' }));
    expect([nothing.code, nothing.stderr]).toEqual([2, 'no definition in .\n']);
    expect(await run(folderOf({}), 'nowhere')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/nowhere cannot be read/),
    });
    const several = folderOf({ 'x.yaml': definition, 'y.yaml': definition, 'scenarios/good.yaml': passes });
    expect(await run(several)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/x\.yaml, y\.yaml: say which one/),
    });
  });
});

test('a definition with errors is red, and the others are tested all the same', async () => {
  const folder = folderOf({
    'bad/workflow.yaml': 'name: bad\nsteps: [{id: a, service: s, metod: m}]\n',
    'bad/scenarios/x.yaml': passes,
    'one/workflow.yaml': definition,
    'one/scenarios/good.yaml': passes,
  });
  const { code, stdout } = await run(folder);
  expect(code).toBe(1);
  expect(stdout).toContain('bad/workflow.yaml:2:');
  expect(stdout).toContain('✗ bad/workflow.yaml: it has errors\n');
  expect(stdout).toMatch(/1 scenario of 2 workflows: 1 passed, 1 definition with errors\n$/);
});

test('inputs that a start would refuse fail the scenario', async () => {
  const folder = folderOf({
    'one/workflow.yaml': `${definition}inputs: {level: {type: integer, required: true}}\n`,
    'one/scenarios/good.yaml': passes,
  });
  const { code, stdout } = await run(folder);
  expect(code).toBe(1);
  expect(stdout).toMatch(/✗ good\.yaml {2}it completes\n +.*level.*\[input-missing\]/);
});

describe('--faults', () => {
  test('without scenarios every call answers null', async () => {
    const { code, stdout } = await run(
      folderOf({ 'workflow.yaml': definition.replace(/, when: .*}"/, '') }),
      '--faults',
    );
    expect(code).toBe(1);
    expect(stdout).toContain('b     times out     FAILED  a\n');
    expect(stdout).toMatch(/0 scenarios of 1 workflow: 0 passed, 6 faults tried\n$/);
  });

  test('is red where what may have happened cannot be undone: exit 1', async () => {
    const hole = definition.replace(
      'compensate_method: u',
      'compensate_method: u, compensate_parameters: {n: "{{result + 1}}"}',
    );
    const folder = folderOf({ 'workflow.yaml': hole, 'scenarios/good.yaml': passes });
    const { code, stdout } = await run(folder, '--faults');
    expect(code).toBe(1);
    expect(stdout).toMatch(/a +times out +FAILED +– +✗ a could not be undone: compensate_parameters: /);
    expect(stdout).toMatch(/1 passed, 6 faults tried, 2 of them came to no good end\n$/);
  });
});

test('no scenario at all is red, and a folder that is nearly named right is pointed at', async () => {
  const none = await run(folderOf({ 'one/workflow.yaml': definition }));
  expect([none.code, none.stderr]).toEqual([1, expect.stringMatching(/^There is no scenario at all: .*`scenarios`/)]);
  const misnamed = folderOf({ 'one/workflow.yaml': definition, 'one/scenario/good.yaml': passes });
  expect(await run(misnamed)).toMatchObject({
    code: 1,
    stderr:
      'There is no scenario at all: one/scenario is not looked into; the folder of scenarios is called `scenarios`\n',
  });
  expect(json(await run(misnamed, '--json'))).toMatchObject({
    success: false,
    message: expect.stringMatching(/no scenario/),
  });
});

test('one that cannot be read is named once', async () => {
  const folder = folderOf({ 'one/workflow.yaml': definition, 'one/scenarios/wrong.yaml': 'name: x\nexpct: {}\n' });
  expect((await run(folder)).stdout).toContain('\n  ✗ wrong.yaml\n');
});

test('with on_failure: hold the faults say which decision they assume, and a scenario may expect the hold', async () => {
  const folder = folderOf({
    'one/workflow.yaml': definition.replace('steps:', 'on_failure: hold\nsteps:'),
    'one/scenarios/good.yaml': passes,
    'one/scenarios/held.yaml':
      'name: it is held\nservices: {s.m: [{failure: {status: 422}}]}\n' +
      'expect: {status: PAUSED, error: {code: service-error, step: a}, compensations: []}\n',
  });
  const { code, stdout } = await run(folder, '--faults');
  expect(stdout).toContain('  ✓ held.yaml  it is held');
  expect(stdout).toContain('\n    a failure is held: each row assumes the decision compensate\n');
  expect(code).toBe(0);
});

test('texts of authors do not reach the terminal raw', async () => {
  const folder = folderOf({
    'one/workflow.yaml': definition,
    'one/scenarios/x.yaml':
      'name: "a\\u001b[31mred"\nservices: {s.m: [{failure: {status: 422, body: "\\u001b[2J"}}]}\nexpect: {status: COMPLETED}\n',
  });
  const { stdout } = await run(folder);
  expect(stdout).not.toContain('\u001b');
});

test('--watch runs again when a file changes, and ends with the code of the last run', async () => {
  const folder = folderOf({ 'one/workflow.yaml': definition, 'one/scenarios/good.yaml': passes });
  let changing: NodeJS.Timeout | undefined;
  const { code, stdout } = await cli.run(['test', '--watch', '--json'], {
    cwd: folder,
    onOutput: (sofar, kill) => {
      // Again and again, since nobody says when the watching has begun.
      changing ??= setInterval(() => writeFileSync(join(folder, 'one/scenarios/good.yaml'), fails), 500);
      if (sofar.split('\n').length <= 2) return;
      clearInterval(changing);
      kill('SIGINT');
    },
  });
  clearInterval(changing);
  expect(code).toBe(1);
  const documents = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { success: boolean });
  expect(documents[0]?.success).toBe(true);
  expect(documents.at(-1)?.success).toBe(false);
});

test('the page of the command line shows what test prints', async () => {
  const page = readFileSync(join(process.cwd(), 'docs/reference/cli.md'), 'utf8');
  const [, command = ''] = /^\$ baton (test .+)$/m.exec(page) ?? [];
  const { stdout } = await cli.run(command.split(' '));
  expect(page).toContain(`$ baton ${command}\n${stdout}\`\`\``);
});
