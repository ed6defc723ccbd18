import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { courseOfRun, runWorld } from './course.ts';
import { movingEngine } from './moved.ts';
import { randomWorld } from './random-worlds.ts';
import type { World } from './world.ts';

const full = process.env['BATON_FULL'] === '1';
const parameters = full ? { numRuns: 20_000 } : { numRuns: 600, seed: 3 };
/** The room of one history is part of what would differ. */
const worlds = fc
  .tuple(
    randomWorld.filter(({ historyEvents }) => historyEvents === undefined),
    fc.boolean(),
  )
  .map(([world, slow]) => (slow ? withLongCalls(world) : world));

/** Calls that may take so long that they get an execution of their own. */
function withLongCalls(world: World): World {
  const steps = world.plan.steps.map((step) =>
    step.kind === 'call' && step.fast !== true ? { ...step, timeoutMs: 3_600_000 } : step,
  );
  return { ...world, plan: { ...world.plan, steps } };
}

describe('any execution that leaves its history', () => {
  test('whenever nothing is in flight, goes as if it had stayed', () => {
    let moves = 0;
    fc.assert(
      fc.property(worlds, (world) => {
        const stayed = runWorld(world);
        const moved = runWorld(world, { engine: movingEngine({ now: false, moved: () => moves++ }) });
        expect(courseOfRun(world, moved)).toEqual(courseOfRun(world, stayed));
      }),
      parameters,
    );
    expect(moves).toBeGreaterThan(parameters.numRuns / 2);
  });

  test('before anything else begins, still ends, undoes what it should, and leaves nothing behind', () => {
    let moves = 0;
    fc.assert(
      fc.property(worlds, (world) => {
        const run = runWorld(world, { engine: movingEngine({ now: true, moved: () => moves++ }) });
        expect(run.leftBehind).toEqual([]);
        expect({ phase: run.state.phase, inFlight: run.state.inFlight, joinable: run.state.joinable ?? 0 }).toEqual({
          phase: 'ended',
          inFlight: 0,
          joinable: 0,
        });
      }),
      parameters,
    );
    expect(moves).toBeGreaterThan(parameters.numRuns / 2);
  });
});
