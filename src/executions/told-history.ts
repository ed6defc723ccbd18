import type { Client } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import { setTimeout as sleep } from 'node:timers/promises';
import { callTemporal, pagesOf, waitForTemporal } from '../config/index.ts';
import type { Change } from '../engine/index.ts';
import { type CloudEvent, eventWriter } from '../events/index.ts';
import { Refusal } from '../problems/index.ts';
import type { HistoryEvent } from './history-values.ts';
import { type Observed, observing, type Observing } from './observe.ts';
import { type Ending, endingOf, historiesUpTo } from './read-history.ts';

/** What a further part of an execution's history tells. */
export interface ToldPart {
  readonly events: readonly CloudEvent[];
  /** With the last part of an execution that has ended. */
  readonly ending?: Ending;
}

type Page = temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;

const patienceMs = { first: 250, longest: 10_000 } as const;

/** Reads all histories of an execution from the oldest that Temporal keeps, page by page. With `left` it goes on as long as
 * the execution does, waiting for what comes, through Temporal's being away, until that signal. */
export async function* tellHistory(
  client: Client,
  about: { readonly executionId: string; readonly runId: string },
  left?: AbortSignal,
): AsyncGenerator<ToldPart, void, undefined> {
  const { executionId } = about;
  const [oldest = about.runId] = await historiesUpTo(client, executionId, about.runId);
  for (let runId: string | null = oldest; runId !== null;) {
    const teller = tellerOf(executionId);
    const execution = { workflowId: executionId, runId };
    for await (const page of pagesOf((from) => readPage(client, { execution, ...from }, left))) {
      yield teller.take(page.history?.events ?? []);
    }
    runId = teller.nextRun();
  }
}

/** Of histories that are at hand, the first one first. */
export function eventsOf(executionId: string, histories: readonly (readonly HistoryEvent[])[]): readonly CloudEvent[] {
  return histories.flatMap((history) => tellerOf(executionId).take(history).events);
}

interface Teller {
  readonly take: (events: readonly HistoryEvent[]) => ToldPart;
  /** The history that this one went on in, once all of it has been taken. */
  readonly nextRun: () => string | null;
}

function tellerOf(executionId: string): Teller {
  const changes: Change[] = [];
  const fold = observing(executionId, (each) => changes.push(...each));
  let first: HistoryEvent | undefined;
  let last: HistoryEvent | undefined;
  return {
    take: (events) => {
      first ??= events[0];
      last = events.at(-1) ?? last;
      for (const event of events) fold.take(event);
      const ending = endingOf([first, last].filter((each) => each !== undefined));
      const told = write(executionId, fold, changes.splice(0), ending);
      return { events: told, ...(ending !== null && { ending }) };
    },
    nextRun: () => last?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId ?? null,
  };
}

/** A state that came from an earlier history goes on counting. None as long as the plan is not known. */
function write(
  executionId: string,
  fold: Observing,
  changes: readonly Change[],
  ending: Ending | null,
): readonly CloudEvent[] {
  const end = ending === null ? null : endFromOutside(fold.result(), ending);
  if (changes.length === 0 && end === null) return [];
  const observed = fold.result();
  if (observed === null) return [];
  const { plan, state } = observed;
  const writer = eventWriter({ executionId, plan, inputs: state.inputs });
  return [...changes, ...(end === null ? [] : [end])].map(writer);
}

/** Terminated in Temporal, an execution has ended without its engine's knowing: no worker tells of that. */
function endFromOutside(observed: Observed | null, ending: Ending): Change | null {
  if (observed === null || (!observed.begun && observed.state.changes === undefined)) return null;
  const { state } = observed;
  if (state.phase === 'ended') return null;
  const { closedAt: at, failure = { code: 'terminated', message: 'ended from outside' } } = ending;
  const number = (state.changes ?? 0) + 1;
  const outcome = { kind: 'failed', failure } as const;
  return { kind: 'execution', became: 'ended', since: state.startedAt, outcome, number, at };
}

async function readPage(
  client: Client,
  asked: {
    readonly execution: { readonly workflowId: string; readonly runId: string };
    readonly nextPageToken?: Uint8Array;
  },
  left: AbortSignal | undefined,
): Promise<Page> {
  const { namespace } = client.options;
  const ask = (): Promise<Page> =>
    client.workflowService.getWorkflowExecutionHistory({ namespace, ...asked, waitNewEvent: left !== undefined });
  if (left === undefined) return await callTemporal(client, ask);
  for (let wait: number = patienceMs.first; ; wait = Math.min(2 * wait, patienceMs.longest)) {
    left.throwIfAborted();
    try {
      return await waitForTemporal(client, left, ask);
    } catch (error) {
      const isAway = error instanceof Refusal && error.code === 'temporal-unavailable';
      if (!isAway || left.aborted) throw error;
      await sleep(wait, undefined, { signal: left });
    }
  }
}
