import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { childId, isApart, parseCallId, type PlanIndex, runningUnits, type State } from '../engine/index.ts';
import type { PendingCall, PendingTask } from '../explanation/index.ts';
import type { Failure } from '../problems/index.ts';
import { isObject, own } from '../std/index.ts';
import { findExecution } from './find-execution.ts';
import { errorOf, type HistoryEvent, millisecondsOf, valueOf } from './history-values.ts';
import { isFailureCode } from './read-history.ts';
import { countPollers } from './temporal-facts.ts';

type Raw = WorkflowExecutionDescription['raw'];
type PendingActivity = NonNullable<Raw['pendingActivities']>[number];

/** Executions that make a call for this one and are looked at. */
const mostApart = 10;

/** What only Temporal knows: which attempt of which call is under way, and why the one before failed. */
export async function pendingCalls(
  client: Client,
  { raw }: WorkflowExecutionDescription,
  { index, state }: { readonly index: PlanIndex; readonly state: State },
): Promise<ReadonlyMap<string, PendingCall>> {
  const apart = apartOf(index, state).slice(0, mostApart);
  const others = await Promise.all(apart.map((id) => findExecution(client, id)));
  const activities = [raw, ...others.map((each) => each?.raw)].flatMap((each) => each?.pendingActivities ?? []);
  return new Map(activities.map((each) => [each.activityId ?? '', pendingCall(each, isForeign(index, each))]));
}

function apartOf(index: PlanIndex, state: State): readonly string[] {
  return runningUnits(state).flatMap(({ unit, record }) => {
    const step = index.plan.steps[unit.step];
    return step?.kind === 'call' && isApart(index, step) ? [childId(index, state.executionId, unit, record.again)] : [];
  });
}

function isForeign(index: PlanIndex, { activityId }: PendingActivity): boolean {
  const call = parseCallId(index, activityId ?? '');
  const kind = call === null ? undefined : index.plan.steps[call.step]?.kind;
  return kind === 'foreign-activity' || (kind === 'foreign-workflow' && call?.part === 'undo');
}

/** Temporal's numbers of the states of an activity. */
const started = 2;
const cancelRequested = 3;
const pauseRequested = 5;

/** A worker has it, whatever else is asked for. */
const underWay: ReadonlySet<number> = new Set([started, cancelRequested, pauseRequested]);

export function pendingCall(activity: PendingActivity, foreign: boolean): PendingCall {
  const { state, attempt, heartbeatDetails, lastFailure, scheduledTime, lastStartedTime } = activity;
  // Ours count their attempts themselves: Temporal's number counts those too that only lost their worker.
  const noted = foreign ? null : valueOf(heartbeatDetails?.payloads);
  const number = (name: string): number | undefined => {
    const value = isObject(noted) ? own(noted, name) : undefined;
    return typeof value === 'number' ? value : undefined;
  };
  const answer = isObject(noted) ? own(noted, 'last') : undefined;
  const next = activity.nextAttemptScheduleTime;
  const isRunning = underWay.has(Number(state));
  const waits = !isRunning && next !== null && next !== undefined;
  // While it waits for its next attempt, Temporal's time of asking is that of the next one.
  const since = isRunning ? lastStartedTime : waits ? undefined : scheduledTime;
  const after = next === null || next === undefined ? number('nextAt') : millisecondsOf(next);
  return {
    state: isRunning ? 'running' : waits ? 'waiting' : 'scheduled',
    ...(Number(state) === cancelRequested && { isCancelled: true }),
    attempts: number('attempts') ?? Math.max(0, Number(attempt ?? 1) - 1),
    failure: lastFailure === null || lastFailure === undefined ? undefined : failureOf(errorOf(lastFailure), foreign),
    since: since === null || since === undefined ? undefined : millisecondsOf(since),
    next: after,
    requests: number('requests'),
    answer: typeof answer === 'string' ? answer : undefined,
  };
}

const longestMessage = 2_000;

function failureOf(error: Error, foreign: boolean): Failure {
  const message = error.message.slice(0, longestMessage);
  if (foreign) return { code: 'foreign-failed', message };
  const type = error instanceof ApplicationFailure ? error.type : undefined;
  return isFailureCode(type) ? { code: type, message } : { code: 'call-lost', message };
}

/** The workflow task that is due, and whether anybody would take it. */
export async function pendingTask(
  client: Client,
  { raw }: WorkflowExecutionDescription,
  events: readonly HistoryEvent[],
  now: number,
): Promise<PendingTask | undefined> {
  const task = raw.pendingWorkflowTask;
  if (task === null || task === undefined) return undefined;
  const since = millisecondsOf(task.originalScheduledTime ?? task.scheduledTime);
  const attempt = Math.max(1, Number(task.attempt ?? 1));
  const taken = Number(task.state) === started;
  const lasts = now - since > 1_000 && !taken;
  return {
    since,
    attempt,
    taken,
    workers: lasts || attempt > 1 ? await countPollers(client, 'workflow', now) : undefined,
    error: attempt > 1 ? lastTaskFailure(events) : undefined,
  };
}

/** Temporal writes down the first of a row of failures. */
function lastTaskFailure(events: readonly HistoryEvent[]): string | undefined {
  const last = events.findLast((event) => Boolean(event.workflowTaskFailedEventAttributes));
  const message = last?.workflowTaskFailedEventAttributes?.failure?.message;
  return typeof message === 'string' ? message.slice(0, longestMessage) : undefined;
}
