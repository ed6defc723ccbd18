import type { SourceNode } from '../read/index.ts';
import { actions } from './actions/actions.ts';
import type { FrontEnd, Notation } from './front-end.ts';
import { sequence } from './sequence/sequence.ts';

export { tasksSchema as sequenceShape } from './sequence/tasks.ts';
export { inSequenceWords } from './sequence/lacking.ts';
export { convertToYaml } from './convert.ts';
export { pathAt } from './author-path.ts';
export { notations } from './front-end.ts';
export type { FrontEnd, Notation, Translation } from './front-end.ts';

const frontEnds: readonly FrontEnd[] = [sequence, actions];

/** Whose text it is: what was said, or else what its tree looks like. Null for a definition of our own. */
export function frontEndOf(root: SourceNode, said: Notation | undefined): FrontEnd | null {
  if (said !== undefined) return frontEnds.find(({ notation }) => notation === said) ?? null;
  return frontEnds.find(({ recognises }) => recognises(root)) ?? null;
}
