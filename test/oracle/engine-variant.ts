import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunOptions } from '../support/run-in-memory.ts';

export type Engine = NonNullable<RunOptions['engine']>;

/** One line of the engine's source and what stands in its place. */
export interface Change {
  /** In src/engine. */
  readonly file: string;
  /** Stands there exactly once. */
  readonly line: string;
  readonly instead: string;
}

const source = fileURLToPath(new URL('../../src/', import.meta.url));

/** The engine as it is, but for a few lines: its source copied to a folder of its own and loaded from there. */
export async function engineWith(changes: readonly Change[]): Promise<Engine> {
  const folder = mkdtempSync(join(tmpdir(), 'baton-engine-'));
  try {
    for (const beside of ['std', 'problems', 'expressions', 'plan'])
      symlinkSync(join(source, beside), join(folder, beside));
    cpSync(join(source, 'engine'), join(folder, 'engine'), { recursive: true });
    for (const { file, line, instead } of changes) {
      const path = join(folder, 'engine', file);
      const pieces = readFileSync(path, 'utf8').split(line);
      if (pieces.length !== 2) throw new Error(`src/engine/${file} holds ${pieces.length - 1} times: ${line}`);
      writeFileSync(path, pieces.join(instead));
    }
    return (await import(join(folder, 'engine/index.ts'))) as Engine;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
