import fc from 'fast-check';
import type { Template } from '../../src/expressions/index.ts';
import type { Plan, PlanStep, StepFields } from '../../src/plan/index.ts';
import type { Json } from '../../src/std/index.ts';
import { actions, forEach, kind, type Kind } from './random-kinds.ts';
import { randomServices } from './random-services.ts';
import { condition, inputs, moments, mostly, parameters, type Place, sometimes } from './random-values.ts';
import type { StepServices, World } from './world.ts';

/** Every construct, thrown together, with services, commands and events at random. */

interface Sketch {
  readonly id: string;
  readonly after: readonly string[];
  readonly fields: Omit<StepFields, 'id' | 'dependsOn'>;
  readonly kind: Kind;
  readonly services: StepServices;
}

function sketch(at: number): fc.Arbitrary<Sketch> {
  const id = `s${at}`;
  const earlier = Array.from({ length: at }, (_unused, i) => `s${i}`);
  return fc
    .record({
      after: fc.subarray(earlier, { maxLength: Math.min(at, 3) }),
      repeats: mostly(false, fc.constant(true), 2),
    })
    .chain(({ after, repeats }) => {
      const place: Place = { before: after, element: repeats };
      const outer: Place = { before: after, element: false };
      const fields = fc
        .record({
          when: sometimes(condition(outer), 5),
          forEach: repeats ? forEach(outer) : fc.constant(undefined),
          continueOnFailure: sometimes(fc.constant(true as const), 4),
          onSuccess: sometimes(actions(outer), 6),
          onFailure: sometimes(actions(outer), 5),
          priority: sometimes(fc.constantFrom(1, 5), 8),
        })
        .map(withoutUndefined);
      return fc.record({
        id: fc.constant(id),
        after: fc.constant(after),
        fields,
        kind: kind(id, place),
        services: randomServices,
      });
    });
}

function withoutUndefined<Fields extends object>(
  fields: Fields,
): { [Key in keyof Fields]: Exclude<Fields[Key], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, each]) => each !== undefined)) as {
    [Key in keyof Fields]: Exclude<Fields[Key], undefined>;
  };
}

/** Written in any order; the plan's order is found the slow, obvious way. */
function planOf(sketches: readonly Sketch[], more: Partial<Plan>): Plan {
  const ids = sketches.map(({ id }) => id);
  const steps = sketches.map(({ id, after, fields, kind: own }): PlanStep => ({
    id,
    dependsOn: after.map((each) => ids.indexOf(each)).sort((a, b) => a - b),
    ...fields,
    ...own,
  }));
  const order: number[] = [];
  while (order.length < steps.length) {
    order.push(
      steps.findIndex((step, at) => !order.includes(at) && step.dependsOn.every((each) => order.includes(each))),
    );
  }
  return { format: 1, name: 'random', version: '1', steps, order, ...more };
}

const instant = fc.oneof(fc.constantFrom(0, ...moments), fc.integer({ min: 0, max: 150 }));

export const randomWorld: fc.Arbitrary<World> = fc
  .integer({ min: 1, max: 8 })
  .chain((size) => {
    const ids = Array.from({ length: size }, (_unused, at) => `s${at}`);
    const reads = { before: ids, element: false };
    return fc.record({
      sketches: fc
        .tuple(...ids.map((_id, at) => sketch(at)))
        .chain((all) => fc.shuffledSubarray(all, { minLength: all.length })),
      timeoutMs: sometimes(fc.oneof(fc.constantFrom(...moments), fc.integer({ min: 20, max: 300 })), 4),
      outputs: sometimes(
        parameters(reads).map((each) => each),
        4,
      ),
      called: mostly(false, fc.constant(true)),
      historyEvents: sometimes(fc.integer({ min: 0, max: 120 }), 8),
      depth: mostly(0, fc.constantFrom(3, 9, 10), 12),
      commands: fc.array(
        fc.record({
          at: instant,
          kind: fc.constantFrom(
            'cancel' as const,
            'pause' as const,
            'pause' as const,
            'resume' as const,
            'resume' as const,
          ),
        }),
        { maxLength: 3 },
      ),
      events: fc.array(
        fc.record({
          at: instant,
          name: fc.constantFrom('e', 'e', 'f'),
          value: fc.constantFrom<Json>(0, 2, 3, 'k1', 'k2', null),
          id: sometimes(fc.constantFrom('i1', 'i2')),
          correlation: mostly(undefined, fc.constantFrom('k1', 'k2'), 1),
        }),
        { maxLength: 6 },
      ),
    });
  })
  .map(({ sketches, timeoutMs, outputs, called, historyEvents, depth, commands, events }) => ({
    plan: planOf(sketches, { ...(timeoutMs && { timeoutMs }), ...(outputs && { outputs: withoutStep(outputs) }) }),
    inputs,
    called,
    ...(historyEvents !== undefined && { historyEvents }),
    depth,
    services: new Map(sketches.map(({ id, services }) => [id, services])),
    // Whatever waits for nothing is cancelled in the end.
    commands: [...commands, { at: 100_000, kind: 'cancel' }],
    events: events.map(({ id, correlation, ...event }) => ({
      ...event,
      ...(id !== undefined && { id }),
      ...(correlation !== undefined && { correlation }),
    })),
  }));

/** Outputs belong to no step. */
function withoutStep(outputs: Template): Template {
  if (outputs.kind !== 'object') return outputs;
  return { ...outputs, members: outputs.members.filter(([name]) => name !== 'step.id') };
}
