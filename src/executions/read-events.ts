import type { Client } from '@temporalio/client';
import type { CloudEvent } from '../events/index.ts';
import { Refusal } from '../problems/index.ts';
import { findExecution } from './find-execution.ts';
import { tellHistory } from './told-history.ts';

/** The events of an execution, made again from its histories: the same, with the same ids and times, as the worker told
 * when it ran. Needs no worker. */
export async function readEvents(client: Client, executionId: string): Promise<readonly CloudEvent[]> {
  const found = await findExecution(client, executionId);
  if (found === null) throw new Refusal('execution-not-found', `there is no execution \`${executionId}\``);
  const told: CloudEvent[] = [];
  for await (const { events } of tellHistory(client, { executionId, runId: found.runId })) told.push(...events);
  return told;
}
