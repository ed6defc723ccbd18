import type { Client } from '@temporalio/client';
import type { Change } from '../engine/index.ts';
import { type CloudEvent, eventWriter } from '../events/index.ts';
import { Refusal } from '../problems/index.ts';
import { findExecution } from './find-execution.ts';
import type { HistoryEvent } from './history-values.ts';
import { type Observed, observe } from './observe.ts';
import { endingOf, readHistory } from './read-history.ts';

/** The events of an execution, made again from its history: the same, with the same ids and times, as the worker told
 * when it ran. Needs no worker. */
export async function readEvents(client: Client, executionId: string): Promise<readonly CloudEvent[]> {
  const found = await findExecution(client, executionId);
  if (found === null) throw new Refusal('execution-not-found', `there is no execution \`${executionId}\``);
  return eventsOf(executionId, await readHistory(client, executionId, found.runId));
}

/** None as long as its plan is not known. */
export function eventsOf(executionId: string, history: readonly HistoryEvent[]): readonly CloudEvent[] {
  const changes: Change[] = [];
  const observed = observe(executionId, history, (each) => {
    for (const change of each) changes.push(change);
  });
  if (observed === null || !observed.begun) return [];
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
