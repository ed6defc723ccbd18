import {
  CancellationScope,
  ChildWorkflowCancellationType,
  ParentClosePolicy,
  startChild as startChildWorkflow,
} from '@temporalio/workflow';
import type { StartChild } from '../engine/index.ts';
import { priorityOf } from './activity-options.ts';
import { asEnvelope } from './envelope.ts';
import { type CalledInput, engineNumber, taskQueue, workflowTaskTimeout } from './protocol.ts';

/** An execution that this one has called. */
export interface Child {
  /** With its result, or the reason why it has none. */
  readonly ended: Promise<unknown>;
  /** Asks it to stop; it ends when it has compensated what it did. */
  readonly abort: () => void;
}

export function startChild({ executionId, workflow, version, inputs, depth, priority }: StartChild): Child {
  const scope = new CancellationScope();
  const input: CalledInput = {
    baton: 1,
    call: { ...(version !== undefined && { version }), inputs, depth },
    engine: engineNumber,
  };
  let hasStarted = false;
  let isAborted = false;
  const ended = scope.run(async () => {
    const handle = await startChildWorkflow(workflow, {
      workflowId: executionId,
      taskQueue,
      args: [asEnvelope(input)],
      workflowTaskTimeout,
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
      cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
      ...priorityOf(priority),
    });
    hasStarted = true;
    if (isAborted) scope.cancel();
    return await handle.result();
  });
  return {
    ended,
    // Only what has started can be asked: between the command and the start there is nobody who would hear it.
    abort: () => {
      isAborted = true;
      if (hasStarted) scope.cancel();
    },
  };
}
