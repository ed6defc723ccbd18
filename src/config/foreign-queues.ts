import { ConfigError } from './config-error.ts';

/** The task queues of other Temporal code that definitions may reach: those that BATON_FOREIGN_QUEUES lists, with `off`
 * none; any where it says nothing. */
export function readForeignQueues(env: NodeJS.ProcessEnv): ReadonlySet<string> | undefined {
  const text = env['BATON_FOREIGN_QUEUES']?.trim();
  if (text === undefined || text === '') return undefined;
  if (text === 'off') return new Set();
  const queues = text.split(',').map((each) => each.trim());
  if (queues.includes('')) {
    throw new ConfigError('BATON_FOREIGN_QUEUES: task queues with commas between them, or `off` for none.');
  }
  return new Set(queues);
}
