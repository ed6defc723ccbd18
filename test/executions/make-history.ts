import { ApplicationFailure, defaultFailureConverter, defaultPayloadConverter } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import {
  beginState,
  type CalledInput,
  type ExecutionInput,
  historyBudget,
  inOrder,
  watchHistory,
} from '../../src/driver/index.ts';
import {
  advance,
  callId,
  type CallRef,
  type Change,
  type Command,
  type Observation,
  type Outcome,
  planIndex,
  type State,
  unitId,
  type UnitRef,
} from '../../src/engine/index.ts';
import type { Plan } from '../../src/plan/index.ts';
import type { FailureCode } from '../../src/problems/index.ts';
import type { Json, JsonObject } from '../../src/std/index.ts';

export type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

/** A number from 0 to below `below`: every choice that the world makes. */
export type Choose = (below: number) => number;

export interface MadeHistory {
  readonly events: readonly HistoryEvent[];
  /** After each completed task: how many events there were, and the driver's state as JSON text. */
  readonly states: readonly { readonly events: number; readonly state: string }[];
  /** What the engine told the driver, from beginning to end. */
  readonly changes: readonly Change[];
  readonly outcome: Outcome;
  /** The histories that it has left, the first one first; `events` and `states` are those of its last one. */
  readonly left: readonly Pick<MadeHistory, 'events' | 'states'>[];
}

type News = (at: number) => Observation;

interface OpenCall {
  readonly eventId: number;
  readonly call: CallRef;
  aborted: boolean;
}

interface OpenChild {
  readonly id: string;
  readonly isForeign: boolean;
  readonly unit: UnitRef;
  /** It makes a call for the unit. */
  readonly call?: CallRef;
  /** In a later history: the event that began the waiting for it; null before. */
  joined?: number | null;
  started: boolean;
  aborted: boolean;
}

/** An activity of other code, on its own queue. */
interface OpenForeign {
  readonly eventId: number;
  readonly call: CallRef;
  readonly type: string;
  /** Nobody waits for it any more. */
  aborted: boolean;
}

interface OpenTimer {
  readonly eventId: number;
  readonly news: News;
}

type ChildEnd = { readonly news: News } & (
  | { readonly value: unknown }
  | { readonly raw: typeof unknownPayload }
  | { readonly failure: string | undefined; readonly message: string }
  | { readonly ended: 'terminated' | 'timed-out' | 'cancelled' }
);

const executionId = 'exec_1';
const beganAt = Date.UTC(2025, 0, 15, 6, 30);
/** More than an execution in this world makes; after them nobody sends any. */
const mostSignals = 12;

/** Plays Temporal's server and the driver at once, and writes down what each would: events as the server does, the
 * state as the driver has it. Workflow tasks fail and time out, and events come while a task is under way. */
