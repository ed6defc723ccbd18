import { ApplicationFailure, defaultFailureConverter, defaultPayloadConverter } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import { inOrder } from '../../src/driver/index.ts';
import {
  advance,
  callId,
  type CallRef,
  newState,
  type Observation,
  type Outcome,
  planIndex,
  type State,
} from '../../src/engine/index.ts';
import type { Plan } from '../../src/plan/index.ts';
import type { Json, JsonObject } from '../../src/std/index.ts';

export type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

/** A number from 0 to below `below`: every choice that the world makes. */
export type Choose = (below: number) => number;

export interface MadeHistory {
  readonly events: readonly HistoryEvent[];
  /** After each completed task: how many events there were, and the driver's state as JSON text. */
  readonly states: readonly { readonly events: number; readonly state: string }[];
  readonly outcome: Outcome;
}

const executionId = 'exec_1';
const beganAt = Date.UTC(2025, 0, 15, 6, 30);

/** Plays Temporal's server and the driver at once, and writes down what each would: events as the server does, the
 * state as the driver has it. Workflow tasks fail and time out, and events come while a task is under way. */
export function makeHistory(
  plan: Plan,
  inputs: JsonObject,
  choose: Choose,
  start: 'envelope' | 'bare' = 'envelope',
): MadeHistory {
  const index = planIndex(plan);
  const input = { baton: 1, plan, inputs, engine: 1 };
  const state = newState(plan, { executionId, inputs, startedAt: beganAt });
  const events: HistoryEvent[] = [];
  const states: { events: number; state: string }[] = [];
  const scheduled = new Map<string, { readonly eventId: number; readonly call: CallRef; aborted: boolean }>();
  let inbox: ((at: number) => Observation)[] = [];
  let now = beganAt;
  let outcome: Outcome | null = null;
  let begun = false;
  let timeoutArmed = false;
  let timer = 0;
  let cancels = 0;

  const write = (event: HistoryEvent): number => {
    events.push({ ...event, eventId: events.length + 1, eventTime: timestamp(now) } as unknown as HistoryEvent);
    return events.length;
  };

  /** Something happens in the world, and the server writes it down. */
  const happen = (): void => {
    now += choose(50);
    const open = [...scheduled.entries()];
    const kinds = open.length + (timeoutArmed ? 1 : 0) + (cancels < 2 ? 1 : 0);
    const which = choose(Math.max(1, kinds));
    const call = open[which];
    if (call !== undefined) endCall(...call);
    else if (timeoutArmed && which === open.length) {
      timeoutArmed = false;
      write({ timerFiredEventAttributes: { timerId: '1', startedEventId: timer as unknown as Long } });
      inbox.push((at) => ({ kind: 'time-ran-out', at }));
    } else if (cancels < 2 && (open.length > 0 || choose(4) === 0)) {
      cancels++;
      write({ workflowExecutionCancelRequestedEventAttributes: { cause: 'asked' } });
      inbox.push((at) => ({ kind: 'cancel-requested', at }));
    }
  };

  const endCall = (
    id: string,
    { eventId, call, aborted }: { eventId: number; call: CallRef; aborted: boolean },
  ): void => {
    scheduled.delete(id);
    const scheduledEventId = eventId as unknown as Long;
    const attempts = choose(3) + 1;
    const unanswered = choose(2) === 0;
    const ending = choose(aborted ? 4 : 3);
    if (ending === 0) {
      const result: Json = { of: id, n: choose(100) };
      write({
        activityTaskCompletedEventAttributes: {
          scheduledEventId,
          result: { payloads: [payload({ result, attempts })] },
        },
      });
      inbox.push((at) => ({ kind: 'call-completed', at, call, result, attempts }));
    } else if (ending === 1) {
      const details = [{ attempts, unanswered }];
      const failure = ApplicationFailure.create({
        type: 'service-error',
        message: `${id} answered 500`,
        details,
        nonRetryable: true,
      });
      write({
        activityTaskFailedEventAttributes: {
          scheduledEventId,
          failure: defaultFailureConverter.errorToFailure(failure, defaultPayloadConverter),
        },
      });
      inbox.push((at) => ({
        kind: 'call-failed',
        at,
        call,
        code: 'service-error',
        message: `${id} answered 500`,
        attempts,
        unanswered,
      }));
    } else if (ending === 2) {
      const failure = { message: 'activity Heartbeat timeout', timeoutFailureInfo: { timeoutType: 4 } };
      write({ activityTaskTimedOutEventAttributes: { scheduledEventId, failure } });
      const message = 'the call was given up: no worker finished it';
      inbox.push((at) => ({
        kind: 'call-failed',
        at,
        call,
        code: 'call-lost',
        message,
        attempts: 0,
        unanswered: true,
      }));
    } else {
      const payloads = choose(2) === 0 ? [] : [payload({ attempts, unanswered })];
      write({ activityTaskCanceledEventAttributes: { scheduledEventId, details: { payloads } } });
      const told = payloads.length === 0 ? { attempts: 0, unanswered: true } : { attempts, unanswered };
      inbox.push((at) => ({ kind: 'call-aborted', at, call, ...told }));
    }
  };

  const task = (): void => {
    write({ workflowTaskScheduledEventAttributes: {} });
    // Until a worker takes it.
    for (let more = choose(3); more > 0; more--) happen();
    now += choose(20);
    const taskAt = now;
    const startedEventId = write({ workflowTaskStartedEventAttributes: {} });
    const seen = inbox;
    inbox = [];
    // What comes while the task is under way is written down after it.
    const buffered: (() => void)[] = Array.from({ length: choose(3) }, () => happen);
    const fate = choose(8);
    if (fate === 6) {
      write({ workflowTaskFailedEventAttributes: { startedEventId: startedEventId as unknown as Long } });
      inbox = seen;
      for (const each of buffered) each();
      return;
    }
    if (fate === 7) {
      write({ workflowTaskTimedOutEventAttributes: { startedEventId: startedEventId as unknown as Long } });
      inbox = seen;
      for (const each of buffered) each();
      return;
    }
    now += choose(20);
    write({ workflowTaskCompletedEventAttributes: { startedEventId: startedEventId as unknown as Long } });
    let at = taskAt;
    if (!begun) {
      begun = true;
      if (start === 'bare') {
        const about = {
          seq: 1,
          attempt: 1,
          activity_id: '1',
          activity_type: 'baton.resolve',
          complete_time: protoJson(now),
        };
        at = now;
        write({
          markerRecordedEventAttributes: {
            markerName: 'core_local_activity',
            details: { data: { payloads: [payload(about)] }, result: { payloads: [payload(input)] } },
          },
        });
      }
      seen.unshift((each) => ({ kind: 'begun', at: each }));
    }
    for (const observation of inOrder(
      index,
      seen.map((each) => each(at)),
    )) {
      for (const command of advance(plan, state, observation).commands) {
        if (command.kind === 'start-call') {
          const activityId = callId(index, command.call);
          const eventId = write({
            activityTaskScheduledEventAttributes: { activityId, activityType: { name: 'svc.m' } },
          });
          scheduled.set(activityId, { eventId, call: command.call, aborted: false });
        } else if (command.kind === 'abort-call') {
          const open = scheduled.get(callId(index, command.call));
          if (open !== undefined) {
            open.aborted = true;
            write({
              activityTaskCancelRequestedEventAttributes: { scheduledEventId: open.eventId as unknown as Long },
            });
          }
        } else if (command.kind === 'start-timeout') {
          timeoutArmed = true;
          timer = write({ timerStartedEventAttributes: { timerId: '1' } });
        } else {
          ({ outcome } = command);
        }
      }
    }
    states.push({ events: events.length, state: textOf(state) });
    if (outcome !== null) return;
    for (const each of buffered) each();
  };

  write({
    workflowExecutionStartedEventAttributes: {
      workflowType: { name: plan.name },
      input: { payloads: [payload(start === 'bare' ? inputs : input)] },
    },
  });
  for (let tasks = 0; outcome === null; tasks++) {
    if (tasks > 10_000) throw new Error('the execution does not end');
    // A task is made when there is something to see; the first one in any case.
    while (begun && inbox.length === 0) happen();
    task();
  }
  return { events, states, outcome };
}

export function textOf(state: State): string {
  return JSON.stringify(state);
}

type Long = NonNullable<NonNullable<HistoryEvent['activityTaskCompletedEventAttributes']>['scheduledEventId']>;

export function payload(value: unknown): temporal.api.common.v1.IPayload {
  return defaultPayloadConverter.toPayload(value) as temporal.api.common.v1.IPayload;
}

function timestamp(ms: number): NonNullable<HistoryEvent['eventTime']> {
  // The server's times are finer than milliseconds.
  return { seconds: Math.floor(ms / 1000) as unknown as Long, nanos: (ms % 1000) * 1_000_000 + 999 };
}

function protoJson(ms: number): { seconds: number; nanos: number } {
  return { seconds: Math.floor(ms / 1000), nanos: (ms % 1000) * 1_000_000 + 1 };
}
