import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder, DEFAULT_PORT } from '../../config/index.ts';
import { own } from '../../std/index.ts';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';

/** BATON_URL; else where the local stack of this folder says it is; else the default port. */
export function apiAddress(env: NodeJS.ProcessEnv): string {
  const given = env['BATON_URL']?.trim() ?? '';
  if (given === '') return stackAddress(dataFolder(env)) ?? `http://127.0.0.1:${DEFAULT_PORT}`;
  if (!/^https?:\/\/[^\s/]/.test(given) || !URL.canParse(given)) {
    throw new CliError(
      exitCodes.usage,
      `BATON_URL=${given}: expected an address like http://127.0.0.1:${DEFAULT_PORT}`,
    );
  }
  return given.replace(/\/+$/, '');
}

function stackAddress(folder: string): string | undefined {
  try {
    const address = own(JSON.parse(readFileSync(join(folder, 'devstack.json'), 'utf8')), 'address');
    return typeof address === 'string' && URL.canParse(address) ? address : undefined;
  } catch {
    return undefined;
  }
}
