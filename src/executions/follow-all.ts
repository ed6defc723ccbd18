import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { Refusal } from '../problems/index.ts';
import { type ChangedExecution, changedExecutions } from './changed-executions.ts';
import type { Executions, FollowAllFrom, FollowedOfAll } from './executions.ts';
import type { OutcomeAttribute } from './outcome-attribute.ts';
import { type WorkflowEvent, workflowEvents } from './workflow-events.ts';

/** Times in milliseconds. */
export const followAllLimits = {
  lookEveryMs: 1_000,
  /** How far behind Temporal's lists, and clocks, may be. */
  overlapMs: 10_000,
  /** How far back a reader may go on from. */
  resumeMs: 60 * 60 * 1_000,
  /** Of those that are kept for readers of this process. */
  events: 10_000,
  /** Of executions that are listed at a time, and of those that are remembered. */
  listed: 10_000,
} as const;

interface Kept extends WorkflowEvent {
  readonly id: string;
}

interface Known {
  readonly standing: string;
  /** The number of the last event that was told. */
  readonly told: number;
  readonly execution: ChangedExecution;
}

/** One look after another at what Temporal lists, for all readers of this process, as long as there are any. */
interface Feed {
  readonly name: string;
  readonly kept: Kept[];
  /** The number of the first that is kept. */
  first: number;
  readers: number;
  readonly waiting: Set<() => void>;
  readonly stop: AbortController;
}

export function createFollowAll(client: Client, outcomes: OutcomeAttribute): Executions['followAll'] {
  let feed: Feed | null = null;
  const open = (): Feed => {
    if (feed === null || feed.stop.signal.aborted) feed = startFeed(client, outcomes);
    return feed;
  };
  return (from) => {
    const last = from.last === undefined ? null : readPlace(from.last);
    return followAll({ client, outcomes }, { ...from, place: last }, open);
  };
}

async function* followAll(
  { client, outcomes }: { readonly client: Client; readonly outcomes: OutcomeAttribute },
  { left, place }: FollowAllFrom & { readonly place: Place | null },
  open: () => Feed,
): AsyncGenerator<FollowedOfAll, void, undefined> {
  const feed = open();
  let wake = (): void => undefined;
  left.addEventListener('abort', () => wake(), { once: true });
  feed.readers += 1;
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
        yield* readBack(client, outcomes, back);
        back = null;
      }
      const next = feed.kept[at - feed.first];
      if (next !== undefined) {
        at += 1;
        seen = next.at;
        yield { kind: 'event', id: next.id, workflowName: next.workflowName, event: next.event };
        continue;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
        feed.waiting.add(resolve);
      });
      feed.waiting.delete(wake);
    }
  } finally {
    feed.readers -= 1;
    if (feed.readers === 0) feed.stop.abort();
  }
}

/** What was told since then, from Temporal's lists and histories; what falls out of both is told as a gap. */
async function* readBack(
  client: Client,
  outcomes: OutcomeAttribute,
  at: number,
): AsyncGenerator<FollowedOfAll, void, undefined> {
  const { resumeMs, overlapMs, listed } = followAllLimits;
  const since = Math.max(at - overlapMs, Date.now() - resumeMs);
  const executions = await changedExecutions(client, { since, most: listed, words: await outcomes.exists() });
  const oldest = executions.length < listed ? since : Math.min(...executions.map(({ startedAt }) => startedAt));
  if (oldest > at) yield { kind: 'gap', id: placeOf({ at: oldest, feed: 'back', number: 0 }), from: at, to: oldest };
  const events = await workflowEvents(client, executions, (_execution, _event, time) => time >= since);
  for (const each of events) {
    const id = placeOf({ at: each.at, feed: 'back', number: 0 });
    yield { kind: 'event', id, workflowName: each.workflowName, event: each.event };
  }
}

