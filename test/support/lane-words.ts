import type { Client } from '@temporalio/client';
import { unpacked } from '../../src/codec/index.ts';
import { isObject, own } from '../../src/std/index.ts';

/** Resolves when the lanes have got a word of each of these, whatever else they have got meanwhile. Of what has got there
 * they hear in that order. */
export async function untilLanesHave(client: Client, requesters: readonly string[]): Promise<void> {
  for (;;) {
    const heard = await requestersOf(client);
    if (requesters.every((each) => heard.has(each))) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** In all histories of the lanes. */
async function requestersOf(client: Client): Promise<ReadonlySet<string>> {
  const requesters = new Set<string>();
  for (let run: string | undefined; run !== '';) {
    const { events } = await client.workflow.getHandle('baton:lanes', run).fetchHistory();
    run = events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? '';
    for (const { workflowExecutionSignaledEventAttributes: signaled } of events ?? []) {
      const [payload] = signaled?.input?.payloads ?? [];
      const data = payload === undefined ? undefined : unpacked(payload as never).data;
      const claims: unknown = data === undefined || data === null ? null : JSON.parse(Buffer.from(data).toString());
      const requester = isObject(claims) ? own(claims, 'requester') : undefined;
      if (typeof requester === 'string') requesters.add(requester);
    }
  }
  return requesters;
}
