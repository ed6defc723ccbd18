import type { CloudEvent } from '../events/index.ts';

/** The last events of a sequence, as many as fit into so many bytes, for readers of which each goes at its own pace. */
export interface RecentEvents {
  readonly add: (events: readonly CloudEvent[]) => void;
  /** Some of those after that number, in order; null where there were some that are no longer kept. */
  readonly after: (number: number, most: number) => readonly CloudEvent[] | null;
}

export function createRecentEvents(mostBytes: number): RecentEvents {
  const kept: { readonly event: CloudEvent; readonly bytes: number }[] = [];
  let total = 0;
  /** The number of the first event that is kept, or of the next to come. */
  let first = 1;
  return {
    add: (events) => {
      for (const event of events) {
        if (kept.length === 0) first = Number(event.sequence);
        const bytes = JSON.stringify(event).length;
        kept.push({ event, bytes });
        total += bytes;
      }
      let old = 0;
      for (; total > mostBytes && old < kept.length; old++) total -= kept[old]?.bytes ?? 0;
      kept.splice(0, old);
      first += old;
    },
    after: (number, most) => {
      if (number + 1 < first) return null;
      const from = number + 1 - first;
      return kept.slice(from, from + most).map(({ event }) => event);
    },
  };
}
