import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CallStep, Plan } from '../../src/plan/index.ts';
import { planOf, type StepSketch } from '../support/plans.ts';
import { type Answer, type RunResult, runInMemory } from '../support/run-in-memory.ts';

/** What must hold of every execution, whatever its definition, its services and its commands. */

interface Trial {
  readonly plan: Plan;
  readonly answers: ReadonlyMap<string, readonly Answer[]>;
  readonly cancelAt: readonly number[];
}

const answer = fc.oneof(
  { weight: 6, arbitrary: fc.record({ result: fc.integer(), afterMs: fc.integer({ min: 1, max: 80 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ status: fc.constantFrom(400, 500, 503), afterMs: fc.integer({ min: 1, max: 80 }) }),
  },
  { weight: 1, arbitrary: fc.constantFrom({ unanswered: 'timed-out' as const }, { unanswered: 'lost' as const }) },
);

const trial: fc.Arbitrary<Trial> = fc
  .integer({ min: 1, max: 12 })
  .chain((size) =>
    fc.record({
      steps: fc.tuple(
        ...Array.from({ length: size }, (_, at) =>
          fc.record({
            after: fc.subarray(Array.from({ length: at }, (_unused, i) => i)),
            skipped: fc.boolean().map((each) => each && at % 3 === 0),
            undone: fc.boolean(),
            retries: fc.integer({ min: 0, max: 2 }),
            answers: fc.array(answer, { minLength: 1, maxLength: 3 }),
            undoAnswers: fc.array(answer, { minLength: 1, maxLength: 3 }),
          }),
        ),
      ),
      shuffle: fc.infiniteStream(fc.integer()),
      cancelAt: fc.oneof(
        { weight: 3, arbitrary: fc.constant([]) },
        { weight: 2, arbitrary: fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 2 }) },
      ),
      timeoutMs: fc.option(fc.integer({ min: 1, max: 400 }), { nil: undefined, freq: 4 }),
    }),
  )
  .map(({ steps, shuffle, cancelAt, timeoutMs }) => {
    // Written in another order than the one in which they can run.
    const written = steps.map((step, at) => ({ step, at, key: shuffle.next().value as number }));
    written.sort((a, b) => a.key - b.key || a.at - b.at);
    const sketches: StepSketch[] = written.map(({ step, at }) => ({
      id: `s${at}`,
      after: step.after.map((each) => `s${each}`),
      timeoutMs: 100,
      retry: { count: step.retries, delayMs: 20, backoff: 1 },
      ...(step.skipped && { when: false }),
      ...(step.undone && { compensate: { method: 'undo' } }),
    }));
    const answers = new Map<string, readonly Answer[]>();
    for (const [at, step] of steps.entries()) {
      answers.set(`s${at}`, step.answers);
      answers.set(`s${at}.undo`, step.undoAnswers);
    }
    return { plan: planOf(sketches, timeoutMs === undefined ? {} : { timeoutMs }), answers, cancelAt };
  });

function run({ plan, answers, cancelAt }: Trial, viaJson = false): RunResult {
  return runInMemory(plan, {
    cancelAt,
    viaJson,
    answer: (call, attempt) => {
      const id = `${plan.steps[call.call.step]?.id}${call.call.part === 'undo' ? '.undo' : ''}`;
      const own = answers.get(id) ?? [];
      return own[Math.min(attempt, own.length) - 1] ?? { result: null };
    },
  });
}

const runs = process.env['BATON_FULL'] === '1' ? 50_000 : 1500;

describe('every execution', () => {
  test('ends, begins steps only after what they depend on, and undoes exactly what may have happened', () => {
    fc.assert(
      fc.property(trial, (each) => {
        const { plan } = each;
        const { state, outcome, trace } = run(each);
        expect(state.phase).toBe('ended');
        expect(state.inFlight).toBe(0);

        // Begun once, and not before what it depends on had ended.
        const begun = trace
          .filter((line) => line.startsWith('call s') && !line.endsWith('.undo'))
          .map((line) => line.slice(5));
        expect(new Set(begun).size).toBe(begun.length);
        for (const [at, step] of plan.steps.entries()) {
          const record = state.steps[at];
          for (const dependency of step.dependsOn) {
            const before = state.steps[dependency];
            if (record?.decidedAt !== undefined) expect(before?.endedAt).toBeLessThanOrEqual(record.decidedAt);
          }
        }

        // Undone: completed or unknown, never the rest, in the plan's order backwards; only if it did not end well.
        const undone = trace.filter((line) => line.endsWith('.undo')).map((line) => line.slice(5, -5));
        const expected =
          outcome.kind === 'completed'
            ? []
            : plan.order
                .toReversed()
                .filter((at) => (plan.steps[at] as CallStep).compensate !== undefined)
                .filter((at) => state.steps[at]?.status === 'completed' || state.steps[at]?.unknown === true)
                .map((at) => plan.steps[at]?.id);
        expect(undone).toEqual(expected);

        if (outcome.kind === 'completed') {
          expect(state.steps.every(({ status }) => status === 'completed' || status === 'skipped')).toBe(true);
        }
      }),
      { numRuns: runs },
    );
  });

  test('goes the same way when its state is taken through JSON before each observation', () => {
    fc.assert(
      fc.property(trial, (each) => {
        const direct = run(each);
        const viaJson = run(each, true);
        expect(viaJson.trace).toEqual(direct.trace);
        expect(viaJson.calls).toEqual(direct.calls);
        expect(JSON.stringify(viaJson.state)).toBe(JSON.stringify(direct.state));
      }),
      { numRuns: runs / 5 },
    );
  });
});
