/** When something happens. What falls on the same instant has one order, which does not hang on what was asked for first:
 * commands of a person, then events, then what came of the execution's own work, by place in the plan. */
export interface Moment {
  readonly at: number;
  readonly rank: number;
  readonly place: number;
  readonly element: number;
  /** Of one unit, what has ended comes before the time-out that came too late for it. */
  readonly part: 'answer' | 'timer';
}

/** What is planned; with `holds` set to false, it does not happen. */
export interface Entry {
  holds: boolean;
}

export interface Agenda {
  readonly add: (moment: Moment, happen: () => void) => Entry;
  /** The earliest that still holds, taken from the agenda. */
  readonly take: () => { readonly at: number; readonly happen: () => void } | null;
}

interface Planned extends Moment, Entry {
  /** Of two that are alike, the one that was added first. */
  readonly order: number;
  readonly happen: () => void;
}

export function newAgenda(): Agenda {
  const heap: Planned[] = [];
  let added = 0;
  return {
    add: ({ at, rank, place, element, part }, happen) => {
      const planned: Planned = { at, rank, place, element, part, order: added++, happen, holds: true };
      rise(heap, planned);
      return planned;
    },
    take: () => {
      for (let first = takeFirst(heap); first !== undefined; first = takeFirst(heap)) if (first.holds) return first;
      return null;
    },
  };
}

function isBefore(a: Planned, b: Planned): boolean {
  if (a.at !== b.at) return a.at < b.at;
  if (a.rank !== b.rank) return a.rank < b.rank;
  if (a.place !== b.place) return a.place < b.place;
  if (a.element !== b.element) return a.element < b.element;
  return a.part === b.part ? a.order < b.order : a.part === 'answer';
}

function rise(heap: Planned[], planned: Planned): void {
  let at = heap.length;
  while (at > 0) {
    const above = (at - 1) >> 1;
    const parent = heap[above];
    if (parent === undefined || !isBefore(planned, parent)) break;
    heap[at] = parent;
    at = above;
  }
  heap[at] = planned;
}

function takeFirst(heap: Planned[]): Planned | undefined {
  const [first] = heap;
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  let at = 0;
  for (;;) {
    const left = heap[2 * at + 1];
    const right = heap[2 * at + 2];
    const lower = right !== undefined && left !== undefined && isBefore(right, left) ? right : left;
    if (lower === undefined || !isBefore(lower, last)) break;
    heap[at] = lower;
    at = 2 * at + (lower === left ? 1 : 2);
  }
  heap[at] = last;
  return first;
}
