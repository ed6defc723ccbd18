import { diagnostic, type Diagnostic } from '../../../problems/index.ts';
import { entryAt, printPath } from '../../definition/locate.ts';
import type { Rule } from './rule.ts';

const INPUT_NAME = /^[A-Za-z_][A-Za-z0-9_-]{0,127}$/;

/** Of an input: those of workflows, services and methods are held to their form by the schema. */
export const invalidName: Rule = ({ root, draft }) => {
  const found: Diagnostic[] = [];
  for (const name of Object.keys(draft.inputs ?? {})) {
    if (INPUT_NAME.test(name)) continue;
    const shown = name.length > 40 ? `${name.slice(0, 40)}…` : name;
    const message = `the name of an input must be letters, digits, \`_\` and \`-\`, beginning with a letter or \`_\`, at most 128 characters, not ${JSON.stringify(shown)}`;
    const span = entryAt(root, ['inputs', name])?.keySpan;
    found.push(diagnostic('invalid-name', message, { path: printPath(['inputs', name]), span }));
  }
  return found;
};
