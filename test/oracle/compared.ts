import { isDeepStrictEqual } from 'node:util';
import { type Course, courseOfModel, courseOfRun, runWorld } from './course.ts';
import type { Engine } from './engine-variant.ts';
import { playOut } from './model.ts';
import type { World } from './world.ts';

/** Both courses, or null where they are one. */
export function differenceIn(
  world: World,
  engine?: Engine,
): { readonly engine: Course; readonly model: Course } | null {
  const course = courseOfRun(world, runWorld(world, engine === undefined ? {} : { engine }));
  const model = courseOfModel(world, playOut(world));
  return isDeepStrictEqual(course, model) ? null : { engine: course, model };
}
