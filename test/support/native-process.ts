import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../src/devstack/index.ts';

/** One of our own programs as an operator starts it, from what `npm run build` compiled. */
export interface NativeProcess {
  readonly child: ChildProcess;
  /** All that it has written so far. */
  output(): string;
  /** Settles when it has ended: its exit code, or the signal's name. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

/** `folder`: where it is started, if not in the project's own. */
export function native(args: readonly string[], env: NodeJS.ProcessEnv, folder?: string): NativeProcess {
  const root = projectRoot();
  if (!existsSync(join(root, 'dist/src/api/main.js'))) throw new Error('nothing is compiled: run `npm run build`');
  const child = spawn(process.execPath, [...args], { cwd: folder ?? root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
  return { child, output: () => output, ended };
}

/** Asks again and again until it holds; an error counts as not yet. Says what it was waiting for when it takes too long. */
export async function eventually(
  what: string,
  holds: () => Promise<boolean> | boolean,
  { withinMs = 30_000, evidence = () => '' }: { readonly withinMs?: number; readonly evidence?: () => string } = {},
): Promise<void> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    if (await Promise.resolve(holds()).catch(() => false)) return;
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}\n${evidence()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
