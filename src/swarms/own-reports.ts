import type { FleetMemo, ShardReport } from '../fleet/index.ts';

export type Figures = Pick<ShardReport, 'swarm' | 'shard' | 'era' | 'revision' | 'counters'>;

/** What shards have told this process with their answers, which the fleet may hear of only later. */
export interface OwnReports {
  readonly note: (figures: Figures) => void;
  /** The newer of what the fleet knows of a shard and what is known here. */
  readonly newest: (figures: Figures) => Figures;
  /** Called when the fleet is asked what it knows; with its rows, what this gives forgets what they have as well, and shards that are
   * none of its, but not what was told meanwhile. */
  readonly settling: () => (rows: FleetMemo['rows']) => void;
}

export function createOwnReports(): OwnReports {
  /** As which note of all each was told last. */
  const known = new Map<string, { readonly own: Figures; readonly note: number }>();
  let notes = 0;
  return {
    note: (figures) => {
      const key = keyOf(figures);
      const before = known.get(key)?.own;
      const own = before === undefined || isNewer(figures, before) ? figures : before;
      known.set(key, { own, note: ++notes });
    },
    newest: (figures) => {
      const own = known.get(keyOf(figures))?.own;
      // One of another era is of a swarm that is no more, or not yet known to the fleet as whoever asks sees it.
      return own !== undefined && own.era === figures.era && own.revision > figures.revision ? own : figures;
    },
    settling: () => {
      const asked = notes;
      return (rows) => {
        const ofFleet = new Map(rows.map((row) => [keyOf(row), row]));
        for (const [key, { own, note }] of known) {
          const row = ofFleet.get(key);
          if (row === undefined ? note <= asked : !isNewer(own, row)) known.delete(key);
        }
      };
    },
  };
}

function isNewer(one: Figures, other: Figures): boolean {
  return one.era === other.era ? one.revision > other.revision : one.era > other.era;
}

function keyOf({ swarm, shard }: Figures): string {
  return `${swarm}:${shard}`;
}
