import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { callTemporal, isNotFound } from '../config/index.ts';
import { recordQueue } from '../driver/index.ts';
import type { JsonObject } from '../std/index.ts';

/** A record is a workflow that never runs: its id is the key, its memo the content. Temporal answers for it like a
 * strongly consistent store, with no worker, and a running workflow outlives every retention. */
export interface StoredRecord {
  readonly id: string;
  readonly content: JsonObject;
  /** When it was written, by Temporal's clock. */
  readonly writtenAt: number;
}

export interface RecordStore {
  /** False where a record of that id is there already, or was and has been removed. */
  readonly create: (type: string, id: string, content: JsonObject) => Promise<boolean>;
  /** Writes over what is there. */
  readonly replace: (type: string, id: string, content: JsonObject) => Promise<void>;
  /** What was written last, always. */
  readonly read: (type: string, id: string) => Promise<StoredRecord | null>;
  /** By a list that follows writes with a delay. */
  readonly list: (type: string) => Promise<readonly StoredRecord[]>;
}

/** Nobody polls the queue; the delay keeps even the first task from being made. */
const tenYears = '3650 days';

/** A page must stay below the four megabytes that a message may have. */
const pageSize = 200;

export function createRecordStore(client: Client): RecordStore {
  const write = async (
    type: string,
    id: string,
    content: JsonObject,
    policy: 'FAIL' | 'TERMINATE_EXISTING',
  ): Promise<void> => {
    await callTemporal(client, () =>
      client.workflow.start(type, {
        workflowId: id,
        taskQueue: recordQueue,
        startDelay: tenYears,
        memo: { ...content },
        workflowIdConflictPolicy: policy,
        workflowIdReusePolicy: policy === 'FAIL' ? 'REJECT_DUPLICATE' : 'ALLOW_DUPLICATE',
      }),
    );
  };

  return {
    create: async (type, id, content) => {
      try {
        await write(type, id, content, 'FAIL');
        return true;
      } catch (error) {
        if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
        throw error;
      }
    },
    replace: async (type, id, content) => await write(type, id, content, 'TERMINATE_EXISTING'),
    read: async (type, id) => {
      try {
        const found = await callTemporal(client, () => client.workflow.getHandle(id).describe());
        if (found.type !== type || found.taskQueue !== recordQueue || found.status.name !== 'RUNNING') return null;
        return { id, content: (found.memo ?? {}) as JsonObject, writtenAt: found.startTime.getTime() };
      } catch (error) {
        if (isNotFound(error)) return null;
        throw error;
      }
    },
    list: async (type) => {
      const query = `TaskQueue = '${recordQueue}' AND WorkflowType = '${type}' AND ExecutionStatus = 'Running'`;
      return await callTemporal(client, async () => {
        const records: StoredRecord[] = [];
        for await (const each of client.workflow.list({ query, pageSize })) {
          const content = (each.memo ?? {}) as JsonObject;
          records.push({ id: each.workflowId, content, writtenAt: each.startTime.getTime() });
        }
        return records;
      });
    },
  };
}
