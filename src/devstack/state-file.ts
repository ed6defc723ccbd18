import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLineOf, end, isRunning, type ProcessIdentity } from './process-identity.ts';

/** What a running stack writes down about itself in its data folder, for whoever comes next: after everything was killed
 * at once, Temporal may be left over, still holding its database. */
export interface StackState {
  /** The folder it is about: in a copy of it, what is written here is the original's. */
  readonly folder: string;
  readonly address?: string;
  readonly temporalAddress?: string;
  readonly temporalUi?: string;
  readonly processes: readonly RecordedProcess[];
}

export interface RecordedProcess extends ProcessIdentity {
  readonly name: string;
}

const GRACE_MS = 5_000;

export function readState(folder: string): StackState | undefined {
  try {
    const state = JSON.parse(readFileSync(statePath(folder), 'utf8')) as StackState;
    return Array.isArray(state.processes) && state.folder === folder ? state : undefined;
  } catch {
    return undefined;
  }
}

export function writeState({ folder, ...state }: StackState): void {
  mkdirSync(folder, { recursive: true });
  const path = statePath(folder);
  // Never half a file, whenever we are killed.
  writeFileSync(`${path}.new`, `${JSON.stringify({ folder, ...state }, undefined, 2)}\n`);
  renameSync(`${path}.new`, path);
}

export function removeState(folder: string): void {
  rmSync(statePath(folder), { force: true });
}

/** Ends what an earlier stack on this folder has left over, if its command line shows that it is ours: it names the
 * folder (Temporal) or a program of this project. Returns the names of what it ended. */
export async function endLeftovers(folder: string, root: string): Promise<readonly string[]> {
  const ended: string[] = [];
  for (const recorded of readState(folder)?.processes ?? []) {
    if (!isRunning(recorded)) continue;
    const line = commandLineOf(recorded.pid) ?? '';
    if (!line.includes(folder) && !line.includes(root)) continue;
    await end(recorded, GRACE_MS);
    ended.push(recorded.name);
  }
  return [...new Set(ended)];
}

function statePath(folder: string): string {
  return join(folder, 'devstack.json');
}
