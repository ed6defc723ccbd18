import { diagnostic, type Diagnostic } from '../../problems/index.ts';
import { excessOf } from '../definition/excess.ts';
import { definitionLimits } from '../definition/limits.ts';
import { bodyOf } from '../definition/shape.ts';
import { scalarBehind, scalarsOf, valueOf, type Source, type SourceNode, type SourceScalar } from '../read/index.ts';
import { listed } from './check.ts';
import { graphOf, orderOf } from './graph.ts';
import { dependencyRules } from './rules/index.ts';
import type { Dependencies } from './subject.ts';

/** Characters from which a definition is large: about a thousand steps. */
const LARGE = 65_536;

/** What is wrong with the ids and dependencies of a large definition. Said alone, before anything else is looked at: of
 * ten thousand steps that wait for each other, all else costs five times as much to say. Empty where nothing is wrong so
 * far, or where the definition is one of those that people write. `before` is what reading it has found. */
export function tangled(source: Source, before: readonly Diagnostic[]): readonly Diagnostic[] {
  if (source.text.length <= LARGE) return [];
  const { root } = bodyOf(source);
  const steps = valueOf(root, 'steps');
  if (root.kind !== 'map' || steps?.kind !== 'list' || excessOf(root).length > 0) return [];
  const { items } = steps;
  const drafts = items.map(draftOf);
  const graph = graphOf(drafts, []);
  const order = orderOf(graph.dependsOn);
  // As all three rules would find.
  if (order !== null && graph.strangers === 0 && graph.named === graph.byId.size) return [];
  const subject: Dependencies = {
    source,
    root,
    steps: drafts.map((draft, index) => ({ index, draft, node: items[index], sites: NO_SITES })),
    graph,
    order,
  };
  const found = dependencyRules.flatMap((rule) => rule(subject));
  if (found.length === 0) return [];
  const told = listed([...before, ...found]);
  const rest = diagnostic(
    'more-diagnostics',
    'and nothing else has been looked at: in a large definition, ids and dependencies come first',
  );
  return told.length > definitionLimits.diagnostics ? told : [...told, rest];
}

const NO_SITES: Dependencies['steps'][number]['sites'] = [];

/** As much of a step as makes the graph, right or not. */
function draftOf(step: SourceNode): Dependencies['steps'][number]['draft'] {
  const id = scalarBehind(step, 'id');
  const dependsOn = valueOf(step, 'depends_on');
  const name = typeof id === 'string' ? id : undefined;
  if (dependsOn?.kind !== 'list') return name === undefined ? {} : { id: name };
  const ids = scalarsOf(dependsOn);
  // What is no text is said to be wrong by the schema; here it would move the places of what follows.
  if (ids === null || !areTexts(ids)) return name === undefined ? {} : { id: name };
  return name === undefined ? { depends_on: ids } : { id: name, depends_on: ids };
}

function areTexts(values: readonly SourceScalar['value'][]): values is readonly string[] {
  for (let at = 0; at < values.length; at++) if (typeof values[at] !== 'string') return false;
  return true;
}
