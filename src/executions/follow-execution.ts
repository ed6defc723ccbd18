import type { Client } from '@temporalio/client';
import { Refusal } from '../problems/index.ts';
import type { Executions, Followed, FollowFrom } from './executions.ts';
import { createFeedReaders, type FeedReaders } from './feed-readers.ts';
import { findExecution } from './find-execution.ts';
import type { Ending } from './read-history.ts';
import { createRecentEvents, type RecentEvents } from './recent-events.ts';
import { endedStatus } from './temporal-status.ts';
import { tellHistory } from './told-history.ts';

/** Of one execution, for readers that are a little behind. */
const keptBytes = 2 * 1024 * 1024;
/** Handed to a reader before it is looked at again what is kept. */
const atATime = 64;

/** One reading of an execution's history, for all who follow it. */
interface Feed {
  readonly recent: RecentEvents;
  readonly readers: FeedReaders;
  ending: Ending | null;
  failure: unknown;
}

export function createFollow(client: Client): Executions['follow'] {
  const feeds = new Map<string, Feed>();
  const open = (executionId: string, runId: string): Feed => {
    const known = feeds.get(executionId);
    if (known !== undefined) return known;
    const feed = startFeed(client, { executionId, runId }, () => {
      if (feeds.get(executionId) === feed) feeds.delete(executionId);
    });
    feeds.set(executionId, feed);
    return feed;
  };
  return async (executionId, from) => {
    const found = await findExecution(client, executionId);
    if (found === null) throw new Refusal('execution-not-found', `there is no execution \`${executionId}\``);
    if (from.hasHeardEnd === true && found.status.name !== 'RUNNING') return null;
    const about = { executionId, runId: found.runId };
    return follow(client, about, from, () => open(executionId, about.runId));
  };
}

async function* follow(
  client: Client,
  about: { readonly executionId: string; readonly runId: string },
  { after, left }: FollowFrom,
  open: () => Feed,
): AsyncGenerator<Followed, void, undefined> {
  const feed = open();
  const reader = feed.readers.enter(left);
  let at = after;
  try {
    while (!left.aborted) {
      const some = feed.recent.after(at, atATime);
      if (some === null) {
        // Too far behind for what is kept: this reader reads on its own until it is not.
        for await (const { events } of tellHistory(client, about)) {
          for (const event of events) {
            if (Number(event.sequence) <= at) continue;
            yield { kind: 'event', event };
            at = Number(event.sequence);
          }
        }
        continue;
      }
      for (const event of some) {
        yield { kind: 'event', event };
        at = Number(event.sequence);
      }
      if (some.length > 0) continue;
      if (feed.ending !== null) {
        yield { kind: 'ended', status: endedStatus(feed.ending.temporalStatus) };
        return;
      }
      if (feed.failure !== undefined) throw feed.failure;
      await reader.wait();
    }
  } finally {
    reader.leave();
  }
}

function startFeed(
  client: Client,
  about: { readonly executionId: string; readonly runId: string },
  closed: () => void,
): Feed {
  const readers = createFeedReaders();
  const { gone } = readers;
  const feed: Feed = { recent: createRecentEvents(keptBytes), readers, ending: null, failure: undefined };
  gone.addEventListener('abort', closed, { once: true });
  void (async () => {
    try {
      for await (const { events, ending } of tellHistory(client, about, gone)) {
        feed.recent.add(events);
        if (ending !== undefined) feed.ending = ending;
        if (events.length > 0 || ending !== undefined) readers.wake();
      }
    } catch (error) {
      feed.failure = error;
      // Who comes next begins anew.
      closed();
      readers.wake();
    }
  })();
  return feed;
}
