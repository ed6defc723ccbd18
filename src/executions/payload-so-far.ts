import { mergedPayload } from '../engine/index.ts';
import { isObject, type JsonObject } from '../std/index.ts';
import type { ExecutionView } from './execution-view.ts';

/** The inputs, with every object that was answered merged into them in order of writing, also by a step that still polls
 * or has failed at it. */
export function payloadSoFar({ inputs, steps }: Pick<ExecutionView, 'inputs' | 'steps'>): JsonObject {
  const answers = steps.flatMap(({ answered, result }) => [answered, result]).filter((each) => isObject(each ?? null));
  return mergedPayload([inputs, ...(answers as readonly JsonObject[])]);
}
