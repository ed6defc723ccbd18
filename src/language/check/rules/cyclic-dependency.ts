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
  const edges = edgesOf(subject.graph.dependsOn);
  const count = subject.graph.dependsOn.length;
  // Shared by all knots: a step is in one of them.
  const search: Search = {
    knotOf: new Int32Array(count),
    from: new Int32Array(count).fill(-1),
    queue: new Int32Array(count),
  };
  return knotsOf(edges, definitionLimits.counted).map((knot, at) =>
    describeCycle(subject, shortestCycle(edges, knot, at + 1, search)),
  );
};

function describeCycle(subject: Dependencies, cycle: readonly number[]): Diagnostic {
  const [first = 0, second = first] = cycle;
  const idOf = (index: number): string => subject.steps[index]?.draft.id ?? `#${index + 1}`;
  const whole = [...cycle, first];
  const shown =
    whole.length <= MOST_NAMES
      ? whole.map(idOf)
      : [
          ...whole.slice(0, MOST_NAMES - 9).map(idOf),
          `… ${whole.length - MOST_NAMES} more …`,
          ...whole.slice(-9).map(idOf),
        ];
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

/** What each step waits for stands in `targets` from its place in `begins` to the next one's. In numbers alone, since every
 * definition with a cycle in it is walked so, and arrays are of many makes. */
interface Edges {
  readonly begins: Int32Array;
  readonly targets: Int32Array;
}

function edgesOf(dependsOn: readonly (readonly number[])[]): Edges {
  const begins = new Int32Array(dependsOn.length + 1);
  for (let i = 0; i < dependsOn.length; i++) begins[i + 1] = (begins[i] ?? 0) + (dependsOn[i]?.length ?? 0);
  const targets = new Int32Array(begins[dependsOn.length] ?? 0);
  let to = 0;
  for (let i = 0; i < dependsOn.length; i++) {
    const all = dependsOn[i] ?? [];
    for (let at = 0; at < all.length; at++) targets[to++] = all[at] ?? 0;
  }
  return { begins, targets };
}

/** The strongly connected components that hold a cycle, so many at most, by the step written first. Tarjan's, with a stack of its own:
 * a cycle may run through 10,000 steps. */
function knotsOf({ begins, targets }: Edges, most: number): readonly Int32Array[] {
  const count = begins.length - 1;
  const number = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const onPath = new Uint8Array(count);
  const path = new Int32Array(count);
  let pathLength = 0;
  // The first has no caller but itself.
  const calls = new Int32Array(count + 1);
  /** Of each step, where its next dependency stands that has not been looked at. */
  const edges = begins.slice(0, count);
  const knots: Int32Array[] = [];
  let next = 0;
  for (let root = 0; root < count && knots.length < most; root++) {
    if (number[root] !== -1) continue;
    let called = 1;
    calls[0] = calls[1] = root;
    while (called > 0) {
      const node = calls[called] ?? 0;
      if (number[node] === -1) {
        number[node] = low[node] = next++;
        path[pathLength++] = node;
        onPath[node] = 1;
      }
      const edge = edges[node] ?? 0;
      if (edge < (begins[node + 1] ?? 0)) {
        edges[node] = edge + 1;
        const target = targets[edge] ?? 0;
        if (number[target] === -1) calls[++called] = target;
        else if (onPath[target] === 1 && (number[target] ?? 0) < (low[node] ?? 0)) low[node] = number[target] ?? 0;
        continue;
      }
      const caller = calls[--called] ?? 0;
      if ((low[node] ?? 0) < (low[caller] ?? 0)) low[caller] = low[node] ?? 0;
      if (low[node] !== number[node]) continue;
      const end = pathLength;
      do onPath[path[--pathLength] ?? 0] = 0;
      while (path[pathLength] !== node);
      if (end - pathLength > 1 || waitsFor(node, node, begins, targets)) {
        knots.push(earliestFirst(path.slice(pathLength, end)));
      }
    }
  }
  return knots.slice(0, most).sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
}

function waitsFor(step: number, on: number, begins: Int32Array, targets: Int32Array): boolean {
  for (let at = begins[step] ?? 0; at < (begins[step + 1] ?? 0); at++) if (targets[at] === on) return true;
  return false;
}

/** With the step that is written first before the others, which are in no order: there may be thousands of knots. */
function earliestFirst(knot: Int32Array): Int32Array {
  let least = 0;
  for (let at = 1; at < knot.length; at++) if ((knot[at] ?? 0) < (knot[least] ?? 0)) least = at;
  const first = knot[0] ?? 0;
  knot[0] = knot[least] ?? 0;
  knot[least] = first;
  return knot;
}

interface Search {
  /** Of each step, the number of the knot it is in. */
  readonly knotOf: Int32Array;
  /** The step from which each was come to; -1 for one that was not. */
  readonly from: Int32Array;
  readonly queue: Int32Array;
}

/** Breadth first from the step that is written first, along the dependencies, back to it. `own` is the knot's number. */
function shortestCycle(
  { begins, targets }: Edges,
  knot: Int32Array,
  own: number,
  { knotOf, from, queue }: Search,
): readonly number[] {
  for (let at = 0; at < knot.length; at++) knotOf[knot[at] ?? 0] = own;
  const first = knot[0] ?? 0;
  queue[0] = first;
  let queued = 1;
  for (let i = 0; i < queued; i++) {
    const node = queue[i] ?? 0;
    for (let at = begins[node] ?? 0; at < (begins[node + 1] ?? 0); at++) {
      const target = targets[at] ?? 0;
      if (target === first) return pathBack(node, first, from);
      if (knotOf[target] !== own || from[target] !== -1) continue;
      from[target] = node;
      queue[queued++] = target;
    }
  }
  return [first];
}

function pathBack(last: number, first: number, from: Int32Array): readonly number[] {
  const cycle = [last];
  for (let at = last; at !== first;) {
    at = from[at] ?? first;
    cycle.push(at);
  }
  return cycle.reverse();
}
