import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { convertToYaml, prepare, type Prepared, renderDiagnostics } from '../../../src/language/index.ts';
import { compare, outcomeOf, simulate, worldOf } from '../../../src/simulation/index.ts';
import { shippedScenarios } from '../../support/scenario-outcome.ts';
import { shippedDefinitions } from '../../support/shipped-definitions.ts';
import { randomSequence } from './random-sequence.ts';

type Ready = Extract<Prepared, { ok: true }>;

function ready(text: string, format: 'yaml' | 'json'): Ready {
  const prepared = prepare(text, { format, name: 'converted' });
  if (!prepared.ok) throw new Error(renderDiagnostics(prepared.diagnostics, text, 'converted'));
  return prepared;
}

function converted({ notation, definition }: Ready): string {
  if (notation === 'definition') throw new Error('a definition is not converted');
  return convertToYaml(notation, definition);
}

const others = shippedDefinitions().filter(({ notation }) => notation !== 'definition');

describe('what is converted', () => {
  test.each(others)('$name reads as the same definition, and comes to the same plan', ({ prepared }) => {
    const again = ready(converted(prepared), 'yaml');
    expect(again.notation).toBe('definition');
    expect([again.definition, again.plan]).toEqual([prepared.definition, prepared.plan]);
  });

  test("quotes what would be YAML's merge key", () => {
    const service = { Service: 's', Endpoint: '/a', RequestBody: ['<<', 'a'] };
    const sequence = ready(JSON.stringify([{ Action: 'a', Microservice: service }]), 'json');
    expect(ready(converted(sequence), 'yaml').definition).toEqual(sequence.definition);
  });

  test('has comments', () => {
    for (const { prepared } of others) expect(converted(prepared)).toMatch(/^# .*\n/);
  });

  const scenarios = shippedScenarios().filter(({ definition }) => definition.notation !== 'definition');
  test.each(scenarios)('goes as it went: $file', ({ definition, scenario }) => {
    const { plan } = ready(converted(definition.prepared), 'yaml');
    const went = outcomeOf(simulate(plan, worldOf(scenario), { executionId: 'exec_1' }));
    const before = outcomeOf(simulate(definition.prepared.plan, worldOf(scenario), { executionId: 'exec_1' }));
    expect([went.status, went.calls, went.outputs, went.error]).toEqual([
      before.status,
      before.calls,
      before.outputs,
      before.error,
    ]);
    expect(compare(scenario.expect, went, 'exec_1')).toEqual([]);
  });

  test('comes to the same plan, whatever is in it', () => {
    fc.assert(
      fc.property(randomSequence, ({ tasks }) => {
        const before = ready(JSON.stringify(tasks), 'json');
        const again = ready(converted(before), 'yaml');
        expect([again.definition, inOrder(again.plan)]).toEqual([before.definition, inOrder(before.plan)]);
      }),
      { numRuns: 200 },
    );
  });
});

/** JavaScript moves a field `10` before all others, in the definition and in what is sent. */
function inOrder(plan: Ready['plan']): unknown {
  return JSON.parse(
    JSON.stringify(plan, (key, value: unknown) => {
      if (key !== 'members' || !Array.isArray(value)) return value;
      return (value as readonly (readonly [string, unknown])[]).toSorted(([a], [b]) => (a < b ? -1 : 1));
    }),
  );
}
