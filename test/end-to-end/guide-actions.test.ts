import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { isObject, own } from '../../src/std/index.ts';
import { fencedBlocks } from '../docs/fenced-blocks.ts';
import { type Stack, startStack } from '../support/stack.ts';

/** Pastes the guide's commands into a shell, in its order, on the real thing. */

const page = readFileSync(join(process.cwd(), 'docs/guide/actions-over-http.md'), 'utf8');

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(async () => await stack.close());

async function paste(command: string): Promise<unknown> {
  const child = spawn('bash', ['-c', command], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`${command}\nended with ${String(code)}: ${stderr}`);
  return JSON.parse(stdout);
}

/** What it answers may take a moment to be so. */
async function pasteUntil(command: string, shown: object): Promise<void> {
  for (let tries = 1; ; tries++) {
    const answer = await paste(command);
    try {
      expect(answer).toMatchObject(shown);
      return;
    } catch (error) {
      if (tries === 500) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

test('every command on the page does what is shown', async () => {
  const ids = new Map<string, string>();
  const commands: string[] = [];
  const blocks = fencedBlocks(page);
  for (const [i, { language, text }] of blocks.entries()) {
    if (language === 'json') continue;
    expect(language).toBe('sh');
    const here = text
      .replaceAll('http://localhost:5080', stack.url)
      .replaceAll(/\{(workflow_id|execution_id)\}/g, (_, name: string) => ids.get(name) ?? '');
    commands.push(here);
    const next = blocks[i + 1];
    if (next?.language === 'json') {
      await pasteUntil(here, JSON.parse(next.text) as object);
      continue;
    }
    const answer = await paste(here);
    for (const name of ['workflow_id', 'execution_id']) {
      const value = isObject(answer) ? own(answer, name) : undefined;
      if (typeof value === 'string') ids.set(name, value);
    }
  }
  expect(commands).toHaveLength(page.match(/^curl/gm)?.length ?? 0);
  expect(ids.get('workflow_id')).toMatch(/^hello-world-[a-z2-9]{6}$/);
  await stack.written('Hello, Orchestrator!');
});
