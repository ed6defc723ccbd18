import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { explanationAnswer, explanationShape } from '../../src/api/answer/explanation.ts';
import { planIndex, type State } from '../../src/engine/index.ts';
import { explanationOf } from '../../src/executions/index.ts';
import { viewOf } from '../../src/executions/view.ts';
import { choosing, manyChoices } from '../executions/choices.ts';
import { makeHistory } from '../executions/make-history.ts';
import { variedPlans } from '../executions/varied-plans.ts';

test('any state can be explained, in the shape that is declared, and is left as it was', () => {
  let steps = 0;
  fc.assert(
    fc.property(variedPlans, manyChoices, fc.boolean(), (plan, choices, moves) => {
      const { left, ...last } = makeHistory(plan, { a: 1 }, choosing(choices), 'envelope', ...(moves ? [8] : []));
      for (const { state: text } of [...left, last].flatMap(({ states }) => states)) {
        const state = JSON.parse(text) as State;
        const before = JSON.stringify(state);
        const subject = {
          plan,
          index: planIndex(plan),
          state,
          begun: true,
          now: state.startedAt + 5000,
          pending: new Map(),
          written: () => ({}),
          budget: { left: 1_000_000 },
          ...(state.phase === 'ended' && { ended: 'failed' as const }),
        };
        const standing = { executionId: 'exec_1', temporalStatus: state.phase === 'ended' ? 'FAILED' : 'RUNNING' };
        const view = viewOf({ plan, state, begun: true }, standing);
        const explanation = explanationOf(subject, view, { executionId: 'exec_1', all: true });
        expect(() => explanationShape.parse(explanationAnswer(explanation))).not.toThrow();
        for (const each of explanation.steps) expect(each.text).not.toMatch(/undefined|NaN|\[object/);
        expect(explanation.whole.text).not.toMatch(/undefined|NaN|\[object/);
        expect(explanation.steps).toHaveLength(Math.min(100, plan.steps.length));
        expect(JSON.stringify(state)).toBe(before);
        steps += explanation.steps.length;
      }
    }),
    { numRuns: 200 },
  );
  expect(steps).toBeGreaterThan(1000);
});
