import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, QueryRejectedError, WorkflowClient, WorkflowUpdateFailedError } from '@temporalio/client';
import { callTemporal, findInTemporal, isNotFound, isUntimely, wasLate } from '../config/index.ts';
import {
  asEnvelope,
  earlyEvents,
  engineNumber,
  type FleetApplied,
  type FleetApply,
  type FleetInput,
  type FleetQuestion,
  fleetMemoKey,
  fleetWorkflowId,
  type Pace,
  type ShardApplied,
  type ShardApply,
  type ShardQuestion,
  swarmQueries,
  swarmTypes,
  swarmUpdates,
  taskQueue,
  workflowTaskTimeout,
} from '../driver/index.ts';
import { type FleetOperation, type ShardOperation, type ShardRef, shardWorkflowId } from '../fleet/index.ts';
import { Refusal } from '../problems/index.ts';

/** The entities, asked one by one. What Temporal does not answer is a Refusal, `temporal-unavailable`. */
export interface EntityCalls {
  /** Null where there is no such shard. */
  readonly applyShard: (
    shard: ShardRef,
    batch: string,
    operations: readonly ShardOperation[],
  ) => Promise<ShardApplied | null>;
  readonly applyFleet: (batch: string, operations: readonly FleetOperation[]) => Promise<FleetApplied>;
  /** Null where there is no such shard. */
  readonly askShard: <Answer>(shard: ShardRef, question: ShardQuestion) => Promise<Answer | null>;
  /** Null where there is no fleet yet. */
  readonly askFleet: <Answer>(question: FleetQuestion) => Promise<Answer | null>;
  /** The same. */
  readonly fleetMemo: () => Promise<unknown>;
}

/** Temporal's number for a history that goes on in another. */
const continuedAsNew = 6;

/** How long a question may take, one time after the other: Temporal loses those that come in while a history is left, and
 * nobody answers them any more. */
const triesMs = [800, 1_200, 3_000];

/** Before a question is asked again that came at a bad moment. Such a moment costs a replay: many who ask at once would keep
 * each other waiting. */
const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 100;

export function createEntityCalls(
  client: Client,
  { capacity, pace }: { readonly capacity: number; readonly pace?: Partial<Pace> | undefined },
): EntityCalls {
  const { namespace, identity, loadedDataConverter: dataConverter } = client.options;
  // Otherwise the worker would answer for what was deleted long ago, and for what somebody has terminated.
  const whoLives = { queryRejectCondition: 'NOT_OPEN' } as const;
  const living = new WorkflowClient({ connection: client.connection, namespace, identity, dataConverter, ...whoLives });

  const update = async <Applied>(
    id: string,
    updateId: string,
    request: ShardApply | FleetApply,
  ): Promise<Applied | null> => {
    const handle = client.workflow.getHandle(id);
    const options = { updateId, args: [asEnvelope(request)] satisfies [unknown] };
    try {
      return await callTemporal(client, () => handle.executeUpdate<Applied, [unknown]>(swarmUpdates.apply, options));
    } catch (error) {
      if (isBetweenHistories(error)) throw betweenHistories(id);
      if (!isNotFound(error)) throw error;
      // Of a history that was just left there is nothing to be found either.
      if (await isRunning(id)) throw betweenHistories(id);
      return null;
    }
  };

  const isRunning = async (id: string): Promise<boolean> => {
    const found = await findInTemporal(client, () => client.workflow.getHandle(id).describe());
    return found?.status.name === 'RUNNING';
  };

  const query = async <Answer>(
    id: string,
    question: object,
    [withinMs = 0, ...others]: readonly number[] = triesMs,
  ): Promise<Answer | null> => {
    const handle = living.getHandle(id);
    const ask = async (): Promise<Answer> => {
      for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
        try {
          return await handle.query<Answer, [unknown]>(swarmQueries.view, question);
        } catch (error) {
          if (!wasEarly(error) && !wasLeft(error)) throw error;
        }
        await sleep(pauseMs * (0.5 + Math.random()));
      }
    };
    try {
      return await callTemporal(client, () => client.withDeadline(Date.now() + withinMs, ask));
    } catch (error) {
      if (isNotFound(error) || error instanceof QueryRejectedError) return null;
      const isOver = others.length === 0;
      if (!isOver && (wasLate(error) || isUntimely(error))) return await query(id, question, others);
      // Temporal says so when nobody has asked for work of late, and where a question was given up soon.
      if (isUntimely(error)) throw noWorker();
      // Where Temporal itself does not answer either, this says so.
      if (wasLate(error) && (await isRunning(id))) throw lateWorker();
      throw error;
    }
  };

  const startFleet = async (): Promise<void> => {
    const input: FleetInput = {
      baton: 1,
      engine: engineNumber,
      ...(pace !== undefined && { pace }),
      fleet: { kind: 'start', capacity, eras: Date.now() },
    };
    await callTemporal(client, () =>
      client.workflow.start(swarmTypes.fleet, {
        taskQueue,
        workflowId: fleetWorkflowId,
        workflowIdConflictPolicy: 'USE_EXISTING',
        workflowTaskTimeout,
        args: [asEnvelope(input)],
        staticSummary: 'all bots and swarms',
      }),
    );
  };

  return {
    applyShard: async (shard, batch, operations) =>
      await update<ShardApplied>(shardWorkflowId(shard), batch, { baton: 1, operations }),
    applyFleet: async (batch, operations) => {
      const request: FleetApply = { baton: 1, operations, capacity };
      const applied = await update<FleetApplied>(fleetWorkflowId, batch, request);
      if (applied !== null) return applied;
      await startFleet();
      const first = await update<FleetApplied>(fleetWorkflowId, batch, request);
      if (first === null) throw betweenHistories(fleetWorkflowId);
      return first;
    },
    askShard: async (shard, question) => await query(shardWorkflowId(shard), question),
    askFleet: async (question) => await query(fleetWorkflowId, question),
    fleetMemo: async () => {
      const found = await findInTemporal(client, () => client.workflow.getHandle(fleetWorkflowId).describe());
      return found?.status.name === 'RUNNING' ? found.memo?.[fleetMemoKey] : undefined;
    },
  };
}

/** It will be answered when it is asked again. */
function betweenHistories(id: string): Refusal {
  return new Refusal('temporal-unavailable', `${id} is on its way into a new history`);
}

/** The update was taken, but not done before the history ended; or the history is about to end. */
function isBetweenHistories(error: unknown): boolean {
  if (!(error instanceof WorkflowUpdateFailedError)) return isUntimely(error);
  const { cause } = error as { readonly cause?: { readonly type?: unknown } };
  return cause?.type === 'AcceptedUpdateCompletedWorkflow';
}

function lateWorker(): Refusal {
  const seconds = triesMs.reduce((sum, ms) => sum + ms, 0) / 1000;
  return new Refusal(
    'temporal-unavailable',
    `Temporal is there, and no worker has answered within ${seconds} seconds: none is running, or all have too much to do`,
  );
}

/** It met the entity between two tasks of its own, and was answered nothing. */
function wasEarly(error: unknown): boolean {
  return error instanceof Error && error.message.includes(earlyEvents);
}

/** It met the history that the entity was just leaving. */
function wasLeft(error: unknown): boolean {
  return error instanceof QueryRejectedError && (error.status as number) === continuedAsNew;
}

function noWorker(): Refusal {
  return new Refusal('temporal-unavailable', 'No worker is running: start one, and ask again');
}
