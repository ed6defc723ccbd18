import type { Payload } from '../expressions/index.ts';
import { isObject, type Json, type JsonObject, own, setOwn } from '../std/index.ts';
import type { PlanIndex } from './plan-index.ts';
import type { State } from './state.ts';

/** What a step sees as `payload`: the inputs and, over them, the fields of every object that the steps before it gave,
 * the later ones in the plan's order over the earlier. Before it are those that it waits for, and those that they do;
 * before the outputs, where no step is named, are all. `latest` is what lies over them all. */
export function payloadOf(index: PlanIndex, state: State, step: number | null, latest: Json = null): Payload {
  let layers: readonly JsonObject[] | null = null;
  // Once for all fields that one step reads: there may be ten thousand steps before it.
  const all = (): readonly JsonObject[] => (layers ??= layersOf(index, state, step, latest));
  return {
    field: (name) => {
      for (const layer of all()) {
        const value = own(layer, name);
        if (value !== undefined) return value;
      }
      return undefined;
    },
    whole: () => mergedPayload(all().toReversed()),
  };
}

/** Each over those before it, at the top level. */
export function mergedPayload(layers: readonly JsonObject[]): JsonObject {
  const whole: Record<string, Json> = {};
  for (const layer of layers) for (const name of Object.keys(layer)) setOwn(whole, name, own(layer, name) ?? null);
  return whole;
}

/** The latest first, the inputs last. */
function layersOf(index: PlanIndex, state: State, step: number | null, latest: Json): readonly JsonObject[] {
  const { plan, place } = index;
  const layers: JsonObject[] = isObject(latest) ? [latest] : [];
  const isBefore = step === null ? null : new Uint8Array(plan.steps.length);
  const mark = (at: number): void => {
    for (const each of plan.steps[at]?.dependsOn ?? []) if (isBefore !== null) isBefore[each] = 1;
  };
  if (step !== null) mark(step);
  // Every step stands behind those that it waits for, so that one walk backwards finds them all.
  for (let at = (step === null ? plan.order.length : (place[step] ?? 0)) - 1; at >= 0; at--) {
    const each = plan.order[at] ?? 0;
    if (isBefore !== null && isBefore[each] !== 1) continue;
    mark(each);
    const record = state.steps[each];
    if (record?.status !== 'completed') continue;
    if (isObject(record.result ?? null)) layers.push(record.result as JsonObject);
    if (record.answered !== undefined) layers.push(record.answered);
  }
  layers.push(state.inputs);
  return layers;
}
