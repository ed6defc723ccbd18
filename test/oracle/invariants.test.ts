import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CallStep, PlanStep } from '../../src/plan/index.ts';
import type { Happened } from '../support/happened.ts';
import { runWorld } from './course.ts';
import { randomWorld } from './random-worlds.ts';
import { watchOver } from './watched.ts';
import type { World } from './world.ts';

/** What must hold of every execution, told without the model: where both of them were wrong in the same way, these
 * would still say so. */

const full = process.env['BATON_FULL'] === '1';
const parameters = full ? { numRuns: 50_000 } : { numRuns: 600, seed: 2 };

const unitOf = (id: string): string => id.replace(/\.undo.*$/, '');
const stepOf = (id: string): string => unitOf(id).replace(/\[.*$/, '');
const isUndo = (each: Happened): each is Happened & { readonly what: 'call' | 'foreign' } =>
  (each.what === 'call' || each.what === 'foreign') && each.id.includes('.undo');

function ancestorsOf({ plan }: World, step: PlanStep): readonly string[] {
  return step.dependsOn.flatMap((at) => {
    const on = plan.steps[at] as PlanStep;
    return [on.id, ...ancestorsOf({ plan } as World, on)];
  });
}

describe('every execution', () => {
  test('ends, and leaves nothing behind', () => {
    fc.assert(
      fc.property(randomWorld, (world) => {
        const { state, leftBehind, happened } = runWorld(world);
        expect(leftBehind).toEqual([]);
        expect({ phase: state.phase, inFlight: state.inFlight }).toEqual({ phase: 'ended', inFlight: 0 });
        expect(happened.filter(({ what }) => what === 'end')).toHaveLength(1);
        expect(state.steps.filter(({ status }) => status === 'running')).toEqual([]);
      }),
      parameters,
    );
  });

  test('undoes nothing that never began, each thing once, and nothing where it ends well', () => {
    fc.assert(
      fc.property(randomWorld, (world) => {
        const { happened, outcome } = runWorld(world);
        const begun = new Set<string>();
        for (const each of happened) {
          if ((each.what === 'call' || each.what === 'child' || each.what === 'foreign') && !isUndo(each))
            begun.add(each.id);
          if (isUndo(each)) expect(begun).toContain(unitOf(each.id));
        }
        const undone = happened.filter(isUndo).map(({ id }) => id);
        expect(undone).toEqual([...new Set(undone)]);
        if (outcome.kind === 'completed') expect(undone).toEqual([]);
      }),
      parameters,
    );
  });

  test('that ends badly undoes everything that completed, or says of what it could not', () => {
    fc.assert(
      fc.property(randomWorld, (world) => {
        const { state, happened, outcome } = runWorld(world);
        if (outcome.kind === 'completed') return;
        const undone = new Set(happened.filter(isUndo).map(({ id }) => unitOf(id)));
        for (const [at, step] of world.plan.steps.entries()) {
          const record = state.steps[at];
          if ((step as CallStep).compensate === undefined || record === undefined) continue;
          if (step.forEach === undefined) {
            if (record.status === 'completed')
              expect(undone.has(step.id) || record.undo?.status === 'failed').toBe(true);
            continue;
          }
          const { elements } = record;
          const completed = Object.entries(elements?.units ?? {}).filter(([, unit]) => unit.status === 'completed');
          expect(completed).toHaveLength(elements?.completed ?? 0);
          for (const [element, unit] of completed) {
            expect(undone.has(`${step.id}[${element}]`) || unit.undo?.status === 'failed').toBe(true);
          }
        }
      }),
      parameters,
    );
  });

  test('undoes a step only after all that was built on it', () => {
    fc.assert(
      fc.property(randomWorld, (world) => {
        const { happened } = runWorld(world);
        const places = new Map<string, { first: number; last: number }>();
        for (const [place, each] of happened.entries()) {
          if (!isUndo(each)) continue;
          const before = places.get(stepOf(each.id));
          places.set(stepOf(each.id), { first: before?.first ?? place, last: place });
        }
        for (const step of world.plan.steps) {
          for (const on of ancestorsOf(world, step)) {
            const [later, earlier] = [places.get(step.id), places.get(on)];
            if (later !== undefined && earlier !== undefined) expect(later.last).toBeLessThan(earlier.first);
          }
        }
      }),
      parameters,
    );
  });

  test('begins nothing while it is paused or once it is stopped, keeps to max_parallel, and changes no result', () => {
    fc.assert(
      fc.property(randomWorld, (world) => {
        const { watch, broken } = watchOver(world);
        runWorld(world, { watch });
        expect(broken).toEqual([]);
      }),
      parameters,
    );
  });
});
