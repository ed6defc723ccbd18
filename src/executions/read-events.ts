import type { Client } from '@temporalio/client';
import type { Change } from '../engine/index.ts';
import { type CloudEvent, eventWriter } from '../events/index.ts';
import { Refusal } from '../problems/index.ts';
import { findExecution } from './find-execution.ts';
import type { HistoryEvent } from './history-values.ts';
import { type Observed, observe } from './observe.ts';
import { endingOf, hasMoved, historiesUpTo, readHistory } from './read-history.ts';

/** The events of an execution, made again from its histories: the same, with the same ids and times, as the worker told
 * when it ran. Needs no worker. */
export async function readEvents(client: Client, executionId: string): Promise<readonly CloudEvent[]> {
  const found = await findExecution(client, executionId);
  if (found === null) throw new Refusal('execution-not-found', `there is no execution \`${executionId}\``);
  const events: CloudEvent[] = [];
  // One after another: together they may be larger than this process.
  for (const runId of await historiesUpTo(client, executionId, found.runId)) {
    const history = await readHistory(client, executionId, runId);
    events.push(...eventsIn(executionId, history));
    // It has left the newest one meanwhile.
    if (runId === found.runId && hasMoved(history)) return await readEvents(client, executionId);
  }
  return events;
}

/** Of all its histories, the first one first. */
export function eventsOf(executionId: string, histories: readonly (readonly HistoryEvent[])[]): readonly CloudEvent[] {
  return histories.flatMap((history) => eventsIn(executionId, history));
}

/** A state that came from an earlier history goes on counting. None as long as the plan is not known. */
function eventsIn(executionId: string, history: readonly HistoryEvent[]): readonly CloudEvent[] {
  const changes: Change[] = [];
  const observed = observe(executionId, history, (each) => {
    for (const change of each) changes.push(change);
  });
  if (observed === null || (!observed.begun && observed.state.changes === undefined)) return [];
  const { plan, state } = observed;
  const write = eventWriter({ executionId, plan, inputs: state.inputs });
  return [...changes, ...endFromOutside(observed, history)].map(write);
}

/** Terminated in Temporal, an execution has ended without its engine's knowing: no worker tells of that. */
function endFromOutside({ state }: Observed, history: readonly HistoryEvent[]): readonly Change[] {
  const ending = endingOf(history);
  if (ending === null || state.phase === 'ended') return [];
  const { closedAt: at, failure = { code: 'terminated', message: 'ended from outside' } } = ending;
  const number = (state.changes ?? 0) + 1;
  const outcome = { kind: 'failed', failure } as const;
  return [{ kind: 'execution', became: 'ended', since: state.startedAt, outcome, number, at }];
}
