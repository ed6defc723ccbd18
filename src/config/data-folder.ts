import { resolve } from 'node:path';

/** Where local state lives: Temporal's database and log, and what the running stack knows of itself. */
export function dataFolder(env: NodeJS.ProcessEnv = process.env): string {
  const given = env['BATON_DATA'];
  return resolve(given === undefined || given === '' ? '.baton' : given);
}
