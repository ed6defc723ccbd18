import { CancelledFailure, defaultFailureConverter, defaultPayloadConverter } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import {
  type CallAnswer,
  callCompleted,
  callFailed,
  type ExecutionInput,
  inOrder,
  isEnvelope,
} from '../driver/index.ts';
import { advance, newState, type Observation, parseCallId, planIndex, type State } from '../engine/index.ts';
import type { Plan } from '../plan/index.ts';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;
type Payload = temporal.api.common.v1.IPayload;
type Timestamp = HistoryEvent['eventTime'];

export interface Observed {
  readonly plan: Plan;
  readonly state: State;
  /** Its first task has been completed: it is PENDING until then. */
  readonly begun: boolean;
}

/** Reads Temporal's history of an execution back into the engine's state: the same observations, in the same order, at
 * the same times as the driver told them, through the same `advance`. Needs no worker. Null where the plan is not known
 * yet: a start with bare inputs whose first task has not been completed. */
export function observe(executionId: string, events: readonly HistoryEvent[]): Observed | null {
  return events.reduce((fold, event) => fold.take(event), new Fold(executionId)).result();
}

class Fold {
  readonly #executionId: string;
  #startedAt = 0;
  #observed: { readonly plan: Plan; readonly state: State } | null = null;
  #begun = false;
  /** By the id of the event that scheduled it: the activity's own id. */
  readonly #calls = new Map<string, string>();
  /** What no task has seen yet; the time is filled in by the task that does. */
  #waiting: ((at: number) => Observation | null)[] = [(at) => ({ kind: 'begun', at })];
  /** The event that started the definition's own time-out. */
  #timer: string | null = null;
  #taskAt = 0;
  #seenByTask = 0;

  constructor(executionId: string) {
    this.#executionId = executionId;
  }

  result(): Observed | null {
    return this.#observed === null ? null : { ...this.#observed, begun: this.#begun };
  }

  take(event: HistoryEvent): this {
    if (event.workflowExecutionStartedEventAttributes) this.#started(event);
    else if (event.workflowTaskStartedEventAttributes) {
      this.#taskAt = milliseconds(event.eventTime);
      this.#seenByTask = this.#waiting.length;
    } else if (event.workflowTaskCompletedEventAttributes) this.#taskCompleted();
    else if (event.markerRecordedEventAttributes) this.#markerRecorded(event.markerRecordedEventAttributes);
    else this.#other(event);
    return this;
  }

  #started(event: HistoryEvent): void {
    this.#startedAt = milliseconds(event.eventTime);
    const input = first(event.workflowExecutionStartedEventAttributes?.input?.payloads);
    if (isEnvelope(input)) this.#know(input);
  }

  #know({ plan, inputs }: ExecutionInput): void {
    const begin = { executionId: this.#executionId, inputs, startedAt: this.#startedAt };
    this.#observed = { plan, state: newState(plan, begin) };
  }

  #taskCompleted(): void {
    // Without a plan the task has asked for it; its marker follows.
    if (this.#observed === null) return;
    this.#tell(this.#waiting.splice(0, this.#seenByTask), this.#taskAt);
  }

  #markerRecorded(marker: temporal.api.history.v1.IMarkerRecordedEventAttributes): void {
    if (this.#observed !== null || marker.markerName !== 'core_local_activity') return;
    const resolved = first(marker.details?.['result']?.payloads);
    if (resolved === null) return;
    this.#know(resolved as ExecutionInput);
    const about = first(marker.details?.['data']?.payloads) as { readonly complete_time?: ProtoTime } | null;
    // The workflow's clock has moved on to the end of the local activity.
    const at = about?.complete_time === undefined ? this.#taskAt : milliseconds(about.complete_time);
    this.#tell(this.#waiting.splice(0, this.#seenByTask), at);
  }

  #tell(waiting: readonly ((at: number) => Observation | null)[], at: number): void {
    if (this.#observed === null) return;
    this.#begun = true;
    const { plan, state } = this.#observed;
    const observations = waiting.flatMap((each) => each(at) ?? []);
    for (const observation of inOrder(planIndex(plan), observations)) advance(plan, state, observation);
  }

  #other(event: HistoryEvent): void {
    if (event.activityTaskScheduledEventAttributes) {
      this.#calls.set(String(event.eventId), event.activityTaskScheduledEventAttributes.activityId ?? '');
    } else if (event.activityTaskCompletedEventAttributes) {
      const { scheduledEventId, result } = event.activityTaskCompletedEventAttributes;
      const answer = first(result?.payloads) as CallAnswer;
      this.#callEnded(scheduledEventId, (call, at) => callCompleted(call, answer, at));
    } else if (event.activityTaskFailedEventAttributes) {
      const { scheduledEventId, failure } = event.activityTaskFailedEventAttributes;
      this.#callEnded(scheduledEventId, (call, at) => callFailed(call, errorOf(failure), at));
    } else if (event.activityTaskTimedOutEventAttributes) {
      const { scheduledEventId, failure } = event.activityTaskTimedOutEventAttributes;
      this.#callEnded(scheduledEventId, (call, at) => callFailed(call, errorOf(failure), at));
    } else if (event.activityTaskCanceledEventAttributes) {
      const { scheduledEventId, details } = event.activityTaskCanceledEventAttributes;
      const error = new CancelledFailure('cancelled', (details?.payloads ?? []).map(decode));
      this.#callEnded(scheduledEventId, (call, at) => callFailed(call, error, at));
    } else if (event.workflowExecutionCancelRequestedEventAttributes) {
      this.#waiting.push((at) => ({ kind: 'cancel-requested', at }));
    } else if (event.timerStartedEventAttributes) {
      // Before there is a plan, the SDK's own timers wait between the attempts to resolve it.
      if (this.#observed !== null) this.#timer = String(event.eventId);
    } else if (event.timerFiredEventAttributes) {
      if (String(event.timerFiredEventAttributes.startedEventId) !== this.#timer) return;
      this.#waiting.push((at) => ({ kind: 'time-ran-out', at }));
    }
  }

  #callEnded(
    scheduledEventId: unknown,
    told: (call: NonNullable<ReturnType<typeof parseCallId>>, at: number) => Observation,
  ): void {
    const id = this.#calls.get(String(scheduledEventId)) ?? '';
    this.#waiting.push((at) => {
      const call = this.#observed === null ? null : parseCallId(planIndex(this.#observed.plan), id);
      return call === null ? null : told(call, at);
    });
  }
}

function first(payloads: readonly Payload[] | null | undefined): unknown {
  const [payload] = payloads ?? [];
  return payload === undefined ? null : decode(payload);
}

function decode(payload: Payload): unknown {
  return defaultPayloadConverter.fromPayload(payload as Parameters<typeof defaultPayloadConverter.fromPayload>[0]);
}

function errorOf(failure: temporal.api.failure.v1.IFailure | null | undefined): unknown {
  return defaultFailureConverter.failureToError(
    (failure ?? {}) as Parameters<typeof defaultFailureConverter.failureToError>[0],
    defaultPayloadConverter,
  );
}

interface ProtoTime {
  readonly seconds?: unknown;
  readonly nanos?: number | null;
}

function milliseconds(time: Timestamp | ProtoTime): number {
  return Number(time?.seconds ?? 0) * 1000 + Math.floor((time?.nanos ?? 0) / 1_000_000);
}
