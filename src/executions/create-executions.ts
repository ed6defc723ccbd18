import type { Client } from '@temporalio/client';
import { type Catalog, createOwnWrites } from '../catalog/index.ts';
import type { Preparing } from '../preparing/index.ts';
import { Refusal } from '../problems/index.ts';
import { createAwaitEnd } from './await-end.ts';
import { createBroadcast } from './broadcast-event.ts';
import { cancelExecution } from './cancel-execution.ts';
import { countExecutions, executionStatistics } from './count-executions.ts';
import { createFollowAll } from './follow-all.ts';
import { createFollow } from './follow-execution.ts';
import { createDescribe } from './describe-execution.ts';
import type { Executions } from './executions.ts';
import { createGlance } from './glance-at-execution.ts';
import { listExecutions, type OwnStart } from './list-executions.ts';
import { createLook } from './look-at-row.ts';
import { createOutcomeAttribute, type OutcomeAttribute } from './outcome-attribute.ts';
import { explainExecution } from './explain-execution.ts';
import { createPreparedWorkflows } from './prepared-workflow.ts';
import { readEvents } from './read-events.ts';
import { retryExecution } from './retry-execution.ts';
import { decideHeld, pauseExecution, resumeExecution, sendEvent } from './signal-execution.ts';
import { startExecution } from './start-execution.ts';

/** Executions on Temporal. Nothing is kept here but what can be read again: any number of these may serve the same
 * namespace. */
export function createExecutions({
  client,
  catalog,
  allowedQueues,
  outcomes = createOutcomeAttribute(client),
  preparing,
  closing,
}: {
  readonly client: Client;
  readonly catalog: Catalog;
  /** The task queues of other Temporal code that definitions may reach; any without it. */
  readonly allowedQueues?: ReadonlySet<string> | undefined;
  readonly outcomes?: OutcomeAttribute;
  /** Where texts are looked at; right here without it. */
  readonly preparing?: Preparing | undefined;
  /** Aborts before the client's connection is closed: nothing is asked any more. */
  readonly closing?: AbortSignal;
}): Executions {
  const workflows = createPreparedWorkflows({ allowedQueues, preparing });
  const read = createDescribe(client);
  const describe: Executions['describe'] = async (executionId) => (await read(executionId))?.view ?? null;
  const look = createLook({ client, describe });
  const ownStarts = createOwnWrites<OwnStart>();
  return {
    start: async (request) => {
      const started = await startExecution({ client, catalog, workflows, outcomes }, request);
      const { executionId, workflowName } = started;
      ownStarts.note(executionId, { executionId, workflowName, at: Date.now() });
      return started;
    },
    describe,
    glance: createGlance({ client, describe: read, closing }),
    awaitEnd: createAwaitEnd(client),
    explain: async (request) => await explainExecution({ client, catalog }, request),
    list: async (request) => await listExecutions({ client, outcomes, look, ownStarts }, request),
    count: async (filter) => await countExecutions(client, filter),
    statistics: async () => await executionStatistics(client, outcomes),
    cancel: async (executionId, reason) => await cancelExecution(client, executionId, reason),
    pause: async (executionId) => await pauseExecution(client, executionId),
    resume: async (executionId) => await resumeExecution(client, executionId),
    decide: async (executionId, word) => {
      const view = await describe(executionId);
      if (view !== null && view.phase !== 'ended' && view.phase !== 'held') {
        throw new Refusal('not-held', `${executionId} is not held; there is nothing to decide`);
      }
      await decideHeld(client, executionId, word);
    },
    retry: async (executionId, unless) => {
      const ports = { client, outcomes, allowedQueues };
      const { workflowName, ...retried } = await retryExecution(ports, executionId, unless);
      ownStarts.note(retried.executionId, { executionId: retried.executionId, workflowName, at: Date.now() });
      return retried;
    },
    follow: createFollow(client),
    followAll: createFollowAll(client, outcomes),
    events: async (executionId) => await readEvents(client, executionId),
    broadcast: createBroadcast(client, catalog),
    sendEvent: async (executionId, event) => await sendEvent(client, executionId, event),
  };
}
