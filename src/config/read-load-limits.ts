import { ConfigError } from './config-error.ts';
import { readSwitch } from './read-switch.ts';

/** How much one API process takes on; Infinity where there is no limit. */
export interface LoadLimits {
  /** Reads that are worked on at a time, and changes apart from them; a sixteenth of it for registrations. */
  readonly inFlight: number;
  /** By one caller's address, each with a burst of its own. */
  readonly readsPerSecond: number;
  readonly changesPerSecond: number;
  readonly registrationsPerSecond: number;
}

/** Rates are far above what one process on two cores can do: they keep one caller from taking all of it, and no more. */
export const defaultLoadLimits: LoadLimits = {
  inFlight: 128,
  readsPerSecond: 5_000,
  changesPerSecond: 1_000,
  registrationsPerSecond: 50,
};

const unlimited = {
  readsPerSecond: Number.POSITIVE_INFINITY,
  changesPerSecond: Number.POSITIVE_INFINITY,
  registrationsPerSecond: Number.POSITIVE_INFINITY,
} as const;

export function readLoadLimits(env: NodeJS.ProcessEnv): LoadLimits {
  const { inFlight } = defaultLoadLimits;
  const isLimited = readSwitch(env, 'ORCHESTRATOR_RATE_LIMITING_ENABLED', true);
  const { readsPerSecond, changesPerSecond, registrationsPerSecond } = isLimited ? defaultLoadLimits : unlimited;
  return {
    inFlight: limitOf(env, 'BATON_IN_FLIGHT', inFlight),
    readsPerSecond: limitOf(env, 'BATON_READS_PER_SECOND', readsPerSecond),
    changesPerSecond: limitOf(env, 'BATON_CHANGES_PER_SECOND', changesPerSecond),
    registrationsPerSecond: limitOf(env, 'BATON_REGISTRATIONS_PER_SECOND', registrationsPerSecond),
  };
}

function limitOf(env: NodeJS.ProcessEnv, variable: string, unlessGiven: number): number {
  const text = env[variable]?.trim() ?? '';
  if (text === '') return unlessGiven;
  if (text === 'off') return Number.POSITIVE_INFINITY;
  if (/^[0-9]{1,6}$/.test(text) && Number(text) > 0) return Number(text);
  throw new ConfigError(`${variable}=${text}: allowed are numbers from 1 to 999999, and \`off\` for no limit.`);
}
