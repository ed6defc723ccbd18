import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fencedBlocks } from '../docs/fenced-blocks.ts';
import { type Stack, startStack } from '../support/stack.ts';

/** Does what the guide says, in its order, on the real thing. */

const page = readFileSync(join(process.cwd(), 'docs/guide/bots-and-swarms.md'), 'utf8');
let stack: Stack;

beforeAll(async () => {
  stack = await startStack();
});

afterAll(async () => {
  await stack?.close();
});

test('every command on the page does what is shown', async () => {
  const blocks = fencedBlocks(page).filter(({ language }) => ['sh', 'json'].includes(language));
  const commands = blocks.filter(({ language }) => language === 'sh').map(({ text }) => text);
  expect(commands).toHaveLength(blocks.length / 2);
  // In one shell: what one block has kept, the next ones have.
  const script = commands.join("\nprintf '\\n--\\n'\n").replaceAll('http://127.0.0.1:5080', stack.url);
  const { stdout } = await promisify(execFile)('bash', ['-c', script]);
  const answers = stdout.split('\n--\n').map((text) => JSON.parse(text) as unknown);
  for (const [i, block] of blocks.filter(({ language }) => language === 'json').entries()) {
    expect(answers[i]).toMatchObject(JSON.parse(block.text) as object);
  }
});
