import { diagnostic, type Diagnostic, type Span } from '../../problems/index.ts';
import type { Bounds } from '../read/index.ts';
import { definitionLimits as limits } from './limits.ts';

// What is too much by its mere count, in words. Said before the parts are looked at one by one, and where it can be before
// they are read: of 100,000 steps that are each wrong, the number is what is wrong.

/** Whatever a text is a list of, each becomes a step. */
export function tooLongRoot(span: Span): Diagnostic {
  return diagnostic('too-many-entries', `the text is a list of more than ${limits.steps} entries`, { span });
}

export function tooManySteps(span: Span): Diagnostic {
  return diagnostic('too-many-steps', `\`steps\` has more than ${limits.steps} entries`, { path: 'steps', span });
}

export function tooManyInputs(span: Span): Diagnostic {
  return diagnostic('too-many-entries', `\`inputs\` has more than ${limits.inputs} entries`, { path: 'inputs', span });
}

export function tooManyDependsOn(span: Span, step: number): Diagnostic {
  const message = `\`depends_on\` has more than ${limits.dependsOnEntries} entries`;
  return diagnostic('too-many-entries', message, { path: `steps[${step}].depends_on`, span });
}

export function tooManyKeys(span: Span, step: number | null): Diagnostic {
  const message = `${step === null ? 'a definition' : 'a step'} has more than ${limits.keys} keys here`;
  return diagnostic('too-many-entries', message, { path: step === null ? undefined : `steps[${step}]`, span });
}

/** All of one make: the reader asks them at every value. */
function boundsOf({ list, map, entry, keys }: Bounds): Bounds {
  return { list, map, entry, keys };
}

const dependsOn = boundsOf({ list: { most: limits.dependsOnEntries, refuse: tooManyDependsOn } });
const step = boundsOf({ map: { most: limits.keys, refuse: tooManyKeys }, keys: new Map([['depends_on', dependsOn]]) });
const steps = boundsOf({ list: { most: limits.steps, refuse: tooManySteps }, entry: step });
const inputs = boundsOf({ map: { most: limits.inputs, refuse: tooManyInputs } });
const body: readonly (readonly [string, Bounds])[] = [
  ['steps', steps],
  ['inputs', inputs],
];

/** For the reader. How many keys the definition itself has is not bound there: in a text that is no definition they would
 * be said to be too many of one. */
export const definitionBounds = boundsOf({
  list: { most: limits.steps, refuse: tooLongRoot },
  keys: new Map([...body, ['workflow', boundsOf({ keys: new Map(body) })]]),
});
