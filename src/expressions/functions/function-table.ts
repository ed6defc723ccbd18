import { choiceFunctions } from './choice.ts';
import { conversionFunctions } from './conversions.ts';
import type { FunctionEntry } from './function-entry.ts';
import { identityFunctions } from './identity.ts';
import { jsonPathFunctions } from './json-paths.ts';
import { listFunctions } from './lists.ts';
import { numberFunctions } from './numbers.ts';
import { objectFunctions } from './objects.ts';
import { textFunctions } from './text.ts';
import { timeFunctions } from './time.ts';

/** Every function of the language, by name, in the order of the reference. */
export const functionTable: ReadonlyMap<string, FunctionEntry> = new Map(
  [
    ...timeFunctions,
    ...choiceFunctions,
    ...jsonPathFunctions,
    ...textFunctions,
    ...numberFunctions,
    ...listFunctions,
    ...objectFunctions,
    ...conversionFunctions,
    ...identityFunctions,
  ].map((entry) => [entry.name, entry]),
);
