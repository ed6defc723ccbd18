import { CancelledFailure } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import {
  beginState,
  type CallAnswer,
  callCompleted,
  type CalledInput,
  callFailed,
  type ExecutionInput,
  executionJoined,
  foreignActivityCompleted,
  foreignActivityFailed,
  fastFailed,
  historyBudget,
  type HistoryLength,
  inOrder,
  isCalled,
  isEnvelope,
  newsOfSignal,
  timeoutSummary,
  typeNames,
  unitOfJoin,
  watchHistory,
} from '../driver/index.ts';
import {
  advance,
  callId,
  type CallRef,
  type Change,
  type Observation,
  parseCallId,
  parseUnitId,
  planIndex,
  type PlanIndex,
  type State,
} from '../engine/index.ts';
import type { Plan } from '../plan/index.ts';
import { endedChild } from './ended-child.ts';
import { errorOf, type HistoryEvent, millisecondsOf, valueOf, valuesOf } from './history-values.ts';

export interface Observed {
  readonly plan: Plan;
  readonly state: State;
  /** Its first task has been completed: it is PENDING until then. */
  readonly begun: boolean;
}

/** Reads Temporal's history of an execution back into the engine's state: the same observations, in the same order, at
 * the same times as the driver told them, through the same `advance`. Needs no worker. Null where the plan is not known
 * yet: a start with bare inputs, or by another execution, whose first task has not been completed. */
export function observe(
  executionId: string,
  events: readonly HistoryEvent[],
  watch: Watch = () => undefined,
): Observed | null {
  return events.reduce((fold, event) => fold.take(event), new Fold(executionId, watch)).result();
}

/** An observation that goes on as its history grows. */
export interface Observing {
  readonly take: (event: HistoryEvent) => void;
  readonly result: () => Observed | null;
}

export function observing(executionId: string, watch: Watch): Observing {
  const fold = new Fold(executionId, watch);
  return {
    take: (event) => void fold.take(event),
    result: () => fold.result(),
  };
}

/** Told what each task has changed. */
export type Watch = (changes: readonly Change[]) => void;

/** The time, and what ids mean, are known when a task has seen it. Null where it is none of ours. */
type Seen = (at: number, index: PlanIndex) => Observation | null;

interface ScheduledCall {
  /** The activity's own. */
  readonly id: string;
  readonly type: string;
  /** On another queue: nothing of ours. */
  readonly isForeign: boolean;
}

interface CallTold {
  readonly own: (call: CallRef, at: number) => Observation;
  readonly foreign: (call: CallRef, type: string, at: number) => Observation;
}

class Fold {
  readonly #executionId: string;
  #startedAt = 0;
  #called: CalledInput | null = null;
  #observed: { readonly plan: Plan; readonly state: State } | null = null;
  #begun = false;
  /** The queue that our own workers poll. */
  #queue = '';
  /** By the id of the event that scheduled it. */
  readonly #calls = new Map<string, ScheduledCall>();
  /** By the id of the event that started it: the timer's summary. */
  readonly #timers = new Map<string, string>();
  /** What no task has seen yet; what one has seen, and the engine has not been told. */
  #waiting: Seen[] = [(at) => ({ kind: 'begun', at })];
  readonly #seen: Seen[] = [];
  /** Local activities that have begun and not ended, fast calls by their ids: until they have, the engine is told
   * nothing. */
  readonly #local = new Set<string>();
  /** The workflow's own, which never goes back. */
  #clock = 0;
  readonly #isLong = watchHistory();
  #length: HistoryLength = { events: 0, bytes: 0, suggested: false };
  #seenByTask = 0;
  readonly #watch: Watch;

  constructor(executionId: string, watch: Watch) {
    this.#executionId = executionId;
    this.#watch = watch;
  }

  result(): Observed | null {
    return this.#observed === null ? null : { ...this.#observed, begun: this.#begun };
  }

