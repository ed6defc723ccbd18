import type { DraftStep } from '../definition/workflow.ts';

/** Who waits for whom, by index. A step whose id is taken keeps its edges, but nothing can wait for it. */
export interface Graph {
  /** Ascending, each once. */
  readonly dependsOn: readonly (readonly number[])[];
  readonly byId: ReadonlyMap<string, number>;
  readonly edges: number;
}

/** `reads` holds the ids behind `steps` in the step's expressions: they are dependencies like any other. */
export function graphOf(steps: readonly DraftStep[], reads: readonly (readonly string[])[]): Graph {
  const byId = new Map<string, number>();
  for (const [i, { id }] of steps.entries()) if (id !== undefined && !byId.has(id)) byId.set(id, i);
  let edges = 0;
  const dependsOn = steps.map((step, i) => {
    const found = new Set<number>();
    for (const id of [...(step.depends_on ?? []), ...(reads[i] ?? [])]) {
      const at = byId.get(id);
      if (at !== undefined) found.add(at);
    }
    edges += found.size;
    return [...found].sort((a, b) => a - b);
  });
  return { dependsOn, byId, edges };
}

/** Again and again the earliest-written step whose dependencies are all taken. Null where there is a cycle. */
export function orderOf(dependsOn: readonly (readonly number[])[]): readonly number[] | null {
  const waits = dependsOn.map((each) => each.length);
  const dependents: number[][] = dependsOn.map(() => []);
  for (const [i, all] of dependsOn.entries()) for (const on of all) dependents[on]?.push(i);
  const ready = new EarliestFirst();
  for (const [i, count] of waits.entries()) if (count === 0) ready.add(i);
  const order: number[] = [];
  for (let next = ready.take(); next !== undefined; next = ready.take()) {
    order.push(next);
    for (const dependent of dependents[next] ?? []) {
      const left = (waits[dependent] ?? 0) - 1;
      waits[dependent] = left;
      if (left === 0) ready.add(dependent);
    }
  }
  return order.length === dependsOn.length ? order : null;
}

/** A binary heap: with a sorted list, 10,000 steps that become ready at once would cost a second. */
class EarliestFirst {
  readonly #heap: number[] = [];

  add(value: number): void {
    const heap = this.#heap;
    let at = heap.push(value) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#at(parent) <= value) break;
      heap[at] = this.#at(parent);
      at = parent;
    }
    heap[at] = value;
  }

  take(): number | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const child = this.#at(left + 1) < this.#at(left) ? left + 1 : left;
      if (this.#at(child) >= last) break;
      heap[at] = this.#at(child);
      at = child;
    }
    heap[at] = last;
    return first;
  }

  #at(index: number): number {
    return this.#heap[index] ?? Number.POSITIVE_INFINITY;
  }
}
