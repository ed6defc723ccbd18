import type { Event, EventsAsked } from './api-types.ts';
import { listen, type ListenOptions } from './listen.ts';
import type { Transport } from './transport.ts';

export interface FollowAllOptions extends ListenOptions {
  /** Only of executions of this workflow. */
  readonly workflowName?: string;
  readonly type?: NonNullable<EventsAsked['type']>;
}

/** `id`: where to go on from, as `after`, by this client or another, for an hour. */
export type EventOfAll =
  | { readonly kind: 'event'; readonly id: string; readonly event: Event }
  /** Between the two times events may be missing here. */
  | { readonly kind: 'gap'; readonly id: string; readonly from: string; readonly to: string };

/** The workflow.* events of all executions as they come, until the signal ends it. */
export async function* followAll(
  transport: Transport,
  { workflowName, type, ...options }: FollowAllOptions,
): AsyncGenerator<EventOfAll, void, undefined> {
  const asked = {
    ...(workflowName !== undefined && { workflow_name: workflowName }),
    ...(type !== undefined && { type }),
  };
  const query = new URLSearchParams(asked).toString();
  const path = `/orchestrator/events${query === '' ? '' : `?${query}`}`;
  for await (const { event, id, data } of listen(transport, path, options)) {
    if (event !== 'gap') yield { kind: 'event', id, event: JSON.parse(data) as Event };
    else {
      const { from, to } = JSON.parse(data) as { readonly from: string; readonly to: string };
      yield { kind: 'gap', id, from, to };
    }
  }
}
