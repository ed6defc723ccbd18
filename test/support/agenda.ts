/** A hand-moved clock: what is due when. Of what falls on one instant, the least rank comes first, and of equal ranks
 * what was put down first. */
export class Agenda {
  private readonly entries: Entry[] = [];
  private count = 0;
  now: number;

  constructor(now: number) {
    this.now = now;
  }

  /** Gives a function that strikes it out again. */
  at(at: number, rank: Rank, happen: () => void): () => void {
    const entry = { at, rank, order: this.count++, happen };
    this.entries.push(entry);
    return () => {
      const place = this.entries.indexOf(entry);
      if (place >= 0) this.entries.splice(place, 1);
    };
  }

  /** Moves the clock to what is due next and lets it happen; false where nothing is due any more. */
  next(): boolean {
    const [first, ...rest] = this.entries;
    if (first === undefined) return false;
    const due = rest.reduce((least, each) => (isBefore(each, least) ? each : least), first);
    this.entries.splice(this.entries.indexOf(due), 1);
    this.now = due.at;
    due.happen();
    return true;
  }
}

interface Entry {
  readonly at: number;
  readonly rank: Rank;
  readonly order: number;
  readonly happen: () => void;
}

/** Compared number by number. */
export type Rank = readonly number[];

export function compareRanks(a: Rank, b: Rank): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function isBefore(a: Entry, b: Entry): boolean {
  return (a.at - b.at || compareRanks(a.rank, b.rank) || a.order - b.order) < 0;
}

/** The one order of what is told at one instant: what stops or holds an execution first, then its beginning, events, and
 * the rest by the plan's order. */
export const rankOf = {
  cancel: [0],
  pause: [1],
  timeRanOut: [2],
  begun: [3],
  resume: [4],
  event: [5],
  part: (place: number, element: number | undefined, part: RankedPart, at: number | undefined): Rank => [
    6,
    place,
    element ?? -1,
    parts.indexOf(part),
    at ?? 0,
  ],
} as const;

/** An answer before the time-out that falls on the same instant: it did come in time. */
const parts = ['call', 'poll', 'child', 'timer', 'undo', 'on_success', 'on_failure'] as const;
export type RankedPart = (typeof parts)[number];
