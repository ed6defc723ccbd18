import { ConfigError } from './config-error.ts';

const words: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['yes', true],
  ['on', true],
  ['1', true],
  ['false', false],
  ['no', false],
  ['off', false],
  ['0', false],
]);

export function readSwitch(env: NodeJS.ProcessEnv, variable: string, unlessGiven: boolean): boolean {
  const text = env[variable]?.trim() ?? '';
  if (text === '') return unlessGiven;
  const read = words.get(text.toLowerCase());
  if (read !== undefined) return read;
  throw new ConfigError(`${variable}=${text}: allowed are ${[...words.keys()].join(', ')}.`);
}
