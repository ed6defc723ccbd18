import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, dataFolder, readSettings, type Settings, systemCodeOf } from '../config/index.ts';
import { bringUp, type Stack } from './bring-up.ts';
import { DevstackError, reasonOf } from './devstack-error.ts';
import { tryLock, type Attempt, type Lock } from './lock.ts';
import type { Say } from './progress.ts';
import { readState, removeState, writeState, type StackState } from './state-file.ts';
import { supervisor, type Supervisor } from './supervisor.ts';

export interface UpOptions {
  readonly say: Say;
  readonly env?: NodeJS.ProcessEnv;
  /** Called once when everything runs; the stack stays up after it, and is stopped by the signal's abort meanwhile. */
  readonly onReady: (stack: Stack, stopping: AbortSignal) => Promise<void>;
}

/** Runs everything in one process tree until it is told to stop: Temporal (unless TEMPORAL_ADDRESS names one), the
 * example services, the worker and the API. Resolves to the exit code. */
export async function up(options: UpOptions): Promise<number> {
  const { say, env: given = process.env } = options;
  const settings = settingsOf(given);
  const folder = dataFolder(settings.env);
  const held = takeFolder(folder);
  const stopping = new AbortController();
  const members = supervisor({ say, changed: (processes) => record({ processes }) });
  let state: StackState = { folder, processes: [] };
  let closed = false;
  const record = (part: Partial<StackState>) => {
    state = { ...state, ...part };
    if (!closed) writeState(state);
  };

  const asked = signals(say, stopping, members);
  try {
    const running = bringUp({ folder, settings, say, members, signal: stopping.signal, record }).then(async (stack) => {
      await options.onReady(stack, stopping.signal).catch((error: unknown) => say(reasonOf(error)));
    });
    await Promise.race([running, asked.stop, members.failed]);
    const failure = await Promise.race([asked.stop, members.failed]);
    if (failure === undefined)
      say('Stopping: the API, the worker, then Temporal. Unfinished executions go on at the next start.');
    else say(failure.message);
    return failure === undefined ? 0 : 1;
  } finally {
    stopping.abort();
    await members.stop();
    asked.dispose();
    closed = true;
    removeState(folder);
    held.release();
  }
}

function settingsOf(env: NodeJS.ProcessEnv): Settings {
  try {
    return readSettings(env);
  } catch (error) {
    if (error instanceof ConfigError) throw new DevstackError(error.message);
    throw error;
  }
}

function takeFolder(folder: string): Lock {
  const attempt = lockIn(folder);
  if (attempt.kind === 'taken') return attempt.lock;
  const { address, temporalUi } = readState(folder) ?? {};
  throw new DevstackError(
    [
      `Baton already runs on ${folder} (process ${attempt.by.pid})${address === undefined ? '.' : ` at ${address}.`}`,
      ...(temporalUi === undefined ? [] : [`Temporal's web page: ${temporalUi}`]),
      'Stop it with Ctrl-C in its terminal, or keep a second one apart: BATON_DATA=another-folder.',
    ].join('\n'),
  );
}

function lockIn(folder: string): Attempt {
  try {
    mkdirSync(folder, { recursive: true });
    return tryLock(join(folder, 'devstack.lock'));
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === undefined) throw error;
    const reason = code === 'EEXIST' || code === 'ENOTDIR' ? 'it is a file, or below one' : reasonOf(error);
    throw new DevstackError(`${folder} can't be the folder for local state: ${reason}. Name another by BATON_DATA.`);
  }
}

interface Asked {
  /** Settles at the first signal. */
  readonly stop: Promise<undefined>;
  dispose(): void;
}

/** The first signal asks everything to stop; the second ends it at once. */
function signals(say: Say, stopping: AbortController, members: Supervisor): Asked {
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  let settle: () => void = () => undefined;
  const stop = new Promise<undefined>((resolve) => (settle = () => resolve(undefined)));
  const asked = () => {
    if (stopping.signal.aborted) {
      say('Ending everything at once.');
      members.kill();
      process.exit(130);
    }
    stopping.abort();
    settle();
  };
  for (const name of names) process.on(name, asked);
  return { stop, dispose: () => names.forEach((name) => process.off(name, asked)) };
}
