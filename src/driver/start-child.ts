import {
  CancellationScope,
  ChildWorkflowCancellationType,
  type ChildWorkflowOptions,
  ParentClosePolicy,
  startChild as startChildWorkflow,
} from '@temporalio/workflow';
import type { StartChild, StartForeignWorkflow } from '../engine/index.ts';
import { foreignRetry, priorityOf } from './activity-options.ts';
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
  const input: CalledInput = {
    baton: 1,
    call: { ...(version !== undefined && { version }), inputs, depth },
    engine: engineNumber,
  };
  return start(
    workflow,
    { workflowId: executionId, taskQueue, args: [asEnvelope(input)], workflowTaskTimeout },
    priority,
  );
}

/** What a workflow of other code gets to end in after it was told to stop, before Temporal ends it: whether anybody
 * polls its queue is not known. */
const endingMs = 60_000;

export function startForeignWorkflow(command: StartForeignWorkflow): Child {
  const { workflowId, taskQueue: queue, type, argument, retry, timeoutMs, priority } = command;
  const options = {
    workflowId,
    taskQueue: queue,
    args: argument === undefined ? [] : [argument],
    ...(retry.count > 0 && { retry: foreignRetry(retry) }),
    ...(timeoutMs !== undefined && { workflowExecutionTimeout: timeoutMs + endingMs }),
  };
  return start(type, options, priority);
}

function start(
  type: string,
  options: ChildWorkflowOptions & { readonly args: unknown[] },
  priority: number | undefined,
): Child {
  const scope = new CancellationScope();
  let hasStarted = false;
  let isAborted = false;
  const ended = scope.run(async () => {
    const handle = await startChildWorkflow(type, {
      ...options,
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
