import { connectionOptions } from '../config/index.ts';
import { DevstackError, reasonOf } from './devstack-error.ts';

export interface Elsewhere {
  readonly address: string;
  readonly namespace: string;
}

/** Where TEMPORAL_ADDRESS, or a profile in the SDK's own configuration file, says that Temporal is; undefined where
 * neither does. */
export async function temporalElsewhere(env: NodeJS.ProcessEnv): Promise<Elsewhere | undefined> {
  const { loadClientConnectConfig } = await import('@temporalio/envconfig');
  // An empty variable is one that isn't set, as in a shell's `TEMPORAL_ADDRESS= npm start`.
  const set = Object.entries(env).filter((entry): entry is [string, string] => (entry[1] ?? '') !== '');
  try {
    const { connectionOptions, namespace } = loadClientConnectConfig({ overrideEnvVars: Object.fromEntries(set) });
    const { address } = connectionOptions;
    return address === undefined || address === '' ? undefined : { address, namespace: namespace ?? 'default' };
  } catch (error) {
    throw new DevstackError(`Temporal's configuration can't be used: ${reasonOf(error)}`);
  }
}

const ANSWER_MS = 10_000;

/** Throws where nothing answers there: our programs would wait for it for ever, without a word to the terminal. */
export async function answeringElsewhere(
  { address }: Elsewhere,
  env: NodeJS.ProcessEnv,
  withinMs = ANSWER_MS,
): Promise<void> {
  const { Connection } = await import('@temporalio/client');
  try {
    const connection = await Connection.connect({ ...connectionOptions(env).options, connectTimeout: withinMs });
    await connection.close();
  } catch (error) {
    throw new DevstackError(
      `Temporal at ${address} does not answer within ${withinMs / 1000} s: ${reasonOf(error)}. ` +
        'See that it runs there, or unset TEMPORAL_ADDRESS (or its profile) to have one started here.',
    );
  }
}

/** The environment for what works with the local server: what is said of another one, its key or its certificates, would
 * keep it out. The file stays, which has named no address. */
export function withoutElsewhere(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const stays = (name: string) =>
    !name.startsWith('TEMPORAL_') || name === 'TEMPORAL_CONFIG_FILE' || name === 'TEMPORAL_PROFILE';
  return Object.fromEntries(Object.entries(env).filter(([name]) => stays(name)));
}
