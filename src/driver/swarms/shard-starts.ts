import { ParentClosePolicy, sleep, startChild } from '@temporalio/workflow';
import { type ShardStart, shardWorkflowId } from '../../fleet/index.ts';
import { asEnvelope } from '../envelope.ts';
import { taskQueue, workflowTaskTimeout } from '../protocol.ts';
import { type FleetInput, type Pace, type ShardInput, swarmTypes } from './protocol.ts';

export interface ShardStarts {
  /** Tries until it has: what has not started when this history ends is to be started in the next one. */
  readonly start: (start: ShardStart) => void;
  readonly isIdle: () => boolean;
}

/** Starts shards as workflows of their own: a shard outlives every history of the fleet. */
export function createShardStarts(
  { engine, pace }: FleetInput,
  { retryMs: [first, longest] }: Pick<Pace, 'retryMs'>,
  started: (start: ShardStart) => void,
  /** Another has its id. */
  isTaken: (start: ShardStart) => void,
): ShardStarts {
  let underWay = 0;
  const attempt = async (shard: ShardStart): Promise<boolean> => {
    const input: ShardInput = {
      baton: 1,
      engine,
      ...(pace !== undefined && { pace }),
      shard: { kind: 'start', start: shard },
    };
    try {
      await startChild(swarmTypes.shard, {
        workflowId: shardWorkflowId(shard),
        taskQueue,
        args: [asEnvelope(input)],
        workflowTaskTimeout,
        parentClosePolicy: ParentClosePolicy.ABANDON,
        // Of a swarm that was deleted another may have the id.
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      });
      return true;
    } catch {
      // The one of a deleted swarm has said that it is closed, but has not ended yet; or it is one of a fleet that was terminated.
      isTaken(shard);
      return false;
    }
  };
  const start = async (shard: ShardStart): Promise<void> => {
    for (let pauseMs = first; ; pauseMs = Math.min(2 * pauseMs, longest)) {
      underWay++;
      const hasStarted = await attempt(shard);
      if (hasStarted) started(shard);
      underWay--;
      if (hasStarted) return;
      await sleep(pauseMs);
    }
  };
  return { start: (shard) => void start(shard), isIdle: () => underWay === 0 };
}
