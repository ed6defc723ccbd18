import { describe, expect, test } from '@jest/globals';
import { checkInputs } from '../../src/language/index.ts';
import { compare, outcomeOf, simulate, worldOf } from '../../src/simulation/index.ts';
import { type ShippedScenario, shippedScenarios } from '../support/scenario-outcome.ts';

/** Every scenario of every shipped definition: checked, compiled, and run by the engine with canned services. The same
 * files run on Temporal in test/end-to-end. */
describe.each(shippedScenarios())('$file', (shipped) => {
  test(shipped.scenario.name, () => {
    expect(differences(shipped)).toEqual([]);
  });
});

function differences({ definition, scenario }: ShippedScenario): ReturnType<typeof compare> {
  const { prepared } = definition;
  const checked = checkInputs(prepared.definition, scenario.inputs);
  if (!checked.ok) throw new Error(checked.diagnostics.map(({ message }) => message).join('; '));
  const executionId = 'exec_1';
  const simulation = simulate(prepared.plan, { ...worldOf(scenario), inputs: checked.inputs }, { executionId });
  return compare(scenario.expect, outcomeOf(simulation), executionId);
}
