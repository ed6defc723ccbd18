import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type FencedBlock, fencedBlocks, wordAfter } from '../docs/fenced-blocks.ts';
import { buildCli, type Cli } from '../support/cli-process.ts';
import { type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { type Stack, startStack } from '../support/stack.ts';

/** Does what the guide says, in its order, on the real thing. */

const page = readFileSync(join(process.cwd(), 'docs/guide/long-running-waits.md'), 'utf8');
const blocks = fencedBlocks(page);

let services: RecordingService;
let stack: Stack;
let cli: Cli;
let folder: string;

beforeAll(async () => {
  services = await startRecordingService();
  const names = ['stock', 'bank', 'mail'];
  stack = await startStack({ services: Object.fromEntries(names.map((name) => [name, services.baseUrl(name)])) });
  cli = await buildCli();
  folder = mkdtempSync(join(tmpdir(), 'baton-guide-'));
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  cli.remove();
  await stack.close();
  await services.close();
});

/** Times are not the same twice, and columns are as wide as what stands in them. */
const timeless = (text: string): string =>
  text
    .trimEnd()
    .replace(/\d+(?:\.\d+)? (?:ms|s)\b/g, '#')
    .replace(/ {2,}/g, ' ');

/** As a shell takes it apart: blanks, and single quotes around what holds some. */
function wordsOf(command: string): readonly string[] {
  return [...command.matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", ''));
}

/** What only looks is asked until it is so: the page tells of a moment that comes. */
async function untilSo<T>(ask: () => Promise<T>, compare: (found: T) => void): Promise<void> {
  for (const begun = Date.now(); ;) {
    const found = await ask();
    try {
      compare(found);
      return;
    } catch (error) {
      if (Date.now() - begun > 60_000) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function runConsole({ text }: FencedBlock): Promise<void> {
  for (const [, command = '', output = ''] of text.matchAll(/^\$ baton (.*)\n((?:[^$].*\n)*)/gm)) {
    const words = wordsOf(command);
    const ask = async (): Promise<string> => {
      const { stdout, stderr } = await cli.run(words, { env: { BATON_URL: stack.url }, cwd: folder });
      return timeless(stdout + stderr);
    };
    const compare = (found: string): void => expect(found).toBe(timeless(output));
    if (words[0] === 'status') await untilSo(ask, compare);
    else compare(await ask());
  }
}

async function send({ text }: FencedBlock, answer: FencedBlock | undefined): Promise<void> {
  const [head = '', body] = text.trim().split(/\n\n([\s\S]*)/);
  const [method = '', path = ''] = (head.split('\n')[0] ?? '').split(' ');
  const init = { method, ...(body !== undefined && { body, headers: { 'content-type': 'application/json' } }) };
  const ask = async (): Promise<object> => {
    const received = await fetch(stack.url + path, init);
    return { status: received.status, body: await received.json() };
  };
  const wanted = { status: Number(answer?.words[0]), body: JSON.parse(answer?.text ?? '') as object };
  const compare = (found: object): void => expect(found).toMatchObject(wanted);
  if (method === 'GET') await untilSo(ask, compare);
  else compare(await ask());
}

test('every command and request on the page does what is shown', async () => {
  const done: string[] = [];
  for (const [i, block] of blocks.entries()) {
    done.push(block.language);
    if (block.language === 'yaml') writeFileSync(join(folder, wordAfter(block, 'file') ?? ''), block.text);
    else if (block.language === 'console') await runConsole(block);
    else if (block.language === 'http') await send(block, blocks[i + 1]);
  }
  expect(new Set(done)).toEqual(new Set(['yaml', 'console', 'http', 'json']));
  // A wait that took its event has let its payment happen, once.
  expect(services.callsOf('bank.pay').map(({ body }) => body)).toEqual([
    { amount: 2500, approved_by: 'kim' },
    { amount: 90, approved_by: null },
    { amount: 2500, approved_by: 'sam' },
    { amount: 2500, approved_by: 'kim' },
  ]);
  expect(services.callsOf('mail.send')).toHaveLength(1);
});
