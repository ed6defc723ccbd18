import { ConfigError } from './config-error.ts';

/** How long what is under way may take once a process is told to stop. */
export function readGraceMs(env: NodeJS.ProcessEnv, unlessGiven: number): number {
  const text = env['BATON_GRACE_MS']?.trim() ?? '';
  if (text === '') return unlessGiven;
  if (/^[0-9]{1,6}$/.test(text) && Number(text) > 0) return Number(text);
  throw new ConfigError(`BATON_GRACE_MS=${text}: allowed are milliseconds from 1 to 999999.`);
}
