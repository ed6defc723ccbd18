import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { differenceIn } from './compared.ts';
import { courseOfRun, runWorld } from './course.ts';
import { randomWorld } from './random-worlds.ts';

const full = process.env['BATON_FULL'] === '1';
/** The same worlds each time, so that a red test says something about the change that it came with. */
const same = full ? {} : { seed: 1 };

describe('any definition, with any services, commands and events', () => {
  test('goes as the model says', () => {
    fc.assert(
      fc.property(randomWorld, (world) => {
        const difference = differenceIn(world);
        if (difference !== null) expect(difference.engine).toEqual(difference.model);
      }),
      { numRuns: full ? 100_000 : 2000, ...same },
    );
  });

  test('goes the same way when its state is taken through JSON before each observation', () => {
    fc.assert(
      fc.property(randomWorld, (world) => {
        const direct = runWorld(world);
        const viaJson = runWorld(world, { viaJson: true });
        expect(courseOfRun(world, viaJson)).toEqual(courseOfRun(world, direct));
        expect(JSON.stringify(viaJson.state)).toBe(JSON.stringify(direct.state));
      }),
      { numRuns: full ? 20_000 : 500, ...same },
    );
  });
});
