import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { findInTemporal } from '../config/index.ts';
import { ownTypes, taskQueue, typeNames } from '../driver/index.ts';

/** Temporal's own description of an execution of ours, which is never behind; null where there is none of that id. */
export async function findExecution(client: Client, executionId: string): Promise<WorkflowExecutionDescription | null> {
  if (!canBeExecution(executionId)) return null;
  const found = await findInTemporal(client, () => client.workflow.getHandle(executionId).describe());
  return found !== null && found.taskQueue === taskQueue && isExecution(found.type) ? found : null;
}

/** Records have ids of a form of their own, and longer ones Temporal refuses. */
function canBeExecution(id: string): boolean {
  return id !== '' && id.length <= 1000 && !/^(?:def:|svc:|baton\.)/.test(id);
}

/** One that makes a call for another may be looked at, though it is in no list. */
function isExecution(type: string): boolean {
  return type === typeNames.apart || !ownTypes.includes(type);
}
