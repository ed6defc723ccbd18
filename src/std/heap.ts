/** A binary heap in a plain array, so that it can be part of a JSON value; its first entry comes before all others. Of two
 * that come before neither each other, either may be taken first: who needs one order gives a comparison that has one. */

export type IsBefore<T> = (a: T, b: T) => boolean;

export function pushHeap<T>(heap: T[], value: T, isBefore: IsBefore<T>): void {
  let at = heap.length;
  heap.push(value);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent] as T;
    if (!isBefore(value, above)) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = value;
}

export function popHeap<T>(heap: T[], isBefore: IsBefore<T>): T | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return first;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1] as T, heap[child] as T)) child++;
    if (!isBefore(heap[child] as T, last)) break;
    heap[at] = heap[child] as T;
    at = child;
  }
  heap[at] = last;
  return first;
}
