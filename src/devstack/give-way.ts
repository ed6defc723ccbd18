import { readdirSync, writeFileSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemCodeOf } from '../config/index.ts';
import type { Member } from './member.ts';
import { statOf } from './process-identity.ts';

/** Whoever says that there is too much to do must get a turn before those who do it. So on a machine that they share, Temporal
 * and the workers give way: against one who doesn't, a quarter of the processor is Temporal's and a tenth a worker's, and all
 * of it while nobody else wants it. A worker gives way to Temporal, which takes on what is to be done later. */
export const niceness = { temporal: 5, worker: 10 } as const;

const attempts = 10;
const pauseMs = 120;

export function givingWay(member: Member, nice: number): Member {
  return {
    name: member.name,
    start: (born) =>
      member.start((processes) => {
        born(processes);
        for (const { pid } of processes) void giveWay(pid, nice);
      }),
  };
}

/** Asked as early as can be, since threads have the niceness of those that begin them. Where the system doesn't grant it all
 * goes on as it was. */
export async function giveWay(pid: number, nice: number): Promise<void> {
  // To the system that is whoever asks.
  if (pid <= 0) return;
  for (const thread of threadsOf(pid)) {
    try {
      // Who started all of this may have asked for more.
      setPriority(thread, Math.max(nice, getPriority(thread)));
    } catch {
      // It has gone already, or is not ours.
    }
  }
  if (isSessionOfItsOwn(pid)) await lowerSession(pid, nice);
}

/** Linux counts the niceness of each for itself. */
function threadsOf(pid: number): readonly number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map(Number);
  } catch {
    return [pid];
  }
}

/** Linux shares the processor out between sessions (`autogroup`), and niceness counts within each: a session has its own. */
async function lowerSession(pid: number, nice: number): Promise<void> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    try {
      writeFileSync(`/proc/${pid}/autogroup`, String(nice));
      return;
    } catch (error) {
      // One in a tenth of a second, of all who ask for it on this machine.
      if (systemCodeOf(error) !== 'EAGAIN') return;
      await sleep(pauseMs);
    }
  }
}

/** Otherwise those would be lowered with it that began it. */
function isSessionOfItsOwn(pid: number): boolean {
  try {
    const [, , , session] = statOf(pid);
    return session === String(pid);
  } catch {
    return false;
  }
}
