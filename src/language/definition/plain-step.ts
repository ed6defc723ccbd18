import { isList, isObject, type Json, type JsonObject } from '../../std/index.ts';
import { ENDPOINT, METHOD, SERVICE, verbs } from './call-target.ts';
import { definitionLimits as limits } from './limits.ts';
import { STEP_ID } from './names.ts';

/** Whether the schema has nothing to say of a step: of ten thousand steps nearly all hold only what these few checks
 * know, in a twentieth of its time. Whatever is not known here is left to the schema. */
export function isPlainStep(step: Json): boolean {
  if (!isObject(step) || !Object.hasOwn(step, 'id')) return false;
  for (const key of Object.keys(step)) {
    const isRight = plain.get(key);
    if (isRight === undefined || !isRight(step[key] as Json)) return false;
  }
  return true;
}

const named =
  (pattern: RegExp, longest: number) =>
  (value: Json): boolean =>
    typeof value === 'string' && value.length <= longest && pattern.test(value);

const plain: ReadonlyMap<string, (value: Json) => boolean> = new Map<string, (value: Json) => boolean>([
  ['id', named(STEP_ID, limits.idLength)],
  ['service', named(SERVICE, limits.serviceLength)],
  ['method', named(METHOD, limits.methodLength)],
  ['endpoint', named(ENDPOINT, limits.endpointLength)],
  ['verb', (value) => verbs.some((verb) => verb === value)],
  ['display', (value) => typeof value === 'string' && value.length <= limits.displayLength],
  ['compensate_method', named(METHOD, limits.methodLength)],
  ['parameters', (value): value is JsonObject => isObject(value)],
  [
    'depends_on',
    (value) =>
      isList(value) && value.length <= limits.dependsOnEntries && value.every((each) => typeof each === 'string'),
  ],
]);
