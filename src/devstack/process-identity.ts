import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemCodeOf } from '../config/index.ts';

/** A process named so that it can be recognised later: ids are given out again, so the time of its start counts too. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, as the operating system writes it; absent where that can't be asked. */
  readonly started?: string;
}

export function identityOf(pid: number): ProcessIdentity {
  const started = startOf(pid);
  return started === undefined ? { pid } : { pid, started };
}

/** True only for the very process that was named, not for a later one with its id. */
export function isRunning(identity: ProcessIdentity): boolean {
  // To the system 0 and negative ids are groups of processes, 0 our own.
  if (identity.pid <= 0 || !exists(identity.pid)) return false;
  const started = startOf(identity.pid);
  if (started === ENDED) return false;
  return identity.started === undefined || started === undefined || identity.started === started;
}

/** The command line of a live process, arguments parted by blanks; undefined where it can't be read. */
export function commandLineOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return undefined;
  }
}

/** Asks a process to end, and ends it after the grace. */
export async function end(identity: ProcessIdentity, graceMs: number): Promise<void> {
  signal(identity, 'SIGTERM');
  if (await hasEnded(identity, graceMs)) return;
  signal(identity, 'SIGKILL');
  await hasEnded(identity, 2_000);
}

export async function hasEnded(identity: ProcessIdentity, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (isRunning(identity)) {
    if (Date.now() >= deadline) return false;
    await sleep(20);
  }
  return true;
}

/** Does nothing to one that has ended. */
export function signal(identity: ProcessIdentity, name: NodeJS.Signals): void {
  if (!isRunning(identity)) return;
  try {
    process.kill(identity.pid, name);
  } catch (error) {
    // It may end between the question and the signal.
    if (systemCodeOf(error) !== 'ESRCH') throw error;
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCodeOf(error) === 'EPERM';
  }
}

/** What `startOf` says of a process that has ended and only waits for its parent to notice. */
const ENDED = 'ended';

function startOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') {
      const fields = statOf(pid);
      if (fields[0] === 'Z' || fields[0] === 'X') return ENDED;
      return `${bootId()}/${fields[19] ?? ''}`;
    }
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim();
    return line.startsWith('Z') ? ENDED : line.slice(line.indexOf(' ') + 1).trim();
  } catch {
    return undefined;
  }
}

/** What Linux says of a process, from its state on; throws where there is none. */
export function statOf(pid: number): readonly string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // Before it stands the program's name in brackets, which may hold blanks and brackets itself.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** Start times on Linux count from the boot, so they mean something only together with it. */
function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}
