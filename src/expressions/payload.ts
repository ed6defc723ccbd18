import { own, type JsonObject } from '../std/index.ts';
import type { Payload } from './template.ts';

/** A payload that was put together elsewhere. */
export function payloadIn(whole: JsonObject | undefined): { readonly payload?: Payload } {
  return whole === undefined ? {} : { payload: { field: (name) => own(whole, name), whole: () => whole } };
}
