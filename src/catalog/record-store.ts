import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { callTemporal, findInTemporal, pagesOf, waitForTemporal } from '../config/index.ts';
import { recordQueue } from '../driver/index.ts';
import type { JsonObject } from '../std/index.ts';

/** A record is a workflow that never runs: its id is the key, its memo the content. Temporal answers for it like a
 * strongly consistent store, with no worker, and a running workflow outlives every retention. */
export interface StoredRecord {
  readonly id: string;
  readonly content: JsonObject;
  /** When it was written, by Temporal's clock. */
  readonly writtenAt: number;
  /** Another one with each time that it is written. */
  readonly run: string;
}

export interface RecordStore {
  /** False where a record of that id is there already, or was and has been removed. */
  readonly create: (type: string, id: string, content: JsonObject) => Promise<boolean>;
  /** For so long, and then it is gone. False where one of that id is there. */
  readonly hold: (type: string, id: string, content: JsonObject, leaseMs: number) => Promise<boolean>;
  /** Writes over what is there. */
  readonly replace: (type: string, id: string, content: JsonObject) => Promise<void>;
  /** What was written last, always. */
  readonly read: (type: string, id: string) => Promise<StoredRecord | null>;
  /** Ends when what was read is on record no more. Says each time that Temporal was heard, the first time once it is sure
   * that what was read still is. */
  readonly untilReplaced: (record: StoredRecord, heard: () => void, left: AbortSignal) => Promise<void>;
  /** By a list that follows writes with a delay. */
  readonly list: (type: string) => Promise<readonly StoredRecord[]>;
}

interface WriteRules {
  readonly policy: 'FAIL' | 'TERMINATE_EXISTING';
  readonly reuse: 'REJECT_DUPLICATE' | 'ALLOW_DUPLICATE';
  /** Milliseconds after which Temporal ends it. */
  readonly timeout?: number;
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
    { policy, reuse, timeout }: WriteRules,
  ): Promise<void> => {
    await callTemporal(client, () =>
      client.workflow.start(type, {
        workflowId: id,
        taskQueue: recordQueue,
        startDelay: tenYears,
        memo: { ...content },
        workflowIdConflictPolicy: policy,
        workflowIdReusePolicy: reuse,
        ...(timeout !== undefined && { workflowExecutionTimeout: timeout }),
      }),
    );
  };

  const writeUnlessThere = async (...[type, id, content, rules]: Parameters<typeof write>): Promise<boolean> => {
    try {
      await write(type, id, content, rules);
      return true;
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
      throw error;
    }
  };

  return {
    create: async (type, id, content) =>
      await writeUnlessThere(type, id, content, { policy: 'FAIL', reuse: 'REJECT_DUPLICATE' }),
    hold: async (type, id, content, timeout) =>
      await writeUnlessThere(type, id, content, { policy: 'FAIL', reuse: 'ALLOW_DUPLICATE', timeout }),
    replace: async (type, id, content) =>
      await write(type, id, content, { policy: 'TERMINATE_EXISTING', reuse: 'ALLOW_DUPLICATE' }),
    read: async (type, id) => {
      const found = await findInTemporal(client, () => client.workflow.getHandle(id).describe());
      if (found?.type !== type || found.taskQueue !== recordQueue || found.status.name !== 'RUNNING') return null;
      return {
        id,
        content: (found.memo ?? {}) as JsonObject,
        writtenAt: found.startTime.getTime(),
        run: found.runId,
      };
    },
    untilReplaced: async ({ id, run }, heard, left) => {
      const { namespace } = client.options;
      // Of one that never runs, the second event is its end.
      const asked = { namespace, execution: { workflowId: id, runId: run }, waitNewEvent: true };
      const pages = pagesOf((from) =>
        waitForTemporal(client, left, () => client.workflowService.getWorkflowExecutionHistory({ ...asked, ...from })),
      );
      for await (const page of pages) {
        if ((page.history?.events ?? []).some(({ eventId }) => Number(eventId) > 1)) return;
        heard();
      }
    },
    list: async (type) => {
      const query = `TaskQueue = '${recordQueue}' AND WorkflowType = '${type}' AND ExecutionStatus = 'Running'`;
      return await callTemporal(client, async () => {
        const records: StoredRecord[] = [];
        for await (const each of client.workflow.list({ query, pageSize })) {
          const content = (each.memo ?? {}) as JsonObject;
          records.push({ id: each.workflowId, content, writtenAt: each.startTime.getTime(), run: each.runId });
        }
        return records;
      });
    },
  };
}