function startFeed(client: Client, outcomes: OutcomeAttribute): Feed {
  const stop = new AbortController();
  const name = randomBytes(4).toString('hex');
  const feed: Feed = { name, kept: [], first: 1, readers: 0, waiting: new Set(), stop };
  const look = createLook(client, outcomes);
  const tell = ({ at, events }: Looked): void => {
    for (const each of events) {
      const number = feed.first + feed.kept.length;
      feed.kept.push({ ...each, id: placeOf({ at, feed: name, number }) });
    }
    const old = Math.max(0, feed.kept.length - followAllLimits.events);
    feed.kept.splice(0, old);
    feed.first += old;
    if (events.length > 0) for (const wake of feed.waiting) wake();
  };
  void (async () => {
    while (!stop.signal.aborted) {
      try {
        tell(await look());
      } catch (error) {
        // Temporal is away, and what was missed is looked for when it is back; anything else is no reason to stop either.
        if (!(error instanceof Refusal)) console.error(error);
      }
      await sleep(followAllLimits.lookEveryMs, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  })();
  return feed;
}

interface Looked {
  /** Whatever was before it has been told. */
  readonly at: number;
  readonly events: readonly WorkflowEvent[];
}

function createLook(client: Client, outcomes: OutcomeAttribute): () => Promise<Looked> {
  const { overlapMs, listed } = followAllLimits;
  // In the order in which they were last looked at.
  const known = new Map<string, Known>();
  let lookedAt = Date.now();
  return async () => {
    const now = Date.now();
    const at = lookedAt;
    const since = at - overlapMs;
    const rows = await changedExecutions(client, { since, most: listed, words: await outcomes.exists() });
    const changed = changedAmong(rows, known);
    const told = new Map<string, number>();
    const events = await workflowEvents(client, changed, ({ executionId }, event, time) => {
      told.set(executionId, Math.max(told.get(executionId) ?? 0, Number(event.sequence)));
      const before = known.get(executionId);
      return before === undefined ? time >= since : Number(event.sequence) > before.told;
    });
    for (const execution of changed) remember(known, execution, told.get(execution.executionId) ?? 0);
    lookedAt = now;
    return { at, events };
  };
}

/** Those that stand otherwise than before, those that stood still and are not listed any more, and those that no worker has
 * looked at yet. */
function changedAmong(
  rows: readonly ChangedExecution[],
  known: ReadonlyMap<string, Known>,
): readonly ChangedExecution[] {
  const listed = new Set(rows.map(({ executionId }) => executionId));
  const before = [...known.values()].filter(
    ({ execution, told, standing }) =>
      !listed.has(execution.executionId) && execution.isRunning && (told === 0 || !standing.endsWith(' ')),
  );
  const changed = rows.filter((row) => {
    const seen = known.get(row.executionId);
    return seen === undefined || seen.standing !== row.standing || seen.told === 0;
  });
  // Listed no more, it goes on; how it ends is listed again.
  return [...changed, ...before.map(({ execution }) => ({ ...execution, standing: `${execution.runId} RUNNING ` }))];
}

function remember(known: Map<string, Known>, execution: ChangedExecution, told: number): void {
  const { executionId, standing } = execution;
  const before = known.get(executionId)?.told ?? 0;
  known.delete(executionId);
  known.set(executionId, { standing, told: Math.max(before, told), execution });
  const [oldest] = known.keys();
  if (known.size > 2 * followAllLimits.listed && oldest !== undefined) known.delete(oldest);
}

/** Where a reader is: a time before which all has been told, and its number among what one process keeps. */
interface Place {
  readonly at: number;
  readonly feed: string;
  readonly number: number;
}

function placeOf({ at, feed, number }: Place): string {
  return `${at.toString(36)}-${feed}-${number}`;
}

function readPlace(id: string): Place {
  const [, at = '', feed = '', number = ''] = /^([0-9a-z]{1,10})-([0-9a-z]{1,8})-([0-9]{1,12})$/.exec(id) ?? [];
  const time = Number.parseInt(at, 36);
  // Clocks may differ by as much; a later time none of our processes has told.
  if (at === '' || time > Date.now() + followAllLimits.overlapMs) {
    throw new Refusal('invalid-header', 'Last-Event-ID is no id of an event of this stream');
  }
  return { at: time, feed, number: Number(number) };
}
