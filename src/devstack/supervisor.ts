import { setTimeout as sleep } from 'node:timers/promises';
import { DevstackError, reasonOf, sentence } from './devstack-error.ts';
import type { Member, Running } from './member.ts';
import { end, signal, type ProcessIdentity } from './process-identity.ts';
import type { Say } from './progress.ts';

export interface SupervisorOptions {
  readonly say: Say;
  /** Called when the set of live processes has changed. */
  readonly changed?: (processes: readonly (ProcessIdentity & { readonly name: string })[]) => void;
  /** More deaths of one member than this within `withinMs`, and it is given up. */
  readonly deaths?: number;
  readonly withinMs?: number;
  readonly firstDelayMs?: number;
}

/** Keeps members running: one that ends unasked is started again, a little later each time, and given up when it keeps
 * dying. Members are stopped in the reverse order of their start. */
export interface Supervisor {
  /** Starts a member and waits until it is ready; throws where the first start fails. */
  add(member: Member): Promise<void>;
  /** Settles when a member was given up. */
  readonly failed: Promise<DevstackError>;
  stop(): Promise<void>;
  /** Ends everything at once. */
  kill(): void;
}

/** For one that is stopped before it was ready: there is nothing in it to be finished. */
const STARTING_GRACE_MS = 1_000;

interface Watched {
  readonly member: Member;
  running: Running | undefined;
  processes: readonly ProcessIdentity[];
  deaths: readonly number[];
}

export function supervisor(options: SupervisorOptions): Supervisor {
  const { say, deaths: allowed = 5, withinMs = 60_000, firstDelayMs = 200 } = options;
  const watched: Watched[] = [];
  const stopping = new AbortController();
  let fail: (error: DevstackError) => void = () => undefined;
  const failed = new Promise<DevstackError>((resolve) => (fail = resolve));

  const changed = () =>
    options.changed?.(
      watched.flatMap(({ member, processes }) => processes.map((each) => ({ ...each, name: member.name }))),
    );

  async function start(entry: Watched): Promise<void> {
    const running = await entry.member.start((processes) => {
      entry.processes = processes;
      changed();
    });
    entry.running = running;
    void running.ended.then((how) => {
      entry.running = undefined;
      entry.processes = [];
      changed();
      if (!stopping.signal.aborted) void restart(entry, how);
    });
    // Stopped while it was starting: nobody else would know of it.
    if (stopping.signal.aborted) await running.stop();
  }

  async function restart(entry: Watched, how: string): Promise<void> {
    for (let reason = how; ;) {
      const now = Date.now();
      entry.deaths = [...entry.deaths.filter((at) => at > now - withinMs), now];
      if (entry.deaths.length > allowed) {
        fail(
          new DevstackError(
            `${sentence(entry.member.name)} keeps failing (${entry.deaths.length} times within ${withinMs / 1000} s). ${reason}`,
          ),
        );
        return;
      }
      say(`${reason}\nStarting ${entry.member.name} again.`);
      try {
        await sleep(firstDelayMs * 2 ** (entry.deaths.length - 1), undefined, { signal: stopping.signal });
        await start(entry);
        return;
      } catch (error) {
        if (stopping.signal.aborted) return;
        reason = reasonOf(error);
      }
    }
  }

  return {
    failed,
    async add(member) {
      if (stopping.signal.aborted) throw new DevstackError(`${member.name} isn't started: everything is stopping`);
      const entry: Watched = { member, running: undefined, processes: [], deaths: [] };
      watched.push(entry);
      await start(entry);
    },
    async stop() {
      stopping.abort();
      for (const { running, processes } of watched.toReversed()) {
        if (running !== undefined) await running.stop();
        else await Promise.all(processes.map((each) => end(each, STARTING_GRACE_MS)));
      }
    },
    kill() {
      stopping.abort();
      for (const identity of watched.flatMap(({ processes }) => processes)) {
        try {
          signal(identity, 'SIGKILL');
        } catch {
          // Not ours to end; the others still are.
        }
      }
    },
  };
}
