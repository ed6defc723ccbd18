export { readJson } from './json.ts';
export { readingLimits } from './limits.ts';
export type { Bounds, ReadingLimits } from './limits.ts';
export { linesOf } from './lines.ts';
export { offsetsOf, spansWithin } from './offsets.ts';
export { readSource } from './read.ts';
export type { Reading, ReadingOptions } from './read.ts';
export {
  edited,
  entryOf,
  insteadOf,
  itemOf,
  jsonOf,
  keysOf,
  lexemeOf,
  scalarBehind,
  scalarsOf,
  sizeOf,
  valueOf,
} from './source.ts';
export type { Edit, Format, Source, SourceEntry, SourceList, SourceMap, SourceNode, SourceScalar } from './source.ts';
export { decodeText } from './text.ts';
