import type { Client } from '@temporalio/client';
import type { Catalog } from '../catalog/index.ts';
import { cancelExecution } from './cancel-execution.ts';
import { createDescribe } from './describe-execution.ts';
import type { Executions } from './executions.ts';
import { createPreparedWorkflows } from './prepared-workflow.ts';
import { startExecution } from './start-execution.ts';

/** Executions on Temporal. Nothing is kept here but what can be read again: any number of these may serve the same
 * namespace. */
export function createExecutions({
  client,
  catalog,
}: {
  readonly client: Client;
  readonly catalog: Catalog;
}): Executions {
  const workflows = createPreparedWorkflows();
  return {
    start: async (request) => await startExecution({ client, catalog, workflows }, request),
    describe: createDescribe(client),
    cancel: async (executionId, reason) => await cancelExecution(client, executionId, reason),
  };
}
