import { setTimeout as sleep } from 'node:timers/promises';
import { type Execution, hasEnded } from '../../client/index.ts';
import { CliError } from '../cli-error.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { ApiClient } from './api-client.ts';

const POLL_MS = 150;
/** How long the API may be away while an execution is followed; the execution itself does not depend on it. */
const PATIENCE_MS = 60_000;

export interface Following {
  /** Each snapshot, the last included. */
  readonly onSnapshot: (execution: Execution) => void;
  /** Once, when the API has stopped answering. */
  readonly onSilence?: (reason: string) => void;
  readonly signal?: AbortSignal;
}

/** Asks until the execution has ended. Survives a restart of the API. */
export async function followExecution(
  client: ApiClient,
  executionId: string,
  following: Following,
): Promise<Execution> {
  let silentSince: number | null = null;
  for (;;) {
    following.signal?.throwIfAborted();
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
    await sleep(POLL_MS, undefined, following.signal === undefined ? {} : { signal: following.signal });
  }
}

export function outcomeCode({ status }: Execution): ExitCode {
  if (status === 'FAILED') return exitCodes.failed;
  return status === 'CANCELLED' ? exitCodes.cancelled : exitCodes.completed;
}