  take(event: HistoryEvent): this {
    if (event.workflowExecutionStartedEventAttributes) this.#started(event);
    else if (event.workflowTaskStartedEventAttributes) {
      this.#clock = Math.max(this.#clock, millisecondsOf(event.eventTime));
      const { historySizeBytes, suggestContinueAsNew } = event.workflowTaskStartedEventAttributes;
      const [events, bytes] = [Number(event.eventId), Number(historySizeBytes ?? 0)];
      this.#length = { events, bytes, suggested: suggestContinueAsNew === true };
      this.#seenByTask = this.#waiting.length;
    } else if (event.workflowTaskCompletedEventAttributes) this.#taskCompleted();
    else if (event.markerRecordedEventAttributes) this.#markerRecorded(event, event.markerRecordedEventAttributes);
    else if (!this.#ofCall(event) && !this.#ofTimer(event)) this.#fromOutside(event);
    return this;
  }

  #started(event: HistoryEvent): void {
    this.#startedAt = millisecondsOf(event.eventTime);
    this.#queue = event.workflowExecutionStartedEventAttributes?.taskQueue?.name ?? '';
    const input = valueOf(event.workflowExecutionStartedEventAttributes?.input?.payloads);
    if (isCalled(input)) this.#called = input;
    if (isEnvelope(input)) this.#know(input);
  }

  #know(input: ExecutionInput): void {
    const execution = { executionId: this.#executionId, startedAt: this.#startedAt };
    this.#observed = { plan: input.plan, state: beginState(input, this.#called, execution) };
    if (input.continued === undefined) return;
    this.#begun = true;
    this.#waiting = [(at) => ({ kind: 'continued', at, events: historyBudget })];
  }

