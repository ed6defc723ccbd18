import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type FencedBlock, fencedBlocks, wordAfter } from '../docs/fenced-blocks.ts';
import { buildCli, type Cli } from '../support/cli-process.ts';
import { userProject, type UserProject } from '../support/compile-project.ts';
import { type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { type Stack, startStack } from '../support/stack.ts';

/** Does what the guide says, in its order, on the real thing. */

const page = readFileSync(join(process.cwd(), 'docs/guide/integrate-in-five-minutes.md'), 'utf8');
const tsc = join(process.cwd(), 'node_modules/typescript/bin/tsc');
const ADDRESS = 'http://127.0.0.1:5080';

let services: RecordingService;
let stack: Stack;
let cli: Cli;
let project: UserProject;

beforeAll(async () => {
  services = await startRecordingService();
  const names = ['beverage', 'notification'];
  stack = await startStack({ services: Object.fromEntries(names.map((name) => [name, services.baseUrl(name)])) });
  cli = await buildCli();
  project = userProject();
});

afterAll(async () => {
  project.remove();
  cli.remove();
  await stack.close();
  await services.close();
});

async function run(command: string, ...args: readonly string[]): Promise<string> {
  const child = spawn(command, args, { cwd: project.folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  expect([code, stderr]).toEqual([0, '']);
  return stdout;
}

/** With the address of this stack in the place of the one that everybody has. */
const here = (text: string): string => text.replaceAll(ADDRESS, stack.url);

async function runConsole({ text }: FencedBlock): Promise<string> {
  const [, command = ''] = /^\$ (.*)\n$/.exec(text) ?? [];
  const [, compiled] = /^npx tsc (.*)$/.exec(command) ?? [];
  if (compiled !== undefined) return await run(process.execPath, tsc, ...compiled.split(' '));
  const [, args] = /^npx baton (.*)$/.exec(command) ?? [];
  if (args === undefined) return await run('bash', '-c', here(command));
  const { code, stdout } = await cli.run(args.split(' '), { cwd: project.folder });
  expect(code).toBe(0);
  return stdout;
}

test('every command and program on the page does what is shown', async () => {
  const done: string[] = [];
  let output = '';
  for (const block of fencedBlocks(page)) {
    const { language, text } = block;
    const file = wordAfter(block, 'file');
    done.push(language);
    if (language === 'console') output = await runConsole(block);
    else if (language === 'json') expect(JSON.parse(output)).toMatchObject(JSON.parse(text) as object);
    else if (language === 'text') expect(output.trimEnd().slice(-text.trimEnd().length)).toBe(text.trimEnd());
    else if (language === 'yaml') writeFileSync(join(project.folder, file ?? ''), text);
    else if (language === 'sh') expect(text).toMatch(/^(?:npm (?:init|pkg set|install) .*\n)+$/);
    else {
      writeFileSync(join(project.folder, file ?? ''), here(text));
      if (language === 'python') output = await run('python3', file ?? '');
    }
  }
  expect(new Set(done)).toEqual(new Set(['yaml', 'console', 'json', 'text', 'sh', 'ts', 'python']));
  const messages = services.callsOf('notification.send').map(({ body }) => body);
  expect(messages).toEqual(['tea for Kim', 'coffee for Sam', 'tea for Ada'].map((message) => ({ message })));
});
