import { type Execution, hasEnded } from '../../client/index.ts';
import { CliError } from '../cli-error.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { ApiClient } from './api-client.ts';
import { type Hearing, hearExecution } from './hear-execution.ts';

/** Between two looks, at the least. */
const POLL_MS = 150;
/** What comes without an event, a call's next attempt say, is seen so late. */
const SELDOM_MS = 1_000;
/** How long the API may be away while an execution is followed; the execution itself does not depend on it. */
const PATIENCE_MS = 60_000;

export interface Following {
  /** Each snapshot, the last included. */
  readonly onSnapshot: (execution: Execution) => void;
  /** Once, when the API has stopped answering. */
  readonly onSilence?: (reason: string) => void;
  readonly signal?: AbortSignal;
  /** How seldom it is looked at while its events are heard and none comes. */
  readonly seldomMs?: number;
}

/** Looks whenever something has become of it, until the execution has ended. Survives a restart of the API. */
export async function followExecution(
  client: ApiClient,
  executionId: string,
  following: Following,
): Promise<Execution> {
  const { signal, seldomMs = SELDOM_MS } = following;
  let silentSince: number | null = null;
  let hearing: Hearing | undefined;
  try {
    for (;;) {
      signal?.throwIfAborted();
      try {
        const execution = await client.status(executionId);
        silentSince = null;
        following.onSnapshot(execution);
        if (hasEnded(execution)) return execution;
      } catch (error) {
        if (!(error instanceof CliError) || error.exitCode !== exitCodes.unreachable) throw error;
        if (silentSince === null) following.onSilence?.(error.message);
        silentSince ??= Date.now();
        if (Date.now() - silentSince > PATIENCE_MS) throw error;
      }
      hearing ??= hearExecution(client, executionId, signal);
      await hearing.news({ least: POLL_MS, most: seldomMs });
    }
  } finally {
    hearing?.stop();
  }
}

export function outcomeCode({ status }: Execution): ExitCode {
  if (status === 'FAILED') return exitCodes.failed;
  return status === 'CANCELLED' ? exitCodes.cancelled : exitCodes.completed;
}
