import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';
import { expect, jest, test } from '@jest/globals';
import { hasEnded, identityOf, isRunning } from '../../src/devstack/process-identity.ts';
import { temporaryFolder } from './temporary-folder.ts';

// Real processes, on machines that may be busy.
jest.setTimeout(60_000);

const source = fileURLToPath(new URL('../../src/devstack/exit-with-parent.ts', import.meta.url));

/** A program that calls it and then lives for ever. */
function program(): string {
  const path = join(temporaryFolder(), 'child.mjs');
  const { code } = transformSync(readFileSync(source, 'utf8'), { loader: 'ts' });
  writeFileSync(
    path,
    `${code}\nexitWithParent();\nsetInterval(() => undefined, 1000);\nprocess.send?.(process.pid);\nconsole.log('here');\n`,
  );
  return path;
}

test('a child ends when its parent is killed', async () => {
  const parent = spawn(process.execPath, [
    '-e',
    `require('node:child_process').fork(${JSON.stringify(program())}, [], {detached: true}).on('message', (pid) => console.log('pid ' + pid))`,
  ]);
  let said = '';
  parent.stdout.on('data', (text: Buffer) => (said += text.toString()));
  while (!/pid \d+\n/.test(said)) await once(parent.stdout, 'data');
  const child = identityOf(Number(/pid (\d+)\n/.exec(said)?.[1]));
  expect(isRunning(child)).toBe(true);
  parent.kill('SIGKILL');
  expect(await hasEnded(child, 40_000)).toBe(true);
});

test('it does not keep a child alive that has nothing left to do', async () => {
  const path = join(temporaryFolder(), 'short.mjs');
  const { code } = transformSync(readFileSync(source, 'utf8'), { loader: 'ts' });
  writeFileSync(path, `${code}\nexitWithParent();\n`);
  const child = fork(path, [], { execArgv: [] });
  expect((await once(child, 'exit'))[0]).toBe(0);
});

test('a process started by hand is left as it is', async () => {
  const child = spawn(process.execPath, [program()], { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(child.stdout, 'data');
  expect(isRunning(identityOf(child.pid ?? 0))).toBe(true);
  child.kill();
});
