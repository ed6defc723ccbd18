import type { RawValue } from '@temporalio/common';
import { defineQuery, defineUpdate, setHandler } from '@temporalio/workflow';
import { earlyEvents } from '../protocol.ts';
import { swarmQueries, swarmUpdates } from './protocol.ts';

/** Does what an update asks for. */
export type Apply = (request: unknown) => Promise<RawValue>;

export interface Door {
  /** Whoever waits comes in. */
  readonly open: (apply: Apply) => void;
}

/** Where whoever asks a shard waits that does not have all of its pieces yet: what nobody takes up the server refuses. */
export function openDoor(): Door {
  let open: Door['open'] = () => undefined;
  const inside = new Promise<Apply>((resolve) => (open = resolve));
  setHandler(defineUpdate<Promise<RawValue>, [unknown]>(swarmUpdates.apply), async (request) => {
    const apply = await inside;
    return await apply(request);
  });
  // Asked again, like whoever comes at a bad moment.
  setHandler(defineQuery(swarmQueries.view), () => {
    throw new Error(earlyEvents);
  });
  return { open };
}
