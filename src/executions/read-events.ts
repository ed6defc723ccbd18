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
  const histories: (readonly HistoryEvent[])[] = [];
  for (let runId = found.runId; runId !== ''; runId = cameFrom(histories[0] ?? [])) {
    histories.unshift(await readHistory(client, executionId, runId));
  }
  return eventsOf(executionId, histories);
}

/** The history before it, where the execution has left one. */
function cameFrom([started]: readonly HistoryEvent[]): string {
  return started?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? '';
}

/** Of all its histories, the first one first. None as long as its plan is not known. */
export function eventsOf(executionId: string, histories: readonly (readonly HistoryEvent[])[]): readonly CloudEvent[] {
  const changes: Change[] = [];
  const observed = histories.map((history) =>
    observe(executionId, history, (each) => {
      for (const change of each) changes.push(change);
    }),
  );
  const last = observed.at(-1) ?? null;
  if (last === null || !last.begun) return [];
  const { plan, state } = last;
  const write = eventWriter({ executionId, plan, inputs: state.inputs });
  return [...changes, ...endFromOutside(last, histories.at(-1) ?? [])].map(write);
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
