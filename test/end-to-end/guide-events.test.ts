import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fencedBlocks, wordAfter } from '../docs/fenced-blocks.ts';
import { type Stack, startStack } from '../support/stack.ts';

/** Does what the guide says, in its order, on the real thing. */

const page = readFileSync(join(process.cwd(), 'docs/guide/events.md'), 'utf8');
const run = promisify(execFile);
let stack: Stack;
let folder: string;

beforeAll(async () => {
  stack = await startStack();
  folder = mkdtempSync(join(tmpdir(), 'baton-guide-'));
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await stack?.close();
});

test('every command on the page does what is shown', async () => {
  let output = '';
  let shown = 0;
  for (const block of fencedBlocks(page)) {
    if (block.language === 'yaml') writeFileSync(join(folder, wordAfter(block, 'file') ?? ''), block.text);
    if (block.language === 'sh') {
      const commands = block.text.replaceAll('http://127.0.0.1:5080', stack.url);
      ({ stdout: output } = await run('bash', ['-c', commands], { cwd: folder }));
      expect(output).not.toContain('"success":false');
    }
    if (block.language === 'text') {
      shown += 1;
      expect(output.trim()).toBe(block.text.trim());
    }
  }
  expect(shown).toBe(4);
});
