import type { Event } from './api-types.ts';
import { listen, type ListenOptions } from './listen.ts';
import type { Transport } from './transport.ts';

export interface FollowOptions extends ListenOptions {
  /** The `sequence` of the last event that is known already. */
  readonly after?: string;
}

/** The events of an execution as they come, to its end. Where the connection breaks off it goes on behind the last event. */
export async function* follow(
  transport: Transport,
  executionId: string,
  options: FollowOptions,
): AsyncGenerator<Event, void, undefined> {
  const path = `/orchestrator/events/${encodeURIComponent(executionId)}`;
  for await (const { event, data } of listen(transport, path, options)) {
    if (event === 'end') return;
    yield JSON.parse(data) as Event;
  }
}
