import { readCount } from '../config/index.ts';
import { fleetLimits } from '../fleet/index.ts';

/** Bots that there may be. */
export function readBotCapacity(env: NodeJS.ProcessEnv): number {
  return readCount(env, 'BATON_BOT_CAPACITY', { least: 1, most: 10_000_000, unlessGiven: fleetLimits.capacity });
}
