import { fork } from 'node:child_process';
import { join } from 'node:path';
import { DevstackError } from './devstack-error.ts';
import { end, identityOf, type ProcessIdentity } from './process-identity.ts';
import { projectRoot } from './project-root.ts';

export interface KeepOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** A file that takes what the program writes. */
  readonly log: string;
  readonly graceMs: number;
  /** A folder that the keeper removes when we were killed; otherwise it is ours to remove. */
  readonly removeWhenOrphaned?: string;
}

/** A foreign program that ends with us, even when we are killed: a keeper process stands between. */
export interface KeptProcess {
  readonly program: ProcessIdentity;
  readonly keeper: ProcessIdentity;
  /** Settles when the program has ended, asked to or not. */
  readonly ended: Promise<Ending>;
  stop(): Promise<void>;
}

export interface Ending {
  readonly code: number | null;
  readonly signal: string | null;
}

type Message =
  | { readonly kind: 'started'; readonly pid: number }
  | { readonly kind: 'not-started'; readonly message: string }
  | ({ readonly kind: 'ended' } & Ending);

export async function keep(options: KeepOptions): Promise<KeptProcess> {
  const { command, args, log, graceMs, removeWhenOrphaned } = options;
  const order = JSON.stringify({ command, args, log, graceMs, removeWhenOrphaned });
  const keeper = fork(join(projectRoot(), 'scripts/devstack/keeper.mjs'), [order], {
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: options.env ?? process.env,
    // Ours may hold flags of a test runner or a debugger's port.
    execArgv: [],
  });

  // Listened to from the start: a program that ends at once is told of in the same breath as its beginning.
  let ending: Ending = { code: null, signal: null };
  keeper.on('message', (message: Message) => {
    if (message.kind === 'ended') ending = { code: message.code, signal: message.signal };
  });
  // The channel closes after its last message; the process may be seen to exit before that is read.
  const silent = new Promise<void>((resolve) => keeper.once('disconnect', () => resolve()));
  const exited = Promise.all([silent, new Promise<void>((resolve) => keeper.once('exit', () => resolve()))]);
  const pid = await new Promise<number>((resolve, reject) => {
    keeper.once('error', reject);
    void silent.then(() => reject(new DevstackError(`the keeper of ${command} ended before it could start it`)));
    keeper.on('message', (message: Message) => {
      if (message.kind === 'started') resolve(message.pid);
      else if (message.kind === 'not-started')
        reject(new DevstackError(`${command} could not be started: ${message.message}`));
    });
  });
  const program = identityOf(pid);

  const ended = exited.then(async () => {
    // Where the keeper itself was killed, the program is still there and nobody watches it.
    await end(program, graceMs);
    return ending;
  });

  return {
    program,
    keeper: identityOf(keeper.pid ?? 0),
    ended,
    async stop() {
      if (keeper.connected) keeper.send({ kind: 'stop' }, () => undefined);
      await ended;
    },
  };
}
