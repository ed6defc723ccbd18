export { readJson } from './json.ts';
export { readingLimits } from './limits.ts';
export { linesOf } from './lines.ts';
export { offsetsOf, spansWithin } from './offsets.ts';
export { readSource } from './read.ts';
export type { Reading, ReadingOptions } from './read.ts';
export { entryOf, jsonOf, lexemeOf } from './source.ts';
export type { Format, Source, SourceEntry, SourceMap, SourceNode, SourceScalar } from './source.ts';
export { decodeText } from './text.ts';
