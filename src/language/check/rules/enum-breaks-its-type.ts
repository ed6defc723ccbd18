import { diagnostic, type Diagnostic } from '../../../problems/index.ts';
import { nodeAt, printPath } from '../../definition/locate.ts';
import { declared, misfit } from '../../inputs/index.ts';
import type { Rule } from './rule.ts';

/** An allowed value that could never be given. */
export const enumBreaksItsType: Rule = ({ root, draft }) => {
  const found: Diagnostic[] = [];
  for (const [name, written] of Object.entries(draft.inputs ?? {})) {
    const { enum: allowed, ...rest } = declared(written);
    for (const [i, value] of (allowed ?? []).entries()) {
      const wrong = misfit(rest, value);
      if (wrong === null) continue;
      const path = ['inputs', name, 'enum', i];
      const at = { path: printPath(path), span: nodeAt(root, path)?.span };
      found.push(diagnostic('enum-breaks-its-type', `an allowed value of the input \`${name}\` ${wrong}`, at));
    }
  }
  return found;
};
