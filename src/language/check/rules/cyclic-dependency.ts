import { expressionsOf, offsetIn } from '../../../expressions/index.ts';
import { diagnostic, type Diagnostic, type Span } from '../../../problems/index.ts';
import { definitionLimits } from '../../definition/limits.ts';
import { entryOf, spansWithin } from '../../read/index.ts';
import type { Dependencies } from '../subject.ts';
import type { DependencyRule } from './rule.ts';

const MOST_NAMES = 20;

/** Steps that wait for each other. One diagnostic for each knot, with its shortest cycle through the step written first. */
export const cyclicDependency: DependencyRule = (subject) => {
  if (subject.order !== null) return [];
  const { dependsOn } = subject.graph;
  // Shared by all knots: a step is in one of them.
  const knotOf = new Int32Array(dependsOn.length);
  const from = new Int32Array(dependsOn.length).fill(-1);
  return knotsOf(dependsOn)
    .slice(0, definitionLimits.counted)
    .map((knot, at) => {
      for (const step of knot) knotOf[step] = at + 1;
      return describeCycle(subject, shortestCycle(dependsOn, knot, knotOf, from));
    });
};

function describeCycle(subject: Dependencies, cycle: readonly number[]): Diagnostic {
  const [first = 0, second = first] = cycle;
  const idOf = (index: number): string => subject.steps[index]?.draft.id ?? `#${index + 1}`;
  const names = [...cycle, first].map(idOf);
  const shown =
    names.length <= MOST_NAMES
      ? names
      : [...names.slice(0, MOST_NAMES - 9), `… ${names.length - MOST_NAMES} more …`, ...names.slice(-9)];
  const message =
    cycle.length === 1
      ? `step \`${idOf(first)}\` depends on itself`
      : `${cycle.length} steps wait for each other: ${shown.join(' → ')}`;
  return diagnostic('cyclic-dependency', message, {
    path: `steps[${first}]`,
    span: spanOfEdge(subject, subject.steps[first], idOf(second)),
    hint: cycle.length === 1 ? undefined : 'take one of the dependencies out; a reference to `steps.X` is one too',
  });
}

/** The entry of depends_on, or else the expression, that makes the edge. */
function spanOfEdge(
  subject: Dependencies,
  step: Dependencies['steps'][number] | undefined,
  id: string,
): Span | undefined {
  const written = entryOf(step?.node, 'depends_on')?.value;
  if (written?.kind === 'list') {
    const entry = written.items.find((item) => item.kind === 'scalar' && item.value === id);
    if (entry !== undefined) return entry.span;
  }
  for (const { placed, scalar } of step?.sites ?? []) {
    for (const expr of expressionsOf(placed.expr)) {
      if (expr.kind !== 'steps' || expr.id !== id) continue;
      const start = offsetIn(placed, expr.at);
      return spansWithin(subject.source.text, scalar)(start, start + `steps.${id}`.length);
    }
  }
  return step?.node?.span;
}

/** The strongly connected components that hold a cycle, by the step written first. Tarjan's, with a stack of its own:
 * a cycle may run through 10,000 steps. */
function knotsOf(dependsOn: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const count = dependsOn.length;
  const number = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const onPath = new Uint8Array(count);
  const path: number[] = [];
  const calls: number[] = [];
  /** Of each step, the dependencies that have been looked at. */
  const edges = new Int32Array(count);
  const knots: number[][] = [];
  let next = 0;
  for (let root = 0; root < count; root++) {
    if (number[root] !== -1) continue;
    calls.push(root);
    for (let node = calls.at(-1); node !== undefined; node = calls.at(-1)) {
      const edge = edges[node] ?? 0;
      if (edge === 0) {
        number[node] = low[node] = next++;
        path.push(node);
        onPath[node] = 1;
      }
      edges[node] = edge + 1;
      const target = dependsOn[node]?.[edge];
      if (target === undefined) {
        calls.pop();
        const caller = calls.at(-1);
        if (caller !== undefined) low[caller] = Math.min(low[caller] ?? 0, low[node] ?? 0);
        if (low[node] === number[node]) {
          const knot = path.splice(path.lastIndexOf(node));
          for (const each of knot) onPath[each] = 0;
          if (knot.length > 1 || dependsOn[node]?.includes(node) === true) knots.push(knot.sort((a, b) => a - b));
        }
      } else if (number[target] === -1) {
        calls.push(target);
      } else if (onPath[target] === 1) {
        low[node] = Math.min(low[node] ?? 0, number[target] ?? 0);
      }
    }
  }
  return knots.sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
}

/** Breadth first from the step that is written first, along the dependencies, back to it. */
// oxlint-disable-next-line max-params -- the last two are what all knots share
function shortestCycle(
  dependsOn: readonly (readonly number[])[],
  knot: readonly number[],
  knotOf: Int32Array,
  from: Int32Array,
): readonly number[] {
  const [first = 0] = knot;
  const queue = [first];
  for (let i = 0; i < queue.length; i++) {
    const node = queue[i] ?? first;
    for (const target of dependsOn[node] ?? []) {
      if (target === first) {
        const cycle = [node];
        for (let at = node; at !== first;) {
          at = from[at] ?? first;
          cycle.push(at);
        }
        return cycle.reverse();
      }
      if (knotOf[target] !== knotOf[first] || from[target] !== -1) continue;
      from[target] = node;
      queue.push(target);
    }
  }
  return [first];
}
