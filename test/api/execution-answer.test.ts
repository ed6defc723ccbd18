import { expect, test } from '@jest/globals';
import { executionAnswer, executionShape } from '../../src/api/answer/execution.ts';
import type { ExecutionView } from '../../src/executions/execution-view.ts';

const T0 = Date.UTC(2025, 0, 15, 6, 30);
const base = {
  executionId: 'exec_abc123',
  workflowName: 'morning_prep',
  version: '1.0',
  inputs: { departure_time: '2025-01-15T07:00:00Z' },
  startedAt: T0,
} as const;

const answered = (view: ExecutionView): unknown => {
  const answer = executionAnswer(view);
  executionShape.parse(answer);
  // What is on the wire: undefined members would be a difference here, not there.
  return JSON.parse(JSON.stringify(answer));
};

test("the seed's example: a completed step without, a running one with a time of its start", () => {
  const view: ExecutionView = {
    ...base,
    status: 'RUNNING',
    phase: 'running',
    steps: [
      {
        id: 'weather',
        status: 'COMPLETED',
        result: { temp: -2, frost: true },
        startedAt: T0,
        completedAt: T0 + 150,
        attempts: 1,
      },
      { id: 'defrost', status: 'RUNNING', startedAt: T0 + 1000 },
      { id: 'notify', status: 'PENDING' },
    ],
  };
  expect(answered(view)).toEqual({
    execution_id: 'exec_abc123',
    workflow_name: 'morning_prep',
    version: '1.0',
    status: 'RUNNING',
    inputs: '{"departure_time":"2025-01-15T07:00:00Z"}',
    step_results: [
      {
        step_id: 'weather',
        status: 'COMPLETED',
        result: '{"temp":-2,"frost":true}',
        started_at: '2025-01-15T06:30:00.000Z',
        completed_at: '2025-01-15T06:30:00.150Z',
        duration_ms: 150,
        attempt: 1,
      },
      { step_id: 'defrost', status: 'RUNNING', started_at: '2025-01-15T06:30:01.000Z' },
      { step_id: 'notify', status: 'PENDING' },
    ],
    started_at: '2025-01-15T06:30:00.000Z',
  });
});

test('an answer without a body is the JSON text null, and so is a skipped step with a result', () => {
  const view: ExecutionView = {
    ...base,
    status: 'COMPLETED',
    phase: 'ended',
    completedAt: T0 + 2000,
    result: { seat: 3 },
    steps: [
      { id: 'a', status: 'COMPLETED', result: null, startedAt: T0, completedAt: T0 },
      { id: 'b', status: 'SKIPPED' },
    ],
  };
  expect(answered(view)).toMatchObject({
    status: 'COMPLETED',
    completed_at: '2025-01-15T06:30:02.000Z',
    duration_ms: 2000,
    outputs: { seat: 3 },
    step_results: [
      { result: 'null', duration_ms: 0 },
      { step_id: 'b', status: 'SKIPPED' },
    ],
  });
});

test('a failure is told as code and as text; phase only while it is unwound', () => {
  const failure = { code: 'service-error', message: 'charging answered 500', step: 'charge' } as const;
  const view: ExecutionView = {
    ...base,
    status: 'RUNNING',
    phase: 'compensating',
    failure,
    steps: [
      {
        id: 'reserve',
        status: 'COMPENSATING',
        startedAt: T0,
        completedAt: T0 + 10,
        compensation: { status: 'running', startedAt: T0 + 30 },
      },
      { id: 'charge', status: 'FAILED', failure, startedAt: T0 + 10, completedAt: T0 + 20, attempts: 3 },
      {
        id: 'heat',
        status: 'COMPLETED',
        startedAt: T0,
        completedAt: T0 + 10,
        compensation: { status: 'failed', startedAt: T0 + 20, completedAt: T0 + 30, attempts: 5, failure },
      },
    ],
  };
  expect(answered(view)).toMatchObject({
    phase: 'compensating',
    error_message: 'charging answered 500',
    error: failure,
    step_results: [
      { status: 'COMPENSATING', compensation: { status: 'running', started_at: '2025-01-15T06:30:00.030Z' } },
      { attempt: 3, error_message: 'charging answered 500', error: failure },
      { compensation: { status: 'failed', attempt: 5, completed_at: '2025-01-15T06:30:00.030Z', error: failure } },
    ],
  });
  expect(answered({ ...view, phase: 'running' })).not.toHaveProperty('phase');
  expect(answered({ ...view, status: 'FAILED', phase: 'ended' })).not.toHaveProperty('phase');
});

test('clocks that disagree make no negative duration', () => {
  const view: ExecutionView = {
    ...base,
    status: 'COMPLETED',
    phase: 'ended',
    completedAt: T0 - 5,
    result: null,
    steps: [],
  };
  expect(answered(view)).toMatchObject({ duration_ms: 0, outputs: null });
});
