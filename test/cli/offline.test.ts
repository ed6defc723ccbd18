import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { definitionSchema } from '../../src/language/index.ts';
import { sarifProblems } from '../language/sarif/sarif-structure.ts';
import { buildCli } from '../support/cli-process.ts';
import { shippedDefinition } from '../support/shipped-definitions.ts';

const cli = await buildCli();
const folder = mkdtempSync(join(tmpdir(), 'baton-offline-'));
afterAll(() => {
  cli.remove();
  rmSync(folder, { recursive: true, force: true });
});

const broken = 'name: bad\nsteps:\n  - id: a\n    service: s\n    method: m\n    depnds_on: [b]\n';
writeFileSync(join(folder, 'broken.yaml'), broken);
writeFileSync(join(folder, 'good.yaml'), 'name: good\nsteps: [{id: a, service: s, method: m}]\n');

describe('baton check --format', () => {
  test('sarif: a log of all files, exit 1', async () => {
    const { code, stdout, stderr } = await cli.run(['check', '--format', 'sarif', 'good.yaml', 'broken.yaml'], {
      cwd: folder,
    });
    expect([code, stderr]).toEqual([1, '']);
    const log: unknown = JSON.parse(stdout);
    expect(sarifProblems(log)).toEqual([]);
    expect(log).toMatchObject({
      runs: [
        {
          tool: { driver: { version: expect.stringMatching(/^\d+\.\d+\.\d+$/) } },
          artifacts: [{ location: { uri: 'good.yaml' } }, { location: { uri: 'broken.yaml' } }],
          results: [
            {
              ruleId: 'unknown-key',
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: 'broken.yaml' },
                    region: { startLine: 6, startColumn: 5 },
                  },
                },
              ],
            },
          ],
        },
      ],
    });
  });

  test('sarif: a clean file has no results, exit 0; one that cannot be read is told, exit 2', async () => {
    const clean = await cli.run(['check', '--format=sarif', 'good.yaml'], { cwd: folder });
    expect([clean.code, clean.stderr]).toEqual([0, '']);
    expect(JSON.parse(clean.stdout)).toMatchObject({
      runs: [{ results: [], invocations: [{ executionSuccessful: true }] }],
    });
    const missing = await cli.run(['check', '--format=sarif', 'nowhere.yaml'], { cwd: folder });
    expect(missing.code).toBe(2);
    expect(JSON.parse(missing.stdout)).toMatchObject({
      runs: [
        {
          invocations: [
            {
              executionSuccessful: false,
              toolExecutionNotifications: [
                { message: { text: expect.stringContaining('nowhere.yaml cannot be read') } },
              ],
            },
          ],
        },
      ],
    });
  });

  test('json is what --json is, human what it is without', async () => {
    const run = async (...options: readonly string[]) =>
      await cli.run(['check', ...options, 'broken.yaml'], { cwd: folder });
    expect(await run('--format', 'json')).toEqual(await run('--json'));
    expect(await run('--format', 'human')).toEqual(await run());
  });

  test('anything else is a usage error that says what there is', async () => {
    const { code, stderr } = await cli.run(['check', '--format', 'xml', 'good.yaml'], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toContain('Allowed choices are human, json, sarif');
  });
});

describe('baton convert --out', () => {
  writeFileSync(join(folder, 'tasks.json'), '[{"Action": "a", "Microservice": {"Service": "s", "Endpoint": "/a"}}]');
  const convert = async (out: string) => await cli.run(['convert', 'tasks.json', '--out', out], { cwd: folder });

  test('makes the folder where there is none', async () => {
    expect(await convert('new/folder/tasks.yaml')).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, 'new/folder/tasks.yaml'), 'utf8')).toContain('name: tasks');
  });

  test('says so where nothing can be written', async () => {
    const { code, stderr } = await convert('good.yaml/tasks.yaml');
    expect([code, stderr.split('\n')[0]]).toEqual([
      2,
      expect.stringContaining('good.yaml/tasks.yaml cannot be written'),
    ]);
    expect(stderr).not.toContain('    at ');
  });
});

describe('baton graph', () => {
  const golden = new URL('../language/graph/golden/', import.meta.url);
  const formats = { txt: 'text', mmd: 'mermaid', svg: 'svg' } as const;
  const drawings = readdirSync(golden).map((file) => file.split('.') as [string, keyof typeof formats]);

  test.each(drawings)('draws %s as %s', async (name, ending) => {
    const args = ['graph', shippedDefinition(name).file, '--format', formats[ending]];
    expect(await cli.run(args)).toEqual({
      code: 0,
      stdout: readFileSync(new URL(`${name}.${ending}`, golden), 'utf8'),
      stderr: '',
    });
  });

  test('draws text where nothing else is asked for, from standard input too', async () => {
    const { code, stdout } = await cli.run(['graph', '-'], { stdin: readFileSync(join(folder, 'good.yaml')) });
    expect([code, stdout]).toEqual([0, 'good 1\n1 step, 0 dependencies, 1 layer\n\n1 ─ a  s.m\n']);
  });

  test.each([
    ['a definition with errors', broken, '<stdin>:6:5: error: a step has no key `depnds_on`'],
    ['bytes that are no UTF-8', Buffer.from([0x6e, 0xff]), '[invalid-encoding]'],
  ])('says what is wrong with %s instead: exit 1', async (_name, stdin, message) => {
    const { code, stdout, stderr } = await cli.run(['graph', '-', '--format', 'svg'], { stdin });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(message);
  });

  test.each([
    [['graph'], /missing required argument/],
    [['graph', 'good.yaml', 'broken.yaml'], /too many arguments/],
    [['graph', 'good.yaml', '--format', 'dot'], /Allowed choices are text, mermaid, svg/],
    [['graph', 'nowhere.yaml'], /nowhere\.yaml cannot be read: ENOENT/],
  ])('%j is a usage error: exit 2', async (args, message) => {
    const { code, stdout, stderr } = await cli.run(args, { cwd: folder });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
  });
});

test('baton schema prints the schema of a definition', async () => {
  const { code, stdout, stderr } = await cli.run(['schema']);
  expect([code, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toEqual(definitionSchema());
});
