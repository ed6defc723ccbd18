import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  ChildWorkflowFailure,
  TerminatedFailure,
  TimeoutFailure,
  WorkflowExecutionAlreadyStartedError,
} from '@temporalio/common';
import type { CallRef, Observation, UnitRef } from '../engine/index.ts';
import type { FailureCode } from '../problems/index.ts';
import { type Json, jsonBeyond } from '../std/index.ts';
import { unreadable } from './payload-converter.ts';
import { eventBounds } from './protocol.ts';

/** What the engine is told of the end of other Temporal code; as for calls of our own, the workflow and the fold over
 * its history ask the same. `type` is what the other code calls itself. */

/** Of somebody else's message, so much is kept. */
const longestMessage = 2000;
const longestType = 100;

type Refused = { readonly code: FailureCode; readonly message: string };
type Read = { readonly ok: true; readonly result: Json } | ({ readonly ok: false } & Refused);

export function foreignActivityCompleted(call: CallRef, type: string, value: unknown, at: number): Observation {
  // Of what undoes something nobody reads the result.
  const read = call.part === 'undo' ? ({ ok: true, result: null } as const) : readResult(type, value);
  if (read.ok) return { kind: 'call-completed', at, call, result: read.result, attempts: 0 };
  const { code, message } = read;
  // It has done what it was asked for.
  return { kind: 'call-failed', at, call, code, message, attempts: 0, unanswered: true };
}

/** Attempts are Temporal's here: how many there were is not told to who asked. */
export function foreignActivityFailed(call: CallRef, type: string, error: unknown, at: number): Observation {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof CancelledFailure) return { kind: 'call-aborted', at, call, attempts: 0, unanswered: true };
  const failed = (code: FailureCode, reason: string, unanswered: boolean): Observation => {
    return { kind: 'call-failed', at, call, code, message: `${shownType(type)} ${reason}`, attempts: 0, unanswered };
  };
  if (cause instanceof ApplicationFailure) {
    return { ...failed('foreign-failed', `failed: ${saidBy(cause)}`, false), ...weighed(cause) };
  }
  if (!(cause instanceof TimeoutFailure)) return failed('foreign-failed', 'failed without saying why', true);
  if (cause.timeoutType !== 'SCHEDULE_TO_START') return failed('call-timed-out', 'gave no answer in time', true);
  // With an attempt before this one it has a cause, which the SDK's error leaves out.
  const isFirst = (cause.failure?.cause ?? null) === null;
  return failed('foreign-unclaimed', 'was taken by no worker in time', !isFirst);
}

export function foreignWorkflowCompleted(unit: UnitRef, type: string, value: unknown, at: number): Observation {
  const read = readResult(type, value);
  if (read.ok) return { kind: 'child-completed', at, unit, result: read.result, undo: [] };
  const { code, message } = read;
  return { kind: 'child-failed', at, unit, code, message, unanswered: true };
}

export function foreignWorkflowFailed(unit: UnitRef, type: string, error: unknown, at: number): Observation {
  const cause = error instanceof ChildWorkflowFailure ? error.cause : error;
  if (cause instanceof CancelledFailure) return { kind: 'child-aborted', at, unit };
  const { reason, unanswered } = endOf(cause);
  const message = `${shownType(type)} ${reason}`;
  const failed = { kind: 'child-failed', at, unit, code: 'foreign-failed', message } as const;
  return { ...failed, ...(unanswered && { unanswered }), ...weighed(cause) };
}

function endOf(cause: unknown): { readonly reason: string; readonly unanswered: boolean } {
  if (cause instanceof ApplicationFailure) return { reason: `failed: ${saidBy(cause)}`, unanswered: false };
  if (cause instanceof WorkflowExecutionAlreadyStartedError) {
    return { reason: `was not started: there is a workflow ${cause.workflowId} already`, unanswered: false };
  }
  if (cause instanceof TerminatedFailure) return { reason: 'was terminated in Temporal', unanswered: true };
  if (cause instanceof TimeoutFailure) return { reason: "was ended by a time-out of Temporal's own", unanswered: true };
  return { reason: 'failed without saying why', unanswered: true };
}

/** A failure of a few lines is among what a call is charged for anyway. */
const lightFailure = 16_384;
const deepestCause = 20;
/** Of a detail that nobody here can read. */
const unreadBytes = 2_000_000;

/** What it takes of the history. */
function weighed(cause: unknown): { readonly bytes?: number } {
  let bytes = 0;
  let each = cause;
  for (let depth = 0; each instanceof Error && depth < deepestCause; depth++) {
    bytes += each.message.length + (each.stack?.length ?? 0);
    if (each instanceof ApplicationFailure) {
      for (const detail of each.details ?? []) bytes += weightOf(detail);
    }
    each = each.cause;
  }
  return bytes > lightFailure ? { bytes } : {};
}

function weightOf(detail: unknown): number {
  if (detail === unreadable) return unreadBytes;
  return ArrayBuffer.isView(detail) ? detail.byteLength : (JSON.stringify(detail)?.length ?? 0);
}

function saidBy({ message, type }: ApplicationFailure): string {
  // What drives a terminal has no place in a failure.
  const said = message === '' ? 'it gave no reason' : message.slice(0, longestMessage).replace(/\p{Cc}/gu, ' ');
  return type === undefined || type === null || type === '' ? said : `${said} (${shownType(type)})`;
}

function shownType(type: string): string {
  return type.length <= longestType ? type : `${type.slice(0, longestType - 1)}…`;
}

/** Plain JSON, as every SDK writes it by default; nothing is null. */
function readResult(type: string, value: unknown): Read {
  const refused = (code: FailureCode, reason: string): Read => {
    return { ok: false, code, message: `${shownType(type)} gave ${reason}` };
  };
  if (value === undefined || value === null) return { ok: true, result: null };
  // Bytes may come from outside the sandbox, whose classes are others.
  if (value === unreadable || ArrayBuffer.isView(value)) {
    return refused('response-not-json', 'a result that is no plain JSON');
  }
  switch (jsonBeyond(value as Json, eventBounds)) {
    case 'size':
      return refused('response-too-large', `a result of more than ${eventBounds.size} bytes`);
    case 'depth':
      return refused('response-too-deep', `a result nested deeper than ${eventBounds.depth}`);
    case null:
      return { ok: true, result: value as Json };
  }
}
