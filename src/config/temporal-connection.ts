import { loadClientConnectConfig } from '@temporalio/envconfig';
import { ConfigError } from './config-error.ts';

export interface TemporalConnection {
  readonly options: ReturnType<typeof loadClientConnectConfig>['connectionOptions'];
  readonly namespace: string;
}

/** Where Temporal is, as every Temporal tool says it: TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY,
 * TEMPORAL_TLS…, or a profile in the SDK's own configuration file. */
export function connectionOptions(env: NodeJS.ProcessEnv = process.env): TemporalConnection {
  const given = Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const { connectionOptions, namespace } = loaded(given);
  return { options: { address: '127.0.0.1:7233', ...connectionOptions }, namespace: namespace ?? 'default' };
}

function loaded(overrideEnvVars: Record<string, string>): ReturnType<typeof loadClientConnectConfig> {
  try {
    return loadClientConnectConfig({ overrideEnvVars });
  } catch (error) {
    const [reason] = String(error instanceof Error ? error.message : error).split('\n');
    throw new ConfigError(`Temporal's configuration can't be used: ${reason}`);
  }
}

/** For a client that reads histories: gRPC's own bound is four mebibytes, and a page of steps' results may be longer. */
export const largeMessages = { channelArgs: { 'grpc.max_receive_message_length': 128 * 1024 * 1024 } } as const;
