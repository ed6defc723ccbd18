import { type Json, jsonBytes } from '../std/index.ts';
import { fleetLimits } from './limits.ts';
import { dataOf, findTask, type Pending, shareNumber } from './pending.ts';
import { indexOf, type Shard } from './shard.ts';
import type { RunOutcome } from './shard-operations.ts';
import { endTask } from './shard-tasks.ts';
import type { Tier } from './tiers.ts';
import { endRunning, nextRun, noteDue, turnsOf } from './turns.ts';

/** `granted`: turns there ever were, so that the same word twice gives nothing twice. More than were asked for nobody gives. */
export function grantTurns(shard: Shard, tier: Tier, granted: number, at: number): void {
  const turns = turnsOf(shard, tier);
  const most = Math.min(granted, turns.asked);
  while (turns.granted < most) {
    turns.granted++;
    shard.revision++;
    const [bot] = turns.due;
    if (bot !== undefined) turns.due.delete(bot);
    const pending = bot === undefined || shard.closed ? null : nextRun(shard, bot);
    if (bot === undefined || pending === null) {
      // What it was asked for has gone elsewhere meanwhile.
      turns.returned++;
      turns.changed = true;
    } else start(shard, pending, bot, tier, at);
  }
}

function start(shard: Shard, pending: Pending, bot: number, tier: Tier, at: number): void {
  const { id, type, run, share } = pending;
  if (run === undefined) return;
  shard.running.set(id, { bot, tier, since: at });
  shard.bots.running[bot] = (shard.bots.running[bot] ?? 0) + 1;
  shard.effects.push({
    kind: 'run',
    task: {
      id,
      attempt: pending.attempt,
      type,
      data: dataOf(pending),
      run,
      tier,
      bot: indexOf(shard, bot),
      ...(share !== null && { share: shareNumber(share) }),
    },
  });
}

export interface TaskThatRuns {
  readonly id: string;
  readonly attempt: number;
  /** When it was begun, or last seen. */
  readonly since: number;
  /** Where it has another id than others. */
  readonly execution?: string;
}

/** What runs, as it was begun; of what is cancelled meanwhile the attempt is not known. */
export function runningTasks(shard: Shard): readonly TaskThatRuns[] {
  return [...shard.running].map(([id, { since, execution }]) => {
    const known = findTask(shard, id);
    const attempt = known.kind === 'pending' ? known.pending.attempt : 1;
    return { id, attempt, since, ...(execution !== undefined && { execution }) };
  });
}

/** Somebody has looked, and it is not over. */
export function taskRuns(shard: Shard, id: string, at: number): void {
  const running = shard.running.get(id);
  if (running !== undefined) running.since = at;
}

/** The id that others have is that of an execution which a deleted swarm of this name has left. */
export function taskRunsAs(shard: Shard, id: string, execution: string): void {
  const running = shard.running.get(id);
  if (running !== undefined) running.execution = execution;
}

/** Gives the turn back. Of a task that was stopped, or was told of before, nothing is heard. */
export function taskRan(shard: Shard, id: string, outcome: RunOutcome, at: number): void {
  const running = endRunning(shard, id);
  if (running === null) return;
  shard.revision++;
  const known = findTask(shard, id);
  if (known.kind === 'pending') endTask(shard, known.pending, { ...endOf(outcome), at });
  noteDue(shard, running);
}

type KeptEnd =
  | { readonly status: 'completed'; readonly result?: Json; readonly resultBytes?: number }
  | { readonly status: 'failed'; readonly error: string };

/** A longer result is that of the execution alone. */
function endOf(outcome: RunOutcome): KeptEnd {
  if (outcome.status === 'failed') return { status: 'failed', error: outcome.error.slice(0, fleetLimits.errorLength) };
  const { result } = outcome;
  const resultBytes = result === undefined ? 0 : jsonBytes(result);
  if (result === undefined || resultBytes > fleetLimits.resultBytes) return { status: 'completed' };
  return { status: 'completed', result, resultBytes };
}
