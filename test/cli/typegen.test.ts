import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { startApi } from '../support/api-on-loopback.ts';
import { buildCli } from '../support/cli-process.ts';
import { sendRequest } from '../support/send-request.ts';

const api = await startApi();
const cli = await buildCli();
const folder = mkdtempSync(join(tmpdir(), 'baton-typegen-'));
afterAll(async () => {
  cli.remove();
  rmSync(folder, { recursive: true, force: true });
  await api.close();
});

const steps = [{ id: 'seats', service: 'seats', method: 'warm' }];

test('of files: written, found current, and found old', async () => {
  const flow = join(folder, 'warm.json');
  const write = (inputs: object): void =>
    writeFileSync(flow, JSON.stringify({ name: 'warm', version: '1', inputs, steps }));
  const typegen = (...args: readonly string[]) =>
    cli.run(['typegen', flow, '--out', 'made/flows.ts', ...args], { cwd: folder });
  write({ degrees: 'number' });
  expect(await typegen()).toEqual({ code: 0, stdout: '', stderr: '✓ made/flows.ts: 1 workflows\n' });
  expect(readFileSync(join(folder, 'made/flows.ts'), 'utf8')).toContain('readonly degrees?: number | null;');
  expect(await typegen('--check')).toEqual({ code: 0, stdout: '', stderr: '' });
  write({ degrees: 'number', seats: 'array' });
  expect(await typegen('--check')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('is not what would be written'),
  });
});

test('of what is registered, to standard output', async () => {
  const workflow = { name: 'comfort', version: '3', inputs: { name: { type: 'string', required: true } }, steps };
  await sendRequest(api.port, { path: '/orchestrator/register_workflow', body: { workflow } });
  const { code, stdout, stderr } = await cli.run(['typegen', '--for', 'workflow'], { env: { BATON_URL: api.address } });
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain('// Made by `baton typegen --for workflow`;');
  expect(stdout).toContain('export function executeComfort(');
});

test.each([
  [['typegen', '--check'], 2, /--check looks at the file that --out names/],
  [['typegen', 'missing.yaml'], 2, /missing\.yaml cannot be read/],
  [['typegen', '-', '--for', 'robots'], 2, /Allowed choices are client, workflow/],
])('%j: exit %d', async (args, code, said) => {
  const result = await cli.run(args, { cwd: folder });
  expect([result.code, result.stdout]).toEqual([code, '']);
  expect(result.stderr).toMatch(said);
});

test('a definition that is wrong is shown as check shows it', async () => {
  const { code, stderr } = await cli.run(['typegen', '-'], { stdin: 'name: x\nstps: []\n' });
  expect([code, stderr]).toEqual([1, expect.stringContaining('did you mean `steps`?')]);
});
