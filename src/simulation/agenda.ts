import { popHeap, pushHeap } from '../std/index.ts';

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
  const take = (): Planned | undefined => popHeap(heap, isBefore);
  return {
    add: ({ at, rank, place, element, part }, happen) => {
      const planned: Planned = { at, rank, place, element, part, order: added++, happen, holds: true };
      pushHeap(heap, planned, isBefore);
      return planned;
    },
    take: () => {
      for (let first = take(); first !== undefined; first = take()) if (first.holds) return first;
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
