export { readDuration } from './durations.ts';
export { popHeap, pushHeap } from './heap.ts';
export {
  digits,
  EARLIEST_INSTANT,
  instantFields,
  isInstant,
  LATEST_INSTANT,
  readInstant,
  readOffset,
  isoTime,
} from './instants.ts';
export type { InstantFields } from './instants.ts';
export { invariant, unreachable } from './invariant.ts';
export { canonicalJson, isList, isObject, jsonBeyond, jsonEqual, own, setOwn } from './json.ts';
export type { Json, JsonBounds, JsonObject } from './json.ts';
export { sha1, uuidOf } from './sha1.ts';
export { slug, withoutMarks } from './slug.ts';
export { jsonBytes } from './utf8.ts';
