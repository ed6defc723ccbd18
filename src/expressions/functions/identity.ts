import { stringType } from '../static-type.ts';
import type { FunctionEntry } from './function-entry.ts';

export const identityFunctions: readonly FunctionEntry[] = [
  {
    kind: 'strict',
    name: 'uuid',
    parameters: [],
    returns: stringType,
    doc: 'An id that no other place of any execution has: derived from the execution, the step, the element and the place in the definition, so the same on each attempt.',
    examples: [{ expression: 'length(uuid())', gives: 36 }],
    nulls: 'given',
    call: (_args, host) => host.uuid(),
  },
];
