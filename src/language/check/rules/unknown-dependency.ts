import { diagnostic, nearest, type Diagnostic } from '../../../problems/index.ts';
import { definitionLimits } from '../../definition/limits.ts';
import { suggesting } from '../../definition/suggest.ts';
import { spanOfField } from '../spans.ts';
import type { DependencyRule } from './rule.ts';

export const unknownDependency: DependencyRule = ({ root, steps, graph }) => {
  if (graph.strangers === 0) return [];
  const found: Diagnostic[] = [];
  const comparisons = { left: definitionLimits.comparisons };
  for (const { index, draft } of steps) {
    for (const [i, name] of (draft.depends_on ?? []).entries()) {
      if (graph.byId.has(name)) continue;
      if (found.length >= definitionLimits.counted) return found;
      const at = { path: `steps[${index}].depends_on[${i}]`, span: spanOfField(root, index, 'depends_on', i) };
      if (name.includes('{{')) {
        const message = '`depends_on` holds literal ids: no expression is evaluated in it';
        found.push(diagnostic('expression-not-allowed', message, at));
        continue;
      }
      const near = nearest(name, otherThan(draft.id, graph.byId.keys()), comparisons);
      const who = draft.id === undefined ? `step ${index + 1}` : `\`${draft.id}\``;
      found.push(
        suggesting('unknown-dependency', `${who} depends on \`${shown(name)}\`, and no step has that id`, near, at),
      );
    }
  }
  return found;
};

function* otherThan(own: string | undefined, ids: Iterable<string>): Generator<string> {
  for (const id of ids) if (id !== own) yield id;
}

function shown(name: string): string {
  return name.length > 64 ? `${name.slice(0, 64)}…` : name;
}
