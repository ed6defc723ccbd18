import { type Client, WorkflowFailedError } from '@temporalio/client';
import { callTemporal, findInTemporal } from '../config/index.ts';
import {
  asEnvelope,
  engineNumber,
  lanesId,
  type LanesCheck,
  type LanesChecked,
  type LanesInput,
  type LookAnswer,
  type LookRequest,
  readCalledResult,
  taskQueue,
  typeNames,
  workflowTaskTimeout,
  resultOfCall,
  taskCallName,
} from '../driver/index.ts';
import type { LaneLimits, RunOutcome } from '../fleet/index.ts';
import { type Json, jsonBytes } from '../std/index.ts';

/** What the lanes, and those whose tasks are done here, ask of the world outside. */
export interface LaneKeeping {
  /** There are lanes, whether there were before or not. */
  readonly openLanes: () => Promise<void>;
  readonly checkLanes: (request: LanesCheck) => Promise<LanesChecked>;
  readonly lookAtTasks: (request: LookRequest) => Promise<LookAnswer>;
}

const mostResult = 16 * 1024;

export function createLaneKeeping(client: Client, limits: LaneLimits): LaneKeeping {
  const stateOf = async (workflowId: string): Promise<Ended> => {
    const found = await findInTemporal(client, () => client.workflow.getHandle(workflowId).describe());
    return { status: found?.status.name ?? null, type: found?.type ?? null };
  };

  return {
    openLanes: async () => {
      const input: LanesInput = { baton: 1, engine: engineNumber, lanes: null };
      await callTemporal(client, () =>
        client.workflow.start(typeNames.lanes, {
          taskQueue,
          workflowId: lanesId,
          workflowIdConflictPolicy: 'USE_EXISTING',
          workflowTaskTimeout,
          args: [asEnvelope(input)],
        }),
      );
    },
    checkLanes: async ({ ids }) => {
      const gone: string[] = [];
      for (const id of ids) if ((await stateOf(id)).status !== 'RUNNING') gone.push(id);
      return { limits, gone };
    },
    lookAtTasks: async ({ executions }) => {
      const ended: LookAnswer['ended'][number][] = [];
      for (const execution of executions) {
        const state = await stateOf(execution);
        if (state.status !== 'RUNNING') ended.push({ execution, outcome: await outcomeOf(client, execution, state) });
      }
      return { ended };
    },
  };
}

/** `status` is null where it is lost. */
interface Ended {
  readonly status: string | null;
  readonly type: string | null;
}

/** It has ended, and what it told of that was not heard; or somebody has ended it from outside. */
async function outcomeOf(client: Client, execution: string, { status, type }: Ended): Promise<RunOutcome> {
  if (status === null) return { status: 'failed', error: `its execution ${execution} is lost` };
  if (status === 'TERMINATED') return { status: 'failed', error: 'terminated in Temporal' };
  if (status === 'TIMED_OUT') return { status: 'failed', error: "ended by a time-out of Temporal's own" };
  if (status === 'CANCELLED') return { status: 'failed', error: 'cancelled' };
  try {
    const value = (await callTemporal(client, () => client.workflow.getHandle(execution).result())) as Json;
    const whole = readCalledResult(value)?.result ?? value ?? null;
    const result = type === taskCallName ? resultOfCall(whole) : whole;
    return jsonBytes(result) > mostResult ? { status: 'completed' } : { status: 'completed', result };
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    return { status: 'failed', error: error.cause?.message ?? 'failed' };
  }
}
