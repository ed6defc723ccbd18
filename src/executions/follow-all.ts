import type { Client } from '@temporalio/client';
import { Refusal } from '../problems/index.ts';
import { changedExecutions } from './changed-executions.ts';
import type { Executions, FollowAllFrom, FollowedOfAll } from './executions.ts';
import { type Feed, startFeed } from './feed-of-all.ts';
import type { OutcomeAttribute } from './outcome-attribute.ts';
import { type Place, placeOf, readPlace } from './place-in-all.ts';
import { workflowEvents } from './workflow-events.ts';

/** Times in milliseconds. */
export interface FollowAllLimits {
  readonly lookEveryMs: number;
  /** How far behind Temporal's lists, and clocks, may be. */
  readonly overlapMs: number;
  /** How far back a reader may go on from. */
  readonly resumeMs: number;
  /** Of those that are kept for readers of this process. */
  readonly events: number;
  /** Of executions that are listed at a time, and of those that are remembered. */
  readonly listed: number;
  /** Of those that have begun nothing yet, so many are asked at a time whether they have. */
  readonly silent: number;
}

export const followAllLimits: FollowAllLimits = {
  lookEveryMs: 1_000,
  overlapMs: 10_000,
  resumeMs: 60 * 60 * 1_000,
  events: 10_000,
  listed: 10_000,
  silent: 500,
};

interface Ports {
  readonly client: Client;
  readonly outcomes: OutcomeAttribute;
  readonly limits: FollowAllLimits;
}

export function createFollowAll(
  client: Client,
  outcomes: OutcomeAttribute,
  limits: FollowAllLimits = followAllLimits,
): Executions['followAll'] {
  const ports: Ports = { client, outcomes, limits };
  let feed: Feed | null = null;
  const open = (): Feed => {
    if (feed === null || feed.readers.gone.aborted) feed = startFeed(client, outcomes, limits);
    return feed;
  };
  return (from) => {
    const last = from.last === undefined ? null : readPlace(from.last);
    // Clocks may differ by as much; a later time none of our processes has told.
    if (from.last !== undefined && (last === null || last.at > Date.now() + limits.overlapMs)) {
      throw new Refusal('invalid-header', 'Last-Event-ID is no id of an event of this stream');
    }
    return followAll(ports, { ...from, place: last }, open);
  };
}

async function* followAll(
  ports: Ports,
  { left, place }: FollowAllFrom & { readonly place: Place | null },
  open: () => Feed,
): AsyncGenerator<FollowedOfAll, void, undefined> {
  const feed = open();
  const reader = feed.readers.enter(left);
  try {
    const isHere = place !== null && place.feed === feed.name && place.number >= feed.first - 1;
    let at = isHere ? place.number + 1 : feed.first + feed.kept.length;
    let back: number | null = place === null || isHere ? null : place.at;
    let seen = Date.now();
    while (!left.aborted) {
      // It takes its time, or more came at once than is kept: what comes next is no longer there.
      if (at < feed.first) back ??= seen;
      if (back !== null) {
        seen = Date.now();
        at = feed.first + feed.kept.length;
        yield* readBack(ports, back);
        back = null;
      }
      const next = feed.kept[at - feed.first];
      if (next !== undefined) {
        at += 1;
        seen = next.at;
        yield next.told;
        continue;
      }
      await reader.wait();
    }
  } finally {
    reader.leave();
  }
}

/** What was told since then, from Temporal's lists and histories; what falls out of either is told as a gap. */
async function* readBack(
  { client, outcomes, limits: { resumeMs, overlapMs, listed } }: Ports,
  at: number,
): AsyncGenerator<FollowedOfAll, void, undefined> {
  const now = Date.now();
  const oldest = now - resumeMs;
  const since = Math.max(at - overlapMs, oldest);
  const { executions, isAll } = await changedExecutions(client, {
    since,
    most: listed,
    words: await outcomes.exists(),
  });
  const back = (time: number): string => placeOf({ at: time, feed: 'back', number: 0 });
  if (!isAll) yield { kind: 'gap', id: back(at), from: at, to: now };
  else if (oldest > at) yield { kind: 'gap', id: back(oldest), from: at, to: oldest };
  const events = await workflowEvents(client, executions, (_execution, _event, time) => time >= since);
  for (const { at: time, workflowName, event } of events) yield { kind: 'event', id: back(time), workflowName, event };
}
