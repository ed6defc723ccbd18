import { expressionsOf } from '../../../expressions/index.ts';
import { diagnostic, type Diagnostic } from '../../../problems/index.ts';
import { entryAt, printPath } from '../../definition/locate.ts';
import type { Subject } from '../subject.ts';
import type { Rule } from './rule.ts';

/** A warning: an input that nothing reads is a misspelling or a leftover. */
export const unusedInput: Rule = (subject) => {
  const { root, draft } = subject;
  if (draft.inputs === undefined) return [];
  const read = inputsRead(subject);
  if (read === 'all') return [];
  const found: Diagnostic[] = [];
  for (const name of Object.keys(draft.inputs)) {
    if (read.has(name)) continue;
    const span = entryAt(root, ['inputs', name])?.keySpan;
    found.push(
      diagnostic('unused-input', `nothing reads the input \`${name}\``, { path: printPath(['inputs', name]), span }),
    );
  }
  return found;
};

function inputsRead({ sites }: Subject): ReadonlySet<string> | 'all' {
  const names = new Set<string>();
  for (const { placed } of sites) {
    let bare = 0;
    for (const expr of expressionsOf(placed.expr)) {
      if (expr.kind === 'name' && holdsInputs(expr.name)) bare++;
      if (expr.kind !== 'member' || expr.of.kind !== 'name' || !holdsInputs(expr.of.name)) continue;
      names.add(expr.name);
      bare--;
    }
    // `inputs` with no literal name behind it may read any of them.
    if (bare !== 0) return 'all';
  }
  return names;
}

function holdsInputs(name: string): boolean {
  return name === 'inputs' || name === 'payload';
}
