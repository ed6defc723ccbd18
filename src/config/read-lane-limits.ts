import { type LaneLimits, usualLaneLimits } from '../fleet/index.ts';
import { readCount } from './read-count.ts';

/** Turns are told by one signal each, of which a history can have two thousand on their way. */
const most = 1_000;

/** How many tasks the orchestrator itself works at, at a time. */
export function readLaneLimits(env: NodeJS.ProcessEnv): LaneLimits {
  const { all, tier, swarm, ageMs } = usualLaneLimits;
  return {
    all: readCount(env, 'BATON_TASKS_AT_ONCE', { least: 1, most, unlessGiven: all }),
    tier: readCount(env, 'BATON_TASKS_PER_TIER', { least: 1, most, unlessGiven: tier }),
    swarm: readCount(env, 'BATON_TASKS_PER_SWARM', { least: 1, most, unlessGiven: swarm }),
    ageMs: readCount(env, 'BATON_TASKS_RISE_MS', { least: 1, most: 86_400_000, unlessGiven: ageMs }),
  };
}
