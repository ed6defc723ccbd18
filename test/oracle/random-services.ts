import fc from 'fast-check';
import type { Json } from '../../src/std/index.ts';
import type { AbortedEnding, CallEnding, ChildEnding } from '../support/endings.ts';
import type { StepServices } from './world.ts';

const afterMs = fc.constantFrom(1, 2, 5, 10, 20, 40, 80);
const attempts = fc.constantFrom(1, 1, 2, 3);
const result = fc.oneof(
  fc.constantFrom<Json>(null, 0, 7, 'k1', true),
  fc.array(fc.constantFrom(0, 1, 2), { maxLength: 3 }),
);

const completed: fc.Arbitrary<CallEnding> = fc.record({
  kind: fc.constant('completed' as const),
  afterMs,
  result,
  attempts,
});
const accepted: fc.Arbitrary<CallEnding> = fc
  .tuple(completed, fc.option(fc.constant(250), { nil: undefined }))
  .map(([ending, retryAfterMs]): CallEnding =>
    ending.kind === 'completed'
      ? { ...ending, accepted: { path: '/jobs/1', ...(retryAfterMs !== undefined && { retryAfterMs }) } }
      : ending,
  );
const failed: fc.Arbitrary<CallEnding> = fc.record({
  kind: fc.constant('failed' as const),
  afterMs,
  code: fc.constantFrom('service-error', 'connection-lost', 'call-timed-out'),
  message: fc.constantFrom('answered 500', 'no answer'),
  attempts,
  unanswered: fc.boolean(),
  passing: fc.boolean(),
});

const undoCall = fc.record({
  service: fc.constant('svc'),
  method: fc.constantFrom('undo_a', 'undo_b'),
  parameters: fc.constant({ of: 'child' }),
  // Made different for each sub-workflow by endingOf.
  key: fc.constant(''),
  timeoutMs: fc.constant(1000),
  retry: fc.constant({ count: 4, delayMs: 1000, backoff: 2, maxDelayMs: 30_000 }),
});

const child: fc.Arbitrary<ChildEnding> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('completed' as const),
      afterMs,
      result,
      undo: fc.array(undoCall, { maxLength: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('failed' as const),
      afterMs,
      code: fc.constant('sub-workflow-failed' as const),
      message: fc.constant('exec_1~x: answered 500'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('aborted' as const), afterMs }) },
);

const aborted: fc.Arbitrary<AbortedEnding> = fc.record({
  afterMs: fc.constantFrom(1, 2, 5, 20),
  attempts,
  unanswered: fc.boolean(),
});

function list<Ending>(
  usual: fc.Arbitrary<Ending>,
  rare: fc.Arbitrary<Ending>,
  weight: number,
): fc.Arbitrary<readonly Ending[]> {
  const either = fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: rare });
  return fc.array(either, { minLength: 1, maxLength: 4 });
}

export const randomServices: fc.Arbitrary<StepServices> = fc.record({
  call: list(fc.oneof({ weight: 12, arbitrary: completed }, { weight: 1, arbitrary: accepted }), failed, 12),
  poll: list(completed, failed, 4),
  undo: list(completed, failed, 5),
  action: list(completed, failed, 4),
  child: fc.array(child, { minLength: 1, maxLength: 4 }),
  aborted: fc.array(aborted, { minLength: 1, maxLength: 3 }),
});
