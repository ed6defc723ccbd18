import { setTimeout as sleep } from 'node:timers/promises';
import { NativeConnection, type NativeConnectionOptions, TransportError } from '@temporalio/worker';
import { ConfigError } from '../config/index.ts';

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5_000;
/** An address that swallows what is sent to it doesn't even refuse. */
const SILENT_MS = 5_000;

/** Connects as soon as Temporal answers, however long that takes: a worker that ended instead would only have to be
 * started again. Says once that it has to wait. */
export async function connectTemporal(
  options: NativeConnectionOptions,
  say: (line: string) => void,
): Promise<NativeConnection> {
  let told = false;
  const tell = () => {
    if (!told) say(`Temporal at ${options.address} does not answer; trying again until it does.`);
    told = true;
  };
  const silent = setTimeout(tell, SILENT_MS);
  try {
    for (let delay = FIRST_DELAY_MS; ; delay = Math.min(2 * delay, LONGEST_DELAY_MS)) {
      try {
        return await NativeConnection.connect(options);
      } catch (error) {
        if (!(error instanceof TransportError)) throw unusable(error, options);
        tell();
      }
      await sleep(delay);
    }
  } finally {
    clearTimeout(silent);
  }
}

function unusable(error: unknown, { address }: NativeConnectionOptions): ConfigError {
  const [reason] = String(error instanceof Error ? error.message : error).split('\n');
  return new ConfigError(`Temporal at ${address} can't be connected to as it is configured: ${reason}`);
}
