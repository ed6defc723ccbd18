import { ConfigError } from './config-error.ts';

/** A whole number within bounds, both included. */
export function readCount(
  env: NodeJS.ProcessEnv,
  variable: string,
  { least, most, unlessGiven }: { readonly least: number; readonly most: number; readonly unlessGiven: number },
): number {
  const text = env[variable]?.trim() ?? '';
  if (text === '') return unlessGiven;
  const count = Number(text);
  if (/^[0-9]{1,9}$/.test(text) && count >= least && count <= most) return count;
  throw new ConfigError(`${variable}=${text}: allowed are whole numbers from ${least} to ${most}.`);
}
