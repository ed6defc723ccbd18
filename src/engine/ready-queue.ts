import { popHeap, pushHeap } from '../std/index.ts';

/** Places in the plan's order of what may begin, a heap: the earliest begins first. */

export function queue(ready: number[], place: number): void {
  pushHeap(ready, place, isEarlier);
}

export function dequeue(ready: number[]): number | undefined {
  return popHeap(ready, isEarlier);
}

function isEarlier(a: number, b: number): boolean {
  return a < b;
}
