import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, dataFolder, DEFAULT_PORT, readSettings } from '../../config/index.ts';
import { own } from '../../std/index.ts';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';

/** BATON_URL; else where the local stack of this folder says it is; else the default port. */
export function apiAddress(given: NodeJS.ProcessEnv): string {
  const env = withFiles(given);
  const url = env['BATON_URL']?.trim() ?? '';
  if (url === '') return stackAddress(dataFolder(env)) ?? `http://127.0.0.1:${DEFAULT_PORT}`;
  if (!/^https?:\/\/[^\s/]/.test(url) || !URL.canParse(url)) {
    throw new CliError(exitCodes.usage, `BATON_URL=${url}: expected an address like http://127.0.0.1:${DEFAULT_PORT}`);
  }
  return url.replace(/\/+$/, '');
}

function withFiles(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  try {
    return readSettings(env).env;
  } catch (error) {
    if (error instanceof ConfigError) throw new CliError(exitCodes.usage, error.message);
    throw error;
  }
}

function stackAddress(folder: string): string | undefined {
  try {
    const address = own(JSON.parse(readFileSync(join(folder, 'devstack.json'), 'utf8')), 'address');
    return typeof address === 'string' && URL.canParse(address) ? address : undefined;
  } catch {
    return undefined;
  }
}
