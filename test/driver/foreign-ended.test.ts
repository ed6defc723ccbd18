import { describe, expect, test } from '@jest/globals';
import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  ChildWorkflowFailure,
  RetryState,
  TerminatedFailure,
  TimeoutFailure,
} from '@temporalio/common';
import {
  foreignActivityCompleted,
  foreignActivityFailed,
  foreignWorkflowCompleted,
  foreignWorkflowFailed,
} from '../../src/driver/foreign-ended.ts';
import { eventBounds } from '../../src/driver/protocol.ts';
import { payloadConverter, unreadable } from '../../src/driver/payload-converter.ts';
import type { Json } from '../../src/std/index.ts';

const call = { step: 0, part: 'call' } as const;
const unit = { step: 0 };

const activityFailed = (cause: Error, of: Parameters<typeof foreignActivityFailed>[0] = call) =>
  foreignActivityFailed(
    of,
    'charge',
    new ActivityFailure('failed', 'charge', 'pay', RetryState.MAXIMUM_ATTEMPTS_REACHED, 'them', cause),
    7,
  );
const workflowFailed = (cause: Error) =>
  foreignWorkflowFailed(
    unit,
    'Settle',
    new ChildWorkflowFailure('default', { workflowId: 'w' }, 'Settle', RetryState.NON_RETRYABLE_FAILURE, cause),
    7,
  );

function nested(depth: number): Json {
  let value: Json = 1;
  for (let i = 0; i < depth; i++) value = [value];
  return value;
}

describe('a result', () => {
  test.each<[string, unknown, Json]>([
    ['a map', { n: [1, null, 'x'] }, { n: [1, null, 'x'] }],
    ['nothing', undefined, null],
    ['null', null, null],
    ['text', 'x', 'x'],
  ])('%s is taken', (_name, value, result) => {
    expect(foreignActivityCompleted(call, 'charge', value, 7)).toEqual({
      kind: 'call-completed',
      at: 7,
      call,
      result,
      attempts: 0,
    });
    expect(foreignWorkflowCompleted(unit, 'Settle', value, 7)).toEqual({
      kind: 'child-completed',
      at: 7,
      unit,
      result,
      undo: [],
    });
  });

  test.each<[string, unknown, string]>([
    ['bytes', new Uint8Array([1]), 'response-not-json'],
    ['what no converter here reads', unreadable, 'response-not-json'],
    ['too much', 'x'.repeat(eventBounds.size), 'response-too-large'],
    ['too deep', nested(eventBounds.depth + 1), 'response-too-deep'],
  ])('%s is refused, and has been done all the same', (_name, value, code) => {
    expect(foreignActivityCompleted(call, 'charge', value, 7)).toMatchObject({
      kind: 'call-failed',
      code,
      unanswered: true,
    });
    expect(foreignWorkflowCompleted(unit, 'Settle', value, 7)).toMatchObject({
      kind: 'child-failed',
      code,
      unanswered: true,
    });
  });

  test('of what undoes something nobody reads it', () => {
    const undo = { step: 0, part: 'undo' } as const;
    expect(foreignActivityCompleted(undo, 'refund', unreadable, 7)).toMatchObject({
      kind: 'call-completed',
      result: null,
    });
  });

  test('in another encoding does not throw', () => {
    const encoding = new TextEncoder().encode('json/protobuf');
    const value = payloadConverter.fromPayload({ metadata: { encoding }, data: new Uint8Array([123]) });
    expect(foreignActivityCompleted(call, 'charge', value, 7)).toMatchObject({ code: 'response-not-json' });
  });
});

describe('a failure', () => {
  const refused = ApplicationFailure.create({ message: 'no', type: 'CardRefused' });

  test('of its own has its message and type, and is an answer', () => {
    const message = 'charge failed: no (CardRefused)';
    expect(activityFailed(refused)).toEqual({
      kind: 'call-failed',
      at: 7,
      call,
      code: 'foreign-failed',
      message,
      attempts: 0,
      unanswered: false,
    });
    expect(workflowFailed(refused)).toEqual({
      kind: 'child-failed',
      at: 7,
      unit,
      code: 'foreign-failed',
      message: 'Settle failed: no (CardRefused)',
    });
  });

  test.each([
    ['', 'charge failed: it gave no reason'],
    ['a\u001b[31mb\nc', 'charge failed: a [31mb c'],
    ['x'.repeat(5000), `charge failed: ${'x'.repeat(2000)}`],
  ])('%j is said plainly', (said, message) => {
    expect(activityFailed(ApplicationFailure.create({ message: said }))).toMatchObject({ message });
  });

  test.each([
    [new TimeoutFailure('t', undefined, 'START_TO_CLOSE'), 'call-timed-out', true],
    [new TimeoutFailure('t', undefined, 'HEARTBEAT'), 'call-timed-out', true],
    [new TimeoutFailure('t', undefined, 'SCHEDULE_TO_START'), 'foreign-unclaimed', false],
    [new TerminatedFailure('t'), 'foreign-failed', true],
  ])('%s of an activity is %s', (cause, code, unanswered) => {
    expect(activityFailed(cause)).toMatchObject({ kind: 'call-failed', code, unanswered });
  });

  test('an attempt that was taken before makes the outcome unknown', () => {
    const unclaimed = new TimeoutFailure('t', undefined, 'SCHEDULE_TO_START');
    // Beside the error, as the SDK leaves it.
    Object.assign(unclaimed, { failure: { cause: { timeoutFailureInfo: {} } } });
    expect(activityFailed(unclaimed)).toMatchObject({ code: 'foreign-unclaimed', unanswered: true });
  });

  test('a cancel is an abort, its outcome unknown', () => {
    expect(activityFailed(new CancelledFailure('c'))).toMatchObject({ kind: 'call-aborted', unanswered: true });
    expect(workflowFailed(new CancelledFailure('c'))).toEqual({ kind: 'child-aborted', at: 7, unit });
  });

  test.each([
    [new TerminatedFailure('t'), 'Settle was terminated in Temporal'],
    [new TimeoutFailure('t', undefined, 'START_TO_CLOSE'), "Settle was ended by a time-out of Temporal's own"],
  ])('%s of a workflow leaves open what it did', (cause, message) => {
    expect(workflowFailed(cause)).toMatchObject({ code: 'foreign-failed', message, unanswered: true });
  });

  test('of much text says how much, with its details and its causes', () => {
    const bytesOf = (cause: ApplicationFailure): number => {
      const told = activityFailed(cause);
      return told.kind === 'call-failed' ? (told.bytes ?? 0) : -1;
    };
    expect(bytesOf(refused)).toBe(0);
    expect(bytesOf(ApplicationFailure.create({ message: 'x'.repeat(50_000) }))).toBeGreaterThan(50_000);
    expect(bytesOf(ApplicationFailure.create({ details: ['x'.repeat(50_000)] }))).toBeGreaterThan(50_000);
    expect(bytesOf(ApplicationFailure.create({ details: [unreadable] }))).toBeGreaterThan(2_000_000);
    const within = ApplicationFailure.create({ cause: ApplicationFailure.create({ message: 'x'.repeat(50_000) }) });
    expect(bytesOf(within)).toBeGreaterThan(50_000);
  });
});
