import { CancelledFailure } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import {
  beginState,
  type CallAnswer,
  callCompleted,
  type CalledInput,
  callFailed,
  type ExecutionInput,
  foreignActivityCompleted,
  foreignActivityFailed,
  inOrder,
  isCalled,
  isEnvelope,
  newsOfSignal,
  timeoutSummary,
} from '../driver/index.ts';
import {
  advance,
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
  /** What no task has seen yet. */
  #waiting: Seen[] = [(at) => ({ kind: 'begun', at })];
  #taskAt = 0;
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
      this.#taskAt = millisecondsOf(event.eventTime);
      this.#seenByTask = this.#waiting.length;
    } else if (event.workflowTaskCompletedEventAttributes) this.#taskCompleted();
    else if (event.markerRecordedEventAttributes) this.#markerRecorded(event.markerRecordedEventAttributes);
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
  }

  #taskCompleted(): void {
    // Without a plan the task has asked for it; its marker follows.
    if (this.#observed === null) return;
    this.#tell(this.#waiting.splice(0, this.#seenByTask), this.#taskAt);
  }

  #markerRecorded(marker: temporal.api.history.v1.IMarkerRecordedEventAttributes): void {
    if (this.#observed !== null || marker.markerName !== 'core_local_activity') return;
    const resolved = valueOf(marker.details?.['result']?.payloads);
    if (!isEnvelope(resolved)) return;
    this.#know(resolved);
    const about = valueOf(marker.details?.['data']?.payloads) as {
      readonly complete_time?: { readonly seconds?: unknown; readonly nanos?: number | null };
    } | null;
    // The workflow's clock has moved on to the end of the local activity.
    const at = about?.complete_time === undefined ? this.#taskAt : millisecondsOf(about.complete_time);
    this.#tell(this.#waiting.splice(0, this.#seenByTask), at);
  }

  #tell(seen: readonly Seen[], at: number): void {
    if (this.#observed === null) return;
    this.#begun = true;
    const { plan, state } = this.#observed;
    const index = planIndex(plan);
    const observations = seen.flatMap((each) => each(at, index) ?? []);
    for (const observation of inOrder(index, observations)) {
      this.#watch(advance(plan, state, observation).changes);
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
    } else if (event.activityTaskCanceledEventAttributes) {
      const { scheduledEventId, details } = event.activityTaskCanceledEventAttributes;
      this.#callFailed(scheduledEventId, new CancelledFailure('cancelled', [...valuesOf(details?.payloads)]));
    } else return false;
    return true;
  }

  #callFailed(scheduledEventId: unknown, error: Error): void {
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
