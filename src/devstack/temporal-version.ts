import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { systemCodeOf } from '../config/index.ts';
import { reasonOf } from './devstack-error.ts';
import type { Say } from './progress.ts';

/** The release of Temporal's CLI that we look after ourselves; its server is 1.29.1. */
export const CLI_VERSION = '1.5.1';

/** What getting it takes. */
export interface Obtaining {
  readonly env: NodeJS.ProcessEnv;
  readonly say: Say;
  readonly signal: AbortSignal | undefined;
}

export type Answer =
  | { readonly kind: 'works'; readonly version: string }
  | { readonly kind: 'fails'; readonly reason: string };

/** Asks a program for its version. Only Temporal's CLI answers as expected, so this also tells a stranger by that name. */
export async function versionOf(program: string, env: NodeJS.ProcessEnv = process.env): Promise<Answer> {
  try {
    const { stdout } = await promisify(execFile)(program, ['--version'], { timeout: 20_000, env });
    const line = stdout.trim().split('\n')[0] ?? '';
    if (/^temporal version \S+/.test(line)) return { kind: 'works', version: line };
    return {
      kind: 'fails',
      reason: `\`${program} --version\` answered ${JSON.stringify(line)}, not a version of Temporal`,
    };
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === 'ENOENT') return { kind: 'fails', reason: 'no such program' };
    if (code === 'EACCES') return { kind: 'fails', reason: 'not executable' };
    return { kind: 'fails', reason: reasonOf(error).trim().replaceAll('\n', ' ') };
  }
}