  #taskCompleted(): void {
    this.#seen.push(...this.#waiting.splice(0, this.#seenByTask));
    this.#tellSeen();
  }

  /** The end of a local activity: the plan is resolved, or a fast call has ended. */
  #markerRecorded(event: HistoryEvent, marker: temporal.api.history.v1.IMarkerRecordedEventAttributes): void {
    if (marker.markerName !== 'core_local_activity') return;
    const { details, failure } = marker;
    const result = valueOf(details?.['result']?.payloads);
    const about = valueOf(details?.['data']?.payloads) as {
      readonly complete_time?: { readonly seconds?: unknown; readonly nanos?: number | null };
    } | null;
    if (about?.complete_time !== undefined) this.#clock = Math.max(this.#clock, millisecondsOf(about.complete_time));
    if (this.#local.has(typeNames.weigh)) {
      this.#local.delete(typeNames.weigh);
      this.#seen.push((at) => ({ kind: 'weighed', at, bytes: Number(result) }));
    } else if (this.#observed !== null) this.#fastEnded(String(summaryOf(event)), failure, result);
    else if (isEnvelope(result)) this.#know(result);
    this.#tellSeen();
  }

  #fastEnded(id: string, failure: Parameters<typeof errorOf>[0], result: unknown): void {
    if (!this.#local.delete(id)) return;
    const isAnswer = failure === null || failure === undefined;
    this.#seen.push((at, index) => {
      const call = parseCallId(index, id);
      if (call === null) return null;
      return isAnswer ? callCompleted(call, result as CallAnswer, at) : fastFailed(call, errorOf(failure), at);
    });
  }

  #tellSeen(): void {
    // Without a plan the task has asked for it; its marker follows.
    if (this.#observed === null || this.#local.size > 0 || this.#seen.length === 0) return;
    this.#begun = true;
    const { plan, state } = this.#observed;
    const index = planIndex(plan);
    const observations = this.#seen.splice(0).flatMap((each) => each(this.#clock, index) ?? []);
    const [first] = observations;
    const long = first === undefined ? null : this.#isLong(this.#length);
    if (first !== undefined && long !== null) observations.unshift({ kind: 'history-long', at: first.at, ...long });
    for (const observation of inOrder(index, observations)) {
      const { commands, changes } = advance(plan, state, observation);
      for (const command of commands) {
        if (command.kind === 'start-call' && command.fast !== undefined) this.#local.add(callId(index, command.call));
        else if (command.kind === 'weigh') this.#local.add(typeNames.weigh);
      }
      this.#watch(changes);
    }
  }

  #ofCall(event: HistoryEvent): boolean {
    if (event.activityTaskScheduledEventAttributes) {
      const { activityId, activityType, taskQueue } = event.activityTaskScheduledEventAttributes;
      const isForeign = (taskQueue?.name ?? this.#queue) !== this.#queue;
      this.#calls.set(String(event.eventId), { id: activityId ?? '', type: activityType?.name ?? '', isForeign });
    } else if (event.activityTaskCompletedEventAttributes) {
      const { scheduledEventId, result } = event.activityTaskCompletedEventAttributes;
      const value = valueOf(result?.payloads);
      const joined = unitOfJoin(this.#calls.get(String(scheduledEventId))?.id ?? '');
      if (joined !== null) {
        this.#calls.delete(String(scheduledEventId));
        this.#joined(joined, value);
        return true;
      }
      this.#callEnded(scheduledEventId, {
        own: (call, at) => callCompleted(call, value as CallAnswer, at),
        foreign: (call, type, at) => foreignActivityCompleted(call, type, value, at),
      });
    } else if (event.activityTaskFailedEventAttributes) {
      const { scheduledEventId, failure } = event.activityTaskFailedEventAttributes;
      this.#callFailed(scheduledEventId, errorOf(failure));
    } else if (event.activityTaskTimedOutEventAttributes) {
      const { scheduledEventId, failure } = event.activityTaskTimedOutEventAttributes;
      this.#callFailed(scheduledEventId, errorOf(failure));
    } else if (event.activityTaskCancelRequestedEventAttributes) {
      const { scheduledEventId } = event.activityTaskCancelRequestedEventAttributes;
      // Nobody waits for it any more.
      if (this.#calls.get(String(scheduledEventId))?.isForeign === true) this.#calls.delete(String(scheduledEventId));
    } else if (event.activityTaskCanceledEventAttributes) {
      const { scheduledEventId, details } = event.activityTaskCanceledEventAttributes;
      this.#callFailed(scheduledEventId, new CancelledFailure('cancelled', [...valuesOf(details?.payloads)]));
    } else return false;
    return true;
  }

  #callFailed(scheduledEventId: unknown, error: Error): void {
    const joined = unitOfJoin(this.#calls.get(String(scheduledEventId))?.id ?? '');
    if (joined !== null) {
      this.#calls.delete(String(scheduledEventId));
      this.#joined(joined, null);
      return;
    }
    this.#callEnded(scheduledEventId, {
      own: (call, at) => callFailed(call, error, at),
      foreign: (call, type, at) => foreignActivityFailed(call, type, error, at),
    });
  }

  #callEnded(scheduledEventId: unknown, told: CallTold): void {
    const scheduled = this.#calls.get(String(scheduledEventId));
    this.#calls.delete(String(scheduledEventId));
    if (scheduled === undefined) return;
    const { id, type, isForeign } = scheduled;
    this.#waiting.push((at, index) => {
      const call = parseCallId(index, id);
      if (call === null) return null;
      return isForeign ? told.foreign(call, type, at) : told.own(call, at);
    });
  }

  /** Of an execution that was started from an earlier history. */
  #joined(id: string, answer: unknown): void {
    this.#waiting.push((at, index) => {
      const unit = parseUnitId(index, id);
      return unit === null ? null : executionJoined(index, unit, answer, at);
    });
  }

  #ofTimer(event: HistoryEvent): boolean {
    if (event.timerStartedEventAttributes) {
      // Before there is a plan, the SDK's own timers wait between the attempts to resolve it.
      if (this.#observed !== null) this.#timers.set(String(event.eventId), summaryOf(event));
    } else if (event.timerFiredEventAttributes) {
      const summary = this.#timers.get(String(event.timerFiredEventAttributes.startedEventId));
      if (summary === timeoutSummary) this.#waiting.push((at) => ({ kind: 'time-ran-out', at }));
      else if (summary !== undefined) {
        this.#waiting.push((at, index) => {
          const unit = parseUnitId(index, summary);
          return unit === null ? null : { kind: 'timer-fired', at, unit };
        });
      }
    } else return false;
    return true;
  }

  #fromOutside(event: HistoryEvent): void {
    if (event.workflowExecutionCancelRequestedEventAttributes) {
      this.#waiting.push((at) => ({ kind: 'cancel-requested', at }));
    } else if (event.workflowExecutionSignaledEventAttributes) {
      const { signalName, input } = event.workflowExecutionSignaledEventAttributes;
      const news = newsOfSignal(signalName ?? '', valuesOf(input?.payloads));
      if (news !== null) this.#waiting.push(news);
    } else {
      const ended = endedChild(this.#executionId, event);
      if (ended !== null) this.#waiting.push(ended);
    }
  }
}

/** Releases before this one had no timer but the execution's own, and wrote no summary. */
function summaryOf({ userMetadata }: HistoryEvent): string {
  const payload = userMetadata?.summary;
  return payload === null || payload === undefined ? timeoutSummary : String(valueOf([payload]));
}
