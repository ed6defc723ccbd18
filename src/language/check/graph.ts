import { popHeap, pushHeap } from '../../std/index.ts';

/** Who waits for whom, by index. A step whose id is taken keeps its edges, but nothing can wait for it. */
export interface Graph {
  /** Ascending, each once. */
  readonly dependsOn: readonly (readonly number[])[];
  readonly byId: ReadonlyMap<string, number>;
  /** Steps that have an id, taken or not. */
  readonly named: number;
  readonly edges: number;
  /** Entries of depends_on that no step has as its id. */
  readonly strangers: number;
}

/** What makes the graph of a step. */
export interface Linked {
  readonly id?: string | undefined;
  readonly depends_on?: readonly string[] | undefined;
}

const NONE: readonly number[] = [];
const NOBODY: readonly string[] = [];

/** `reads` holds the ids behind `steps` in the step's expressions: they are dependencies like any other. */
export function graphOf(steps: readonly Linked[], reads: readonly (readonly string[])[]): Graph {
  const byId = new Map<string, number>();
  let named = 0;
  for (let i = 0; i < steps.length; i++) {
    const id = steps[i]?.id;
    if (id === undefined) continue;
    named++;
    if (!byId.has(id)) byId.set(id, i);
  }
  let edges = 0;
  let strangers = 0;
  const dependsOn = steps.map((step, i) => {
    const written = step.depends_on ?? NOBODY;
    const read = reads[i] ?? NOBODY;
    if (written.length + read.length === 0) return NONE;
    if (written.length === 1 && read.length === 0) {
      const only = byId.get(written[0] ?? '');
      if (only === undefined) {
        strangers++;
        return NONE;
      }
      edges++;
      return [only];
    }
    const found = new Set<number>();
    for (const ids of [written, read]) {
      for (const id of ids) {
        const at = byId.get(id);
        if (at !== undefined) found.add(at);
        else if (ids === written) strangers++;
      }
    }
    edges += found.size;
    return found.size < 2 ? [...found] : [...found].sort((a, b) => a - b);
  });
  return { dependsOn, byId, named, edges, strangers };
}

/** Again and again the earliest-written step whose dependencies are all taken. Null where there is a cycle. */
export function orderOf(dependsOn: readonly (readonly number[])[]): readonly number[] | null {
  const count = dependsOn.length;
  if (isInOrder(dependsOn)) return Array.from({ length: count }, (_, i) => i);
  // None could begin.
  if (dependsOn.every((all) => all.length > 0)) return null;
  const waits = new Int32Array(count);
  // Who waits for a step stands in `dependents` from its place in `begins` to the next one's.
  const begins = new Int32Array(count + 2);
  // By index: an iterator of entries makes a pair of each, and a definition may have 10,000.
  for (let i = 0; i < count; i++) {
    const all = dependsOn[i] ?? NONE;
    waits[i] = all.length;
    for (const on of all) begins[on + 2] = (begins[on + 2] ?? 0) + 1;
  }
  for (let i = 2; i < begins.length; i++) begins[i] = (begins[i] ?? 0) + (begins[i - 1] ?? 0);
  const dependents = new Int32Array(begins.at(-1) ?? 0);
  for (let i = 0; i < count; i++) {
    for (const on of dependsOn[i] ?? NONE) {
      const at = begins[on + 1] ?? 0;
      dependents[at] = i;
      begins[on + 1] = at + 1;
    }
  }
  // A heap: with a sorted list, 10,000 steps that become ready at once would cost a second.
  const ready: number[] = [];
  for (let i = 0; i < count; i++) if (waits[i] === 0) ready.push(i);
  const order: number[] = [];
  for (let next = popHeap(ready, isEarlier); next !== undefined; next = popHeap(ready, isEarlier)) {
    order.push(next);
    for (let at = begins[next] ?? 0; at < (begins[next + 1] ?? 0); at++) {
      const dependent = dependents[at] ?? 0;
      const left = (waits[dependent] ?? 0) - 1;
      waits[dependent] = left;
      if (left === 0) pushHeap(ready, dependent, isEarlier);
    }
  }
  return order.length === count ? order : null;
}

/** Whether each step stands behind those that it waits for, as people mostly write them. */
function isInOrder(dependsOn: readonly (readonly number[])[]): boolean {
  for (let i = 0; i < dependsOn.length; i++) for (const on of dependsOn[i] ?? NONE) if (on >= i) return false;
  return true;
}

function isEarlier(a: number, b: number): boolean {
  return a < b;
}
