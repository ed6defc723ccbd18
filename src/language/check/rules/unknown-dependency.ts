import { diagnostic, nearest, type Diagnostic } from '../../../problems/index.ts';
import { suggesting } from '../../definition/suggest.ts';
import { spanOfField } from '../spans.ts';
import type { Rule } from './rule.ts';

/** Names that are compared with all ids for a suggestion: comparing thousands with thousands would take seconds. */
const MOST_SUGGESTIONS = 50;

export const unknownDependency: Rule = ({ root, steps, graph }) => {
  const found: Diagnostic[] = [];
  for (const { index, draft } of steps) {
    for (const [i, name] of (draft.depends_on ?? []).entries()) {
      if (graph.byId.has(name)) continue;
      const at = { path: `steps[${index}].depends_on[${i}]`, span: spanOfField(root, index, 'depends_on', i) };
      if (name.includes('{{')) {
        const message = '`depends_on` holds literal ids: no expression is evaluated in it';
        found.push(diagnostic('expression-not-allowed', message, at));
        continue;
      }
      const near =
        found.length < MOST_SUGGESTIONS
          ? nearest(
              name,
              [...graph.byId.keys()].filter((id) => id !== draft.id),
            )
          : null;
      const who = draft.id === undefined ? `step ${index + 1}` : `\`${draft.id}\``;
      found.push(
        suggesting('unknown-dependency', `${who} depends on \`${shown(name)}\`, and no step has that id`, near, at),
      );
    }
  }
  return found;
};

function shown(name: string): string {
  return name.length > 64 ? `${name.slice(0, 64)}…` : name;
}
