import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildCli, type Cli, type CliResult } from '../support/cli-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'baton-simulate-'));
let cli: Cli;
beforeAll(async () => {
  cli = await buildCli();
  write('two.yaml', two);
  write('waiting.yaml', 'name: waiting\nsteps: [{id: a, wait_for: {event: go}}]\n');
});
afterAll(() => {
  cli.remove();
  rmSync(folder, { recursive: true, force: true });
});

const two = `
name: two
inputs: {level: {type: integer, default: 3}}
steps:
  - {id: a, service: s, method: m, parameters: {level: "{{inputs.level}}"}, compensate_method: u}
  - {id: b, service: s, method: n, depends_on: [a]}
`;

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

const simulate = (...args: readonly string[]): Promise<CliResult> => cli.run(['simulate', ...args], { cwd: folder });
const lines = ({ stdout }: CliResult): readonly Record<string, unknown>[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test("what the payload of a sequence lacks is told of as its first task's", async () => {
  write(
    'scan.json',
    '[{"Action":"scan","Microservice":{"Service":"intel","Endpoint":"/scans","RequestBody":["Villain"]}}]',
  );
  expect(await simulate('scan.json')).toEqual({
    code: 1,
    stdout: '',
    stderr: 'task `scan` sends `Villain`, which the payload lacks [input-missing]\n',
  });
});

test('every call answers null, and the timeline has virtual times', async () => {
  expect(await simulate('two.yaml')).toEqual({
    code: 0,
    stdout: `two 1  simulated
    +0 ms  ▸  a  s.m  running
   +10 ms  ✓  a  s.m  completed  in 10 ms
   +10 ms  ▸  b  s.n  running
   +20 ms  ✓  b  s.n  completed  in 10 ms
completed in 20 ms: 2 completed
`,
    stderr: '',
  });
});

test('answers: the services alone; a failure ends with 1 after the compensation', async () => {
  write('answers.yaml', 's.m: [{result: {x: 1}, after_ms: 2000}]\ns.n: [{failure: {status: 422}}]\n');
  const { code, stdout } = await simulate('two.yaml', '--answers', 'answers.yaml');
  expect(code).toBe(1);
  expect(stdout).toContain('+2.0 s  ✓  a  s.m  completed  in 2.0 s  undone\n');
  expect(stdout).toContain('failed in 2.0 s: 1 completed, 1 failed, 1 undone\ns.n answered 422 [service-error]\n');
});

test('--json: lines for the changes, then the execution with its calls', async () => {
  const found = lines(await simulate('two.yaml', '--json', '-i', 'level=5'));
  expect(found.slice(0, -1).map(({ kind, step_id: id, status }) => [kind, id, status])).toEqual([
    ['step', 'a', 'RUNNING'],
    ['step', 'a', 'COMPLETED'],
    ['step', 'b', 'RUNNING'],
    ['step', 'b', 'COMPLETED'],
  ]);
  expect(found.at(-1)).toMatchObject({
    kind: 'ended',
    execution: { status: 'COMPLETED', duration_ms: 20, outputs: { a: null, b: null }, inputs: '{"level":5}' },
    calls: [
      { at_ms: 0, id: 'a', service: 's', method: 'm', parameters: { level: 5 }, key: 'simulated_a', attempts: 1 },
      { at_ms: 10, id: 'b' },
    ],
    notifications: [],
  });
});

test('a whole scenario gives inputs, answers and commands; inputs that are given win over its own', async () => {
  write(
    'scenario.yaml',
    'name: x\ninputs: {level: 7}\nservices: {s.n: [{result: 1, after_ms: 9000}]}\ncommands: [{cancel: true, at_ms: 500}]\nexpect: {status: COMPLETED}\n',
  );
  const own = await simulate('two.yaml', '--answers', 'scenario.yaml', '--json');
  expect(own.code).toBe(3);
  expect(lines(own).at(-1)).toMatchObject({ execution: { status: 'CANCELLED', inputs: '{"level":7}' } });
  const given = await simulate('two.yaml', '--answers', 'scenario.yaml', '--json', '-i', 'level=8');
  expect(lines(given).at(-1)).toMatchObject({ execution: { inputs: '{"level":8}' } });
});

test('an execution that waits for ever says for what', async () => {
  const text = await simulate('waiting.yaml');
  expect([text.code, text.stderr]).toEqual([1, 'it waits for ever: a for the event go\n']);
  const json = lines(await simulate('waiting.yaml', '--json'));
  expect(json.at(-1)).toMatchObject({ kind: 'waiting', message: 'it waits for ever: a for the event go' });
});

describe('what is wrong is said', () => {
  test('in the definition, with its place', async () => {
    write('bad.yaml', 'name: bad\nsteps: [{id: a, service: s, metod: m}]\n');
    const { code, stdout, stderr } = await simulate('bad.yaml');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('bad.yaml:2:');
  });

  test('in the answers, with its place', async () => {
    write('misspelt.yaml', 's.mm: [{result: 1}]\n');
    const { code, stderr } = await simulate('two.yaml', '--answers', 'misspelt.yaml');
    expect(code).toBe(1);
    expect(stderr).toContain('misspelt.yaml:1:1: error: two never calls `s.mm`; did you mean `s.m`? [unknown-key]');
  });

  test('in the inputs', async () => {
    const { code, stderr } = await simulate('two.yaml', '-i', 'level=warm');
    expect(code).toBe(1);
    expect(stderr).toMatch(/level.*\[invalid-input\]/);
  });

  test('a file that is not there', async () => {
    expect((await simulate('nowhere.yaml')).code).toBe(2);
    expect((await simulate('two.yaml', '--answers', 'nowhere.yaml')).code).toBe(2);
  });
});

test('of a large definition only the end is shown', async () => {
  const steps = Array.from({ length: 1001 }, (_, i) => `  - {id: s${i}, delay_ms: ${i + 1}}\n`).join('');
  write('large.yaml', `name: large\nsteps:\n${steps}`);
  const { code, stdout } = await simulate('large.yaml');
  expect(code).toBe(0);
  expect(stdout).not.toContain('running');
  expect(stdout.split('\n')).toHaveLength(1004);
  expect(stdout).toContain('+1.0 s  ✓  s1000');
});

test('the page of the command line shows what simulate prints', async () => {
  const page = readFileSync(join(process.cwd(), 'docs/reference/cli.md'), 'utf8');
  const [, command = ''] = /^\$ baton (simulate .+)$/m.exec(page) ?? [];
  const { stdout } = await cli.run(command.split(' '));
  expect(page).toContain(`$ baton ${command}\n${stdout}\`\`\``);
});
