import type { Client } from '@temporalio/client';
import { isNotFound } from '../config/index.ts';
import type { CloudEvent } from '../events/index.ts';
import { readInstant } from '../std/index.ts';
import type { ChangedExecution } from './changed-executions.ts';
import { tellHistory } from './told-history.ts';

/** An event of an execution as a whole. */
export interface WorkflowEvent {
  readonly workflowName: string;
  readonly at: number;
  readonly event: CloudEvent;
}

const atATime = 8;

/** The workflow.* events of those executions that are asked for, in order of time. */
export async function workflowEvents(
  client: Client,
  executions: readonly ChangedExecution[],
  wanted: (execution: ChangedExecution, event: CloudEvent, at: number) => boolean,
): Promise<readonly WorkflowEvent[]> {
  const found: WorkflowEvent[] = [];
  const waiting = [...executions];
  const readOn = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      for (const event of await eventsOf(client, next)) {
        const at = readInstant(event.time) ?? 0;
        if (wanted(next, event, at)) found.push({ workflowName: next.workflowName, at, event });
      }
    }
  };
  await Promise.all(Array.from({ length: atATime }, readOn));
  return found.toSorted(inOrder);
}

function inOrder(one: WorkflowEvent, other: WorkflowEvent): number {
  if (one.at !== other.at) return one.at - other.at;
  return one.event.sequence < other.event.sequence ? -1 : 1;
}

async function eventsOf(client: Client, execution: ChangedExecution): Promise<readonly CloudEvent[]> {
  const told: CloudEvent[] = [];
  try {
    for await (const { events } of tellHistory(client, execution)) {
      for (const event of events) if (event.type.startsWith('workflow.')) told.push(event);
    }
  } catch (error) {
    // Temporal keeps it no longer.
    if (!isNotFound(error)) throw error;
  }
  return told;
}
