import { extname } from 'node:path';

export { packContent, unpackContent } from './definition-content.ts';
export type { DefinitionContent } from './definition-content.ts';
export { eventNames, mayAwait } from './event-names.ts';
export { preparingLimits } from './limits.ts';
export type { PreparingLimits } from './limits.ts';
export { createPreparing } from './preparing.ts';
export type { Preparing } from './preparing.ts';
export type { Calls, ForCheck, ForRecord, ForStart, NotPrepared } from './tasks.ts';

/** Compiled like everything else, or as it was written. */
export const prepareThread = new URL(`./prepare-thread${extname(import.meta.url)}`, import.meta.url);
