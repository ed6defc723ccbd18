import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { Refusal } from '../problems/index.ts';
import type { FollowedOfAll } from './executions.ts';
import { createFeedReaders, type FeedReaders } from './feed-readers.ts';
import type { FollowAllLimits } from './follow-all.ts';
import { createLookForChanges, type Looked } from './look-for-changes.ts';
import type { OutcomeAttribute } from './outcome-attribute.ts';
import { placeOf } from './place-in-all.ts';

interface Kept {
  /** When it was. */
  readonly at: number;
  readonly told: FollowedOfAll;
}

/** One look after another at what Temporal lists, for all readers of this process, as long as there are any. */
export interface Feed {
  readonly name: string;
  readonly kept: Kept[];
  /** The number of the first that is kept. */
  first: number;
  readonly readers: FeedReaders;
}

export function startFeed(client: Client, outcomes: OutcomeAttribute, limits: FollowAllLimits): Feed {
  const readers = createFeedReaders();
  const { gone } = readers;
  const name = randomBytes(4).toString('hex');
  const feed: Feed = { name, kept: [], first: 1, readers };
  const look = createLookForChanges(client, outcomes, limits);
  const tell = ({ at, events, gap }: Looked): void => {
    const next = (): string => placeOf({ at, feed: name, number: feed.first + feed.kept.length });
    if (gap !== undefined) feed.kept.push({ at: gap.from, told: { kind: 'gap', id: next(), ...gap } });
    for (const { workflowName, event, at: time } of events) {
      feed.kept.push({ at: time, told: { kind: 'event', id: next(), workflowName, event } });
    }
    const old = Math.max(0, feed.kept.length - limits.events);
    feed.kept.splice(0, old);
    feed.first += old;
    if (gap !== undefined || events.length > 0) readers.wake();
  };
  void (async () => {
    while (!gone.aborted) {
      try {
        tell(await look());
      } catch (error) {
        // Temporal is away, and what was missed is looked for when it is back; anything else is no reason to stop either.
        if (!gone.aborted && !(error instanceof Refusal)) console.error(error);
      }
      await sleep(limits.lookEveryMs, undefined, { signal: gone }).catch(() => undefined);
    }
  })();
  return feed;
}
