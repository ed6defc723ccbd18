import { fork, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DevstackError, reasonOf, sentence } from './devstack-error.ts';
import { openLog } from './log-file.ts';
import type { Born, Member, Running } from './member.ts';
import { end, identityOf } from './process-identity.ts';

export interface NodeMemberOptions {
  readonly name: string;
  /** The module that it runs. It must call `exitWithParent`, send `{kind: 'ready', …}` and end on SIGTERM. */
  readonly entry: string;
  readonly env: NodeJS.ProcessEnv;
  readonly log: string;
  readonly graceMs: number;
  readonly readyWithinMs: number;
  /** Told what came with the message that it is ready, at every start. */
  readonly onReady?: (message: Readonly<Record<string, unknown>>) => void;
}

/** A process of ours that runs one module. */
export function nodeMember(options: NodeMemberOptions): Member {
  return { name: options.name, start: (born) => start(options, born) };
}

async function start(options: NodeMemberOptions, born: Born): Promise<Running> {
  mkdirSync(dirname(options.log), { recursive: true });
  const log = openLog(options.log);
  const output = openSync(options.log, 'a');
  const child = forked(options, output);

  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`${sentence(options.name)} could not be started: ${error.message}`));
    child.once('exit', (code, signal) =>
      resolve(`${sentence(options.name)} ended (${signal ?? `code ${code}`})${log.tail()}`),
    );
  });
  // It was never born: its error says why.
  if (child.pid === undefined) throw new DevstackError(await exited);
  const identity = identityOf(child.pid);
  born([identity]);
  const running = {
    ended: exited,
    async stop() {
      await end(identity, options.graceMs);
      await exited;
    },
  };
  const outcome = await Promise.race([readiness(child), exited, late(options, log.tail)]);
  if (typeof outcome === 'string') {
    await running.stop();
    throw new DevstackError(outcome);
  }
  options.onReady?.(outcome);
  return running;
}

function forked({ name, entry, env }: NodeMemberOptions, output: number): ChildProcess {
  try {
    return fork(entry, [], {
      env,
      stdio: ['ignore', output, output, 'ipc'],
      execArgv: ['--enable-source-maps'],
      // A session of its own: a terminal's Ctrl-C reaches us alone, and we stop all parts in order.
      detached: true,
    });
  } catch (error) {
    throw new DevstackError(`${sentence(name)} could not be started: ${reasonOf(error)}`);
  } finally {
    closeSync(output);
  }
}

function readiness(child: ChildProcess): Promise<Readonly<Record<string, unknown>>> {
  return new Promise((resolve) => {
    child.on('message', (message) => {
      if (typeof message === 'object' && 'kind' in message && message.kind === 'ready') resolve({ ...message });
    });
  });
}

function late(options: NodeMemberOptions, tail: () => string): Promise<string> {
  const { name, readyWithinMs } = options;
  return new Promise((resolve) => {
    const timer = setTimeout(
      () => resolve(`${sentence(name)} was not ready within ${readyWithinMs / 1000} s${tail()}`),
      readyWithinMs,
    );
    timer.unref();
  });
}