export function makeHistory(
  plan: Plan,
  inputs: JsonObject,
  choose: Choose,
  start: 'envelope' | 'bare' | 'called' = 'envelope',
  /** After so many events the server thinks a history long. */
  longAfter = Infinity,
): MadeHistory {
  const index = planIndex(plan);
  const input: ExecutionInput = { baton: 1, plan, inputs, engine: 1 };
  const called: CalledInput | null = start === 'called' ? { baton: 1, call: { inputs, depth: 3 }, engine: 1 } : null;
  let state = beginState(input, called, { executionId, startedAt: beganAt });
  let events: HistoryEvent[] = [];
  let states: { events: number; state: string }[] = [];
  const left: Pick<MadeHistory, 'events' | 'states'>[] = [];
  let isLong = watchHistory();
  let asked: 'weigh' | 'continue' | null = null;
  let moved = false;
  const changes: Change[] = [];
  const calls = new Map<string, OpenCall>();
  const foreign = new Map<string, OpenForeign>();
  const children = new Map<string, OpenChild>();
  const timers = new Map<string, OpenTimer>();
  /** Fast calls that run in the midst of a task; and what a task has brought that the engine is not told before they end. */
  const fast = new Map<string, CallRef>();
  let held: News[] = [];
  /** Timers that this task has started. */
  const fresh = new Map<string, News>();
  let clock = 0;
  let inbox: News[] = [];
  let now = beganAt;
  let outcome: Outcome | null = null;
  let begun = false;
  let cancels = 0;
  let signals = 0;

  const write = (event: HistoryEvent): number => {
    events.push({ ...event, eventId: events.length + 1, eventTime: timestamp(now) } as unknown as HistoryEvent);
    return events.length;
  };

  /** Something happens in the world, and the server writes it down. */
  const happen = (): void => {
    now += choose(50);
    const possible: (() => void)[] = [
      ...[...calls].map(
        ([id, call]) =>
          () =>
            endCall(id, call),
      ),
      ...[...foreign].map(
        ([id, open]) =>
          () =>
            endForeign(id, open),
      ),
      ...[...children]
        .filter(([, { joined }]) => joined !== null)
        .map(
          ([key, child]) =>
            () =>
              moveChild(key, child),
        ),
      ...[...timers].map(
        ([id, timer]) =>
          () =>
            fire(id, timer),
      ),
    ];
    // Somebody outside; where nothing else can happen any more, it must be somebody.
    const idle = possible.length === 0;
    if (signals < mostSignals && (idle || choose(3) === 0)) possible.push(signal);
    if (cancels < 2 && (idle || choose(8) === 0)) possible.push(cancel);
    possible[choose(Math.max(1, possible.length))]?.();
  };

  const cancel = (): void => {
    cancels++;
    write({ workflowExecutionCancelRequestedEventAttributes: { cause: 'asked' } });
    inbox.push((at) => ({ kind: 'cancel-requested', at }));
  };

  const signal = (): void => {
    signals++;
    const which = choose(9);
    if (which === 0) {
      sent('baton.pause', []);
      inbox.push((at) => ({ kind: 'pause-requested', at }));
    } else if (which === 1 || which === 2) {
      sent('baton.resume', []);
      inbox.push((at) => ({ kind: 'resume-requested', at }));
    } else if (which === 3) {
      const strange = [
        [],
        [payload(null)],
        [payload({ value: 1 })],
        [payload({ name: 7 })],
        [payload({ name: 'a', id: 7 })],
        [payload({ name: 'a', value: 'x'.repeat(300_000) })],
        [{ metadata: { encoding: Buffer.from('binary/encrypted') }, data: Buffer.from('?') }],
        [{ metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('{') }],
      ];
      sent('baton.event', strange[choose(strange.length)] ?? []);
    } else if (which === 4) {
      const word = (['retry', 'skip', 'compensate'] as const)[choose(3)] ?? 'retry';
      sent(`baton.${word}`, []);
      inbox.push((at) => ({ kind: `${word}-requested`, at }));
    } else if (which === 5) {
      sent('somebody.else', [payload({ name: 'a', value: 1 })]);
    } else {
      const id = choose(3) === 0 ? `id${choose(3)}` : undefined;
      const event = {
        name: choose(2) === 0 ? 'a' : 'b',
        value: { n: choose(20) },
        ...(id !== undefined && { id }),
        ...(choose(3) === 0 && { correlation: choose(2) }),
      };
      sent('baton.event', [payload(event)]);
      inbox.push((at) => ({ kind: 'event-arrived', at, event }));
    }
  };

  const sent = (signalName: string, payloads: temporal.api.common.v1.IPayload[]): void => {
    write({ workflowExecutionSignaledEventAttributes: { signalName, input: { payloads } } });
  };

  const fire = (id: string, { eventId, news }: OpenTimer): void => {
    timers.delete(id);
    write({ timerFiredEventAttributes: { timerId: id, startedEventId: long(eventId) } });
    inbox.push(news);
  };

  /** What came is told only where somebody still waits for it. */
  const endForeign = (id: string, { eventId, call, type, aborted }: OpenForeign): void => {
    foreign.delete(id);
    const scheduledEventId = long(eventId);
    const tell = (news: News): void => {
      if (!aborted) inbox.push(news);
    };
    const failed = (code: FailureCode, message: string, unanswered: boolean): void =>
      tell((at) => ({ kind: 'call-failed', at, call, code, message, attempts: 0, unanswered }));
    const ending = choose(aborted ? 8 : 7);
    if (ending <= 2) {
      const given = [payload({ n: 1 }), payload(undefined), payload(new Uint8Array([1])), unknownPayload];
      const which = choose(given.length);
      write({ activityTaskCompletedEventAttributes: { scheduledEventId, result: { payloads: [given[which] ?? {}] } } });
      if (call.part === 'undo' || which === 1) {
        tell((at) => ({ kind: 'call-completed', at, call, result: null, attempts: 0 }));
      } else if (which === 0) tell((at) => ({ kind: 'call-completed', at, call, result: { n: 1 }, attempts: 0 }));
      else failed('response-not-json', `${type} gave a result that is no plain JSON`, true);
    } else if (ending === 3) {
      write({ activityTaskCompletedEventAttributes: { scheduledEventId } });
      tell((at) => ({ kind: 'call-completed', at, call, result: null, attempts: 0 }));
    } else if (ending === 4) {
      const failure = ApplicationFailure.create({ type: 'Refused', message: 'no', nonRetryable: true });
      write({ activityTaskFailedEventAttributes: { scheduledEventId, failure: failureOf(failure) } });
      failed('foreign-failed', `${type} failed: no (Refused)`, false);
    } else if (ending === 5) {
      const failure = { message: 'activity StartToClose timeout', timeoutFailureInfo: { timeoutType: 1 } };
      write({ activityTaskTimedOutEventAttributes: { scheduledEventId, failure } });
      failed('call-timed-out', `${type} gave no answer in time`, true);
    } else if (ending === 6) {
      const before = choose(2) === 0;
      const cause = { message: 'activity StartToClose timeout', timeoutFailureInfo: { timeoutType: 1 } };
      const failure = {
        message: 'activity ScheduleToStart timeout',
        timeoutFailureInfo: { timeoutType: 2 },
        ...(before && { cause }),
      };
      write({ activityTaskTimedOutEventAttributes: { scheduledEventId, failure } });
      failed('foreign-unclaimed', `${type} was taken by no worker in time`, before);
    } else {
      write({ activityTaskCanceledEventAttributes: { scheduledEventId, details: { payloads: [] } } });
    }
  };

  const moveChild = (key: string, child: OpenChild): void => {
    const { id, unit } = child;
    const workflowExecution = { workflowId: id, runId: 'run' };
    if (child.isForeign) {
      moveForeign(key, child);
      return;
    }
    if (!child.started && choose(6) === 0) {
      children.delete(key);
      write({ startChildWorkflowExecutionFailedEventAttributes: { workflowId: id, cause: 1 } });
      inbox.push(lostChild(child, 'there is an execution of that id already'));
      return;
    }
    if (!child.started) {
      child.started = true;
      write({ childWorkflowExecutionStartedEventAttributes: { workflowExecution } });
      inbox.push((at) => ({ kind: 'child-started', at, unit }));
      return;
    }
    children.delete(key);
    endChild(child, endOfChild(child, choose(child.aborted ? 7 : 6)));
  };

  /** How an execution that works for a unit ends: as its own event, as the answer of who waits for it, as news. */
  const endOfChild = (child: OpenChild, ending: number): ChildEnd => {
    const { id, unit, call } = child;
    if (ending <= 1) {
      if (call !== undefined) {
        const ended = { kind: 'call-completed', result: { of: id }, attempts: ending + 1 } as const;
        const value = { baton: 1, ended };
        return { value, news: (at) => ({ ...ended, at, call }) };
      }
      const undo = ending === 0 ? [] : [undoCall(`${id}_u0`), undoCall(`${id}_u1`)];
      const result: Json = { child: choose(100) };
      return { value: { baton: 1, result, undo }, news: (at) => ({ kind: 'child-completed', at, unit, result, undo }) };
    }
    if (call !== undefined && ending !== 4 && ending !== 5) {
      const about = { attempts: 2, unanswered: ending === 3 };
      const ended =
        ending === 6
          ? ({ kind: 'call-aborted', ...about } as const)
          : ({ kind: 'call-failed', code: 'service-error', message: `${id} answered 500`, ...about } as const);
      return { value: { baton: 1, ended }, news: (at) => ({ ...ended, at, call }) };
    }
    const lost = (reason: string): News => lostChild(child, reason);
    switch (ending) {
      case 2:
        return { failure: 'service-error', message: 'step x: no', news: lost('step x: no') };
      case 3:
        return { failure: 'workflow-not-found', message: 'none on record', news: lost('none on record') };
      case 4:
        return { ended: 'terminated', news: lost('terminated in Temporal; compensation did not run to its end') };
      case 5:
        return {
          ended: 'timed-out',
          news: lost("ended by a time-out of Temporal's own; compensation did not run to its end"),
        };
      default:
        return { ended: 'cancelled', news: (at) => ({ kind: 'child-aborted', at, unit }) };
    }
  };

  const endChild = ({ id, joined }: OpenChild, end: ChildEnd): void => {
    inbox.push(end.news);
    if (joined !== undefined) {
      const kind =
        'value' in end
          ? { kind: 'completed', value: end.value }
          : 'ended' in end
            ? { kind: end.ended }
            : 'message' in end
              ? { kind: 'failed', message: end.message, ...(end.failure !== undefined && { code: end.failure }) }
              : null;
      const answer = { baton: 1, executionId: id, joined: kind };
      const scheduledEventId = long(joined ?? 0);
      write({ activityTaskCompletedEventAttributes: { scheduledEventId, result: { payloads: [payload(answer)] } } });
      return;
    }
    const workflowExecution = { workflowId: id, runId: 'run' };
    if ('value' in end || 'raw' in end) {
      const result = { payloads: ['raw' in end ? end.raw : payload(end.value)] };
      write({ childWorkflowExecutionCompletedEventAttributes: { workflowExecution, result } });
    } else if ('ended' in end) {
      if (end.ended === 'terminated') write({ childWorkflowExecutionTerminatedEventAttributes: { workflowExecution } });
      else if (end.ended === 'timed-out')
        write({ childWorkflowExecutionTimedOutEventAttributes: { workflowExecution } });
      else write({ childWorkflowExecutionCanceledEventAttributes: { workflowExecution } });
    } else {
      const { failure: type, message } = end;
      const cause = failureOf(
        ApplicationFailure.create({ ...(type !== undefined && { type }), message, nonRetryable: true }),
      );
      // One whose plan could not be resolved ends with the failure of an activity.
      const failure =
        type === 'workflow-not-found'
          ? {
              message: 'Activity task failed',
              cause,
              activityFailureInfo: { activityId: '1', activityType: { name: 'baton/resolve' } },
            }
          : cause;
      write({ childWorkflowExecutionFailedEventAttributes: { workflowExecution, failure } });
    }
  };

  const moveForeign = (key: string, child: OpenChild): void => {
    const { id, unit } = child;
    const about = { workflowExecution: { workflowId: id, runId: 'run' }, workflowType: { name: 'charge' } };
    const failed = (code: FailureCode, reason: string, unanswered: boolean): News => {
      const message = `charge ${reason}`;
      return (at) => ({ kind: 'child-failed', at, unit, code, message, ...(unanswered && { unanswered }) });
    };
    if (!child.started && choose(6) > 0) {
      child.started = true;
      write({ childWorkflowExecutionStartedEventAttributes: about });
      inbox.push((at) => ({ kind: 'child-started', at, unit }));
      return;
    }
    children.delete(key);
    if (!child.started) {
      const { workflowType } = about;
      write({ startChildWorkflowExecutionFailedEventAttributes: { workflowId: id, workflowType, cause: 1 } });
      inbox.push(failed('foreign-failed', `was not started: there is a workflow ${id} already`, false));
      return;
    }
    endChild(child, endOfForeign(choose(child.aborted ? 6 : 5)));

    function endOfForeign(ending: number): ChildEnd {
      switch (ending) {
        case 0:
          return { value: [7], news: (at) => ({ kind: 'child-completed', at, unit, result: [7], undo: [] }) };
        case 1:
          // Who waits for it from a later history cannot say more than that.
          if (child.joined !== undefined)
            return { failure: undefined, message: 'odd', news: failed('foreign-failed', 'failed: odd', false) };
          return {
            raw: unknownPayload,
            news: failed('response-not-json', 'gave a result that is no plain JSON', true),
          };
        case 2:
          return { failure: undefined, message: 'no', news: failed('foreign-failed', 'failed: no', false) };
        case 3:
          return { ended: 'terminated', news: failed('foreign-failed', 'was terminated in Temporal', true) };
        case 4:
          return {
            ended: 'timed-out',
            news: failed('foreign-failed', "was ended by a time-out of Temporal's own", true),
          };
        default:
          return { ended: 'cancelled', news: (at) => ({ kind: 'child-aborted', at, unit }) };
      }
    }
  };

  const endCall = (id: string, { eventId, call, aborted }: OpenCall): void => {
    calls.delete(id);
    const scheduledEventId = long(eventId);
    const attempts = choose(3) + 1;
    const unanswered = choose(2) === 0;
    const ending = choose(aborted ? 5 : 4);
    if (ending <= 1) {
      const result: Json = { of: id, n: choose(100) };
      const accepted = ending === 1 ? { path: '/jobs/7', retryAfterMs: 2000 } : undefined;
      const answer = { result, attempts, ...(accepted !== undefined && { accepted }) };
      write({ activityTaskCompletedEventAttributes: { scheduledEventId, result: { payloads: [payload(answer)] } } });
      inbox.push((at) => ({ kind: 'call-completed', at, call, ...answer }));
    } else if (ending === 2) {
      const details = [{ attempts, unanswered }];
      const failure = ApplicationFailure.create({
        type: 'service-error',
        message: `${id} answered 500`,
        details,
        nonRetryable: true,
      });
      write({ activityTaskFailedEventAttributes: { scheduledEventId, failure: failureOf(failure) } });
      inbox.push((at) => ({
        kind: 'call-failed',
        at,
        call,
        code: 'service-error',
        message: `${id} answered 500`,
        attempts,
        unanswered,
      }));
    } else if (ending === 3) {
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

  /** What the worker makes of the engine's commands in one task. A timer that is stopped in the task that starts it was
   * never there. */
  const performAll = (commands: readonly Command[]): void => {
    const stopTimer = (id: string): void => {
      if (fresh.delete(id) || !timers.delete(id)) return;
      write({ timerCanceledEventAttributes: { timerId: id } });
    };
    for (const command of commands) {
      switch (command.kind) {
        case 'start-call':
        case 'start-poll':
        case 'start-notify': {
          if (command.kind === 'start-call' && command.apart !== undefined) {
            const { step, element } = command.call;
            const unit = { step, ...(element !== undefined && { element }) };
            write({ startChildWorkflowExecutionInitiatedEventAttributes: { workflowId: command.apart } });
            const child = {
              id: command.apart,
              isForeign: false,
              unit,
              call: command.call,
              started: false,
              aborted: false,
            };
            children.set(unitId(index, unit), child);
            break;
          }
          const activityId = callId(index, command.call);
          if (command.kind === 'start-call' && command.fast !== undefined) {
            if (calls.size + children.size > 0) throw new Error(`${activityId} is fast beside something else`);
            fast.set(activityId, command.call);
            break;
          }
          const activityType = { name: 'svc.m' };
          const eventId = write({ activityTaskScheduledEventAttributes: { activityId, activityType } });
          calls.set(activityId, { eventId, call: command.call, aborted: false });
          break;
        }
        case 'start-child': {
          const { unit, executionId: id } = command;
          write({ startChildWorkflowExecutionInitiatedEventAttributes: { workflowId: id } });
          children.set(unitId(index, unit), { id, isForeign: false, unit, started: false, aborted: false });
          break;
        }
        case 'start-foreign-activity': {
          const { call, taskQueue: name, type } = command;
          const activityId = callId(index, call);
          const about = { activityId, activityType: { name: type }, taskQueue: { name } };
          foreign.set(activityId, {
            eventId: write({ activityTaskScheduledEventAttributes: about }),
            call,
            type,
            aborted: false,
          });
          break;
        }
        case 'start-foreign-workflow': {
          const { unit, workflowId: id } = command;
          write({ startChildWorkflowExecutionInitiatedEventAttributes: { workflowId: id } });
          children.set(unitId(index, unit), { id, isForeign: true, unit, started: false, aborted: false });
          break;
        }
        case 'abort-calls':
          for (const open of calls.values()) {
            if (open.aborted || !['call', 'poll'].includes(open.call.part)) continue;
            open.aborted = true;
            write({ activityTaskCancelRequestedEventAttributes: { scheduledEventId: long(open.eventId) } });
          }
          for (const open of foreign.values()) {
            if (open.aborted || open.call.part !== 'call') continue;
            open.aborted = true;
            write({ activityTaskCancelRequestedEventAttributes: { scheduledEventId: long(open.eventId) } });
          }
          for (const child of children.values()) child.aborted = true;
          break;
        case 'abort-child': {
          const child = children.get(unitId(index, command.unit));
          if (child !== undefined) child.aborted = true;
          break;
        }
        case 'start-timer': {
          const { unit } = command;
          fresh.set(unitId(index, unit), (at) => ({ kind: 'timer-fired', at, unit }));
          break;
        }
        case 'stop-timer':
          stopTimer(unitId(index, command.unit));
          break;
        case 'start-timeout':
          fresh.set('workflow timeout', (at) => ({ kind: 'time-ran-out', at }));
          break;
        case 'stop-timeout':
          stopTimer('workflow timeout');
          break;
        case 'end':
          ({ outcome } = command);
          break;
        case 'weigh':
        case 'continue':
          asked = command.kind;
          break;
        case 'join': {
          const id = unitId(index, command.unit);
          const child = children.get(id);
          if (child?.id !== command.executionId) throw new Error(`${command.executionId} is not under way`);
          const activityId = `${id}.join`;
          child.joined = write({
            activityTaskScheduledEventAttributes: { activityId, activityType: { name: 'join' } },
          });
          break;
        }
        default:
          throw new Error(`the driver does not know ${JSON.stringify(command)}`);
      }
    }
  };

  const startTimers = (): void => {
    for (const [id, news] of fresh) {
      const userMetadata = { summary: payload(id) };
      timers.set(id, { eventId: write({ timerStartedEventAttributes: { timerId: id }, userMetadata }), news });
    }
    fresh.clear();
  };

  /** One of the fast calls ends, in whatever order. */
  const endFast = (): void => {
    const [id, call] = [...fast][choose(fast.size)] as [string, CallRef];
    fast.delete(id);
    now += choose(30);
    clock = Math.max(clock, now);
    const data = { payloads: [payload({ seq: 1, attempt: 1, activity_id: '1', complete_time: protoJson(now) })] };
    const marker = (more: object, result?: unknown): void => {
      const details = { data, ...(result !== undefined && { result: { payloads: [payload(result)] } }) };
      const userMetadata = { summary: payload(id) };
      write({ markerRecordedEventAttributes: { markerName: 'core_local_activity', details, ...more }, userMetadata });
    };
    const ending = choose(6);
    if (ending <= 2) {
      const answer = { result: { of: id, n: choose(100) }, attempts: 1 };
      const accepted = ending === 2 ? { accepted: { path: '/jobs/7' } } : {};
      marker({}, { ...answer, ...accepted });
      held.push((at) => ({ kind: 'call-completed', at, call, ...answer, ...accepted }));
    } else if (ending <= 4) {
      const [code, message, unanswered] = ['service-error', `${id} answered`, choose(2) === 0] as const;
      const passing = ending === 3 ? { passing: true as const, ...(choose(2) === 0 && { retryAfterMs: 200 }) } : {};
      const about = { type: code, message, details: [{ attempts: 1, unanswered, ...passing }], nonRetryable: true };
      marker({ failure: failureOf(ApplicationFailure.create(about)) });
      held.push((at) => ({ kind: 'call-failed', at, call, code, message, attempts: 1, unanswered, ...passing }));
    } else {
      marker({ failure: { message: 'activity StartToClose timeout', timeoutFailureInfo: { timeoutType: 1 } } });
      const told = { attempts: 0, unanswered: true, passing: true as const };
      held.push((at) => ({
        kind: 'call-failed',
        at,
        call,
        code: 'call-lost',
        message: 'the fast attempt was lost',
        ...told,
      }));
    }
  };

  const tell = (observations: readonly Observation[]): void => {
    const advanced = inOrder(index, observations).map((each) => advance(plan, state, each));
    performAll(advanced.flatMap(({ commands }) => commands));
    changes.push(...advanced.flatMap((each) => each.changes));
  };

  const move = (): void => {
    write({ workflowExecutionContinuedAsNewEventAttributes: {} });
    left.push({ events, states });
    [events, states, asked, moved, begun, isLong] = [[], [], null, true, false, watchHistory()];
    calls.clear();
    timers.clear();
    foreign.clear();
    for (const child of children.values()) child.joined = null;
    state = JSON.parse(JSON.stringify(state)) as State;
    begin({ baton: 1, plan, inputs: {}, engine: 1, continued: { state } });
    state = JSON.parse(JSON.stringify(state)) as State;
  };

  const begin = (given: unknown): void => {
    write({
      workflowExecutionStartedEventAttributes: {
        workflowType: { name: plan.name },
        input: { payloads: [payload(given)] },
      },
    });
  };

  /** What would be carried, as a local activity has weighed it. */
  const endWeighing = (): void => {
    asked = null;
    now += choose(20);
    clock = Math.max(clock, now);
    const about = { seq: 2, attempt: 1, activity_type: 'baton/weigh', complete_time: protoJson(now) };
    const bytes = choose(5) === 0 ? 1_900_000 : 1000;
    write({
      markerRecordedEventAttributes: {
        markerName: 'core_local_activity',
        details: { data: { payloads: [payload(about)] }, result: { payloads: [payload(bytes)] } },
      },
    });
    held.push((at) => ({ kind: 'weighed', at, bytes }));
  };

  const task = (): void => {
    write({ workflowTaskScheduledEventAttributes: {} });
    // Until a worker takes it.
    for (let more = choose(3); more > 0; more--) happen();
    now += choose(20);
    clock = Math.max(clock, now);
    const length = { events: events.length + 1, bytes: events.length * 100, suggested: events.length >= longAfter };
    const startedEventId = long(
      write({
        workflowTaskStartedEventAttributes: {
          suggestContinueAsNew: length.suggested,
          historySizeBytes: long(length.bytes),
        },
      }),
    );
    const seen = inbox;
    inbox = [];
    // What comes while the task is under way is written down after it.
    const buffered: (() => void)[] = Array.from({ length: choose(3) }, () => happen);
    const fate = choose(8);
    if (fate >= 6) {
      if (fate === 6) write({ workflowTaskFailedEventAttributes: { startedEventId } });
      else write({ workflowTaskTimedOutEventAttributes: { startedEventId } });
      inbox = seen;
      for (const each of buffered) each();
      return;
    }
    now += choose(20);
    write({ workflowTaskCompletedEventAttributes: { startedEventId } });
    if (!begun) {
      begun = true;
      if (start !== 'envelope' && !moved) {
        const about = { seq: 1, attempt: 1, activity_id: '1', complete_time: protoJson(now) };
        clock = Math.max(clock, now);
        write({
          markerRecordedEventAttributes: {
            markerName: 'core_local_activity',
            details: { data: { payloads: [payload(about)] }, result: { payloads: [payload(input)] } },
          },
        });
      }
      seen.unshift((each) =>
        moved ? { kind: 'continued', at: each, events: historyBudget } : { kind: 'begun', at: each },
      );
    }
    held.push(...seen);
    for (;;) {
      if (fast.size === 0 && asked !== 'weigh') {
        const observations = held.map((each) => each(clock));
        held = [];
        const news = observations.length === 0 ? null : isLong(length);
        if (news !== null) observations.push({ kind: 'history-long', at: clock, ...news });
        tell(observations);
      }
      // Sometimes the task takes too long, and another one goes on with what runs.
      if ((fast.size === 0 && asked !== 'weigh') || outcome !== null || choose(6) === 5) break;
      if (asked === 'weigh') endWeighing();
      else endFast();
    }
    startTimers();
    states.push({ events: events.length, state: textOf(state) });
    if (outcome !== null) return;
    if (asked === 'continue') move();
    for (const each of buffered) each();
  };

  begin({ envelope: input, bare: inputs, called }[start]);
  for (let tasks = 0; outcome === null; tasks++) {
    if (tasks > 10_000) throw new Error('the execution does not end');
    // A task is made when there is something to see; the first one in any case.
    while (begun && inbox.length === 0 && fast.size === 0 && asked !== 'weigh') happen();
    task();
  }
  return { events, states, changes, outcome, left };
}

export function textOf(state: State): string {
  return JSON.stringify(state);
}

type Long = NonNullable<NonNullable<HistoryEvent['activityTaskCompletedEventAttributes']>['scheduledEventId']>;

function long(value: number): Long {
  return value as unknown as Long;
}

function undoCall(key: string) {
  const retry = { count: 4, delayMs: 1000, backoff: 2, maxDelayMs: 30_000 };
  return { service: 'svc', method: 'undo', parameters: {}, key, timeoutMs: 30_000, retry };
}

function lostChild({ id, unit, call }: OpenChild, reason: string): News {
  if (call === undefined) return failedChild(unit, `${id}: ${reason}`);
  const message = `the call was given up: ${reason}`;
  return (at) => ({ kind: 'call-failed', at, call, code: 'call-lost', message, attempts: 0, unanswered: true });
}

function failedChild(unit: UnitRef, message: string): News {
  return (at) => ({ kind: 'child-failed', at, unit, code: 'sub-workflow-failed', message });
}

function failureOf(failure: ApplicationFailure): temporal.api.failure.v1.IFailure {
  return defaultFailureConverter.errorToFailure(failure, defaultPayloadConverter);
}

/** Written by a converter that nobody here has. */
const unknownPayload: temporal.api.common.v1.IPayload = {
  metadata: { encoding: Buffer.from('binary/encrypted') },
  data: Buffer.from('?'),
};

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
