import { defaultFailureConverter } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import { unpacked } from '../codec/index.ts';
import { payloadConverter } from '../driver/index.ts';

/** What stands in the events of Temporal's history, read. */
export type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

type Payload = temporal.api.common.v1.IPayload;
type Failure = temporal.api.failure.v1.IFailure;

interface ProtoTime {
  readonly seconds?: unknown;
  readonly nanos?: number | null;
}

export function valuesOf(payloads: readonly Payload[] | null | undefined): readonly unknown[] {
  return (payloads ?? []).map((payload) =>
    payloadConverter.fromPayload(unpacked(payload as Parameters<typeof payloadConverter.fromPayload>[0])),
  );
}

/** Null where there is none. */
export function valueOf(payloads: readonly Payload[] | null | undefined): unknown {
  return valuesOf(payloads?.slice(0, 1))[0] ?? null;
}

export function errorOf(failure: Failure | null | undefined): Error {
  return defaultFailureConverter.failureToError(
    (failure ?? {}) as Parameters<typeof defaultFailureConverter.failureToError>[0],
    payloadConverter,
  );
}

export function millisecondsOf(time: HistoryEvent['eventTime'] | ProtoTime): number {
  return Number(time?.seconds ?? 0) * 1000 + Math.floor((time?.nanos ?? 0) / 1_000_000);
}
