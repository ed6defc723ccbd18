import type { RawValue } from '@temporalio/common';
import { condition, defineQuery, defineUpdate, setHandler } from '@temporalio/workflow';
import { earlyEvents } from '../protocol.ts';
import { swarmQueries, swarmUpdates } from './protocol.ts';
import type { Shelter } from './shelter.ts';

/** Does what an update asks for. */
export type Apply = (request: unknown) => Promise<RawValue>;

export interface Door {
  /** Whoever waits comes in. */
  readonly open: (apply: Apply) => void;
}

/** Where whoever asks a shard waits that does not have all of its pieces yet: what nobody takes up the server refuses. */
export function openDoor(shelter: Shelter): Door {
  let inside: Apply | null = null;
  setHandler(defineUpdate<Promise<RawValue>, [unknown]>(swarmUpdates.apply), async (request) => {
    await shelter.through(() => condition(() => inside !== null));
    return await (inside as unknown as Apply)(request);
  });
  // Asked again, like whoever comes at a bad moment.
  setHandler(defineQuery(swarmQueries.view), () => {
    throw new Error(earlyEvents);
  });
  return { open: (apply) => void (inside = apply) };
}
