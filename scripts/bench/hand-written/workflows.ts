import { condition, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';

/** What a team would write by hand for the same flow: the measure of what a definition costs. */

interface Calls {
  call(url: string, body: object, key: string): Promise<unknown>;
}

const { call } = proxyActivities<Calls>({
  startToCloseTimeout: '30s',
  retry: { maximumAttempts: 1 },
});

export async function sequence(executionId: string, steps: number, url: string): Promise<Record<string, unknown>> {
  const results: Record<string, unknown> = {};
  for (let at = 0; at < steps; at++) {
    results[`s${at}`] = await call(`${url}/work`, { n: at }, `${executionId}_s${at}`);
  }
  return results;
}

/** The same, and then an event has to come. */
export async function waiting(executionId: string, steps: number, url: string): Promise<Record<string, unknown>> {
  let event: unknown;
  setHandler(defineSignal<[unknown]>('event'), (value) => {
    event = value;
  });
  const results = await sequence(executionId, steps, url);
  await condition(() => event !== undefined);
  return { ...results, event };
}
