import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fencedBlocks, wordAfter } from '../docs/fenced-blocks.ts';
import { buildCli, type Cli } from '../support/cli-process.ts';

/** A guide, read from its beginning to its end: files are written as it says, commands run as it says, and they print
 * what it shows. */

const folder = mkdtempSync(join(tmpdir(), 'baton-guide-'));
let cli: Cli;
beforeAll(async () => {
  cli = await buildCli();
});
afterAll(() => {
  cli.remove();
  rmSync(folder, { recursive: true, force: true });
});

test.each([
  ['testing-workflows.md', 6],
  ['coming-from-actions.md', 4],
  ['coming-from-sequences.md', 4],
])('every command of %s prints what the guide shows', async (name, commands) => {
  const page = readFileSync(join(process.cwd(), 'docs/guide', name), 'utf8');
  const shown: string[] = [];
  const really: string[] = [];
  for (const block of fencedBlocks(page)) {
    const file = wordAfter(block, 'file');
    if (file !== null) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), block.text);
    }
    const [, command = ''] = /^\$ baton (.*)\n/.exec(block.text) ?? [];
    if (block.language !== 'console' || command === '') continue;
    const { stdout, stderr } = await cli.run(command.split(' '), { cwd: folder });
    shown.push(block.text);
    really.push(`$ baton ${command}\n${stdout}${stderr}`);
  }
  expect(shown).toEqual(really);
  expect(shown.length).toBeGreaterThanOrEqual(commands);
});
