import { describe, test } from '@jest/globals';
import { checkInputs, prepare } from '../../src/language/index.ts';
import type { Answer as ScenarioAnswer } from '../../src/language/scenario/index.ts';
import { type Answer, runInMemory } from '../support/run-in-memory.ts';
import {
  expectOutcome,
  type ScenarioOutcome,
  type ShippedScenario,
  shippedScenarios,
} from '../support/scenario-outcome.ts';

/** Every scenario of every shipped definition: checked, compiled, and run by the engine with canned services. The same
 * files run on Temporal in test/end-to-end. */
describe.each(shippedScenarios())('$file', (shipped) => {
  test(shipped.scenario.name, () => {
    expectOutcome(shipped.scenario, outcomeOf(shipped));
  });
});

function outcomeOf({ text, scenario }: ShippedScenario): ScenarioOutcome {
  const prepared = prepare(text);
  if (!prepared.ok) throw new Error(prepared.diagnostics.map(({ message }) => message).join('; '));
  const checked = checkInputs(prepared.definition, scenario.inputs);
  if (!checked.ok) throw new Error(checked.diagnostics.map(({ message }) => message).join('; '));
  const made = new Map<string, number>();
  const run = runInMemory(prepared.plan, {
    inputs: checked.inputs,
    answer: ({ service, method }) => {
      const name = `${service}.${method}`;
      const number = made.get(name) ?? 0;
      made.set(name, number + 1);
      const answers = scenario.services.get(name) ?? [];
      return played(answers[Math.min(number, answers.length - 1)]);
    },
  });
  const first = run.calls.filter(({ attempt }) => attempt === 1);
  const { cause, executionId } = run.state;
  return {
    executionId,
    status: run.outcome.kind.toUpperCase(),
    steps: new Map(
      prepared.plan.steps.map((step, at) => {
        const record = run.state.steps[at];
        return [
          step.id,
          {
            status: (record?.status ?? '').toUpperCase(),
            result: record?.result ?? null,
            error: record?.failure?.code ?? null,
            attempts: record?.attempts ?? 0,
            compensated: record?.undo?.status === 'done',
          },
        ];
      }),
    ),
    calls: first.filter(({ id }) => !id.endsWith('.undo')),
    undoCalls: first.filter(({ id }) => id.endsWith('.undo')),
    error: cause?.kind === 'failed' ? cause.failure : null,
  };
}

function played(answer: ScenarioAnswer | undefined): Answer {
  if (answer === undefined) return { result: null };
  switch (answer.kind) {
    case 'failure':
      return { status: answer.status };
    case 'no-answer':
      return { unanswered: 'lost' };
    case 'result':
      return { result: answer.result };
  }
}
