import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { callTemporal, isNotFound } from '../config/index.ts';
import { taskQueue } from '../driver/index.ts';

/** Temporal's own description of an execution of ours, which is never behind; null where there is none of that id. */
export async function findExecution(client: Client, executionId: string): Promise<WorkflowExecutionDescription | null> {
  if (!canBeExecution(executionId)) return null;
  try {
    const found = await callTemporal(client, () => client.workflow.getHandle(executionId).describe());
    return found.taskQueue === taskQueue ? found : null;
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

/** Records have ids of a form of their own, and longer ones Temporal refuses. */
function canBeExecution(id: string): boolean {
  return id !== '' && id.length <= 1000 && !/^(?:def:|svc:|baton\.)/.test(id);
}
