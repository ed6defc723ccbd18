import { popHeap, pushHeap } from '../../std/index.ts';
import type { DraftStep } from '../definition/workflow.ts';

/** Who waits for whom, by index. A step whose id is taken keeps its edges, but nothing can wait for it. */
export interface Graph {
  /** Ascending, each once. */
  readonly dependsOn: readonly (readonly number[])[];
  readonly byId: ReadonlyMap<string, number>;
  readonly edges: number;
}

const NONE: readonly number[] = [];
const NOBODY: readonly string[] = [];

/** `reads` holds the ids behind `steps` in the step's expressions: they are dependencies like any other. */
export function graphOf(
  steps: readonly Pick<DraftStep, 'id' | 'depends_on'>[],
  reads: readonly (readonly string[])[],
): Graph {
  const byId = new Map<string, number>();
  for (const [i, { id }] of steps.entries()) if (id !== undefined && !byId.has(id)) byId.set(id, i);
  let edges = 0;
  const dependsOn = steps.map((step, i) => {
    const written = step.depends_on ?? NOBODY;
    const read = reads[i] ?? NOBODY;
    if (written.length + read.length === 0) return NONE;
    if (written.length === 1 && read.length === 0) {
      const only = byId.get(written[0] ?? '');
      if (only === undefined) return NONE;
      edges++;
      return [only];
    }
    const found = new Set<number>();
    for (const ids of [written, read]) {
      for (const id of ids) {
        const at = byId.get(id);
        if (at !== undefined) found.add(at);
      }
    }
    edges += found.size;
    return found.size < 2 ? [...found] : [...found].sort((a, b) => a - b);
  });
  return { dependsOn, byId, edges };
}

/** Again and again the earliest-written step whose dependencies are all taken. Null where there is a cycle. */
export function orderOf(dependsOn: readonly (readonly number[])[]): readonly number[] | null {
  const count = dependsOn.length;
  const waits = new Int32Array(count);
  // Who waits for a step stands in `dependents` from its place in `begins` to the next one's.
  const begins = new Int32Array(count + 2);
  for (const [i, all] of dependsOn.entries()) {
    waits[i] = all.length;
    for (const on of all) begins[on + 2] = (begins[on + 2] ?? 0) + 1;
  }
  for (let i = 2; i < begins.length; i++) begins[i] = (begins[i] ?? 0) + (begins[i - 1] ?? 0);
  const dependents = new Int32Array(begins.at(-1) ?? 0);
  for (const [i, all] of dependsOn.entries()) {
    for (const on of all) {
      const at = begins[on + 1] ?? 0;
      dependents[at] = i;
      begins[on + 1] = at + 1;
    }
  }
  // A heap: with a sorted list, 10,000 steps that become ready at once would cost a second.
  const ready: number[] = [];
  for (const [i, waiting] of waits.entries()) if (waiting === 0) ready.push(i);
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

function isEarlier(a: number, b: number): boolean {
  return a < b;
}
