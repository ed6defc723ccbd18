import {
  type ChildWorkflowOptions,
  getExternalWorkflowHandle,
  ParentClosePolicy,
  startChild as startChildWorkflow,
} from '@temporalio/workflow';
import type { StartCall, StartChild, StartForeignWorkflow } from '../engine/index.ts';
import { foreignRetry, priorityOf } from './activity-options.ts';
import { asEnvelope, type Envelope } from './envelope.ts';
import {
  activityType,
  callName,
  type CallRequest,
  engineNumber,
  taskQueue,
  typeNames,
  workflowTaskTimeout,
} from './protocol.ts';

/** An execution that this one has called. */
export interface Child {
  /** With its result, or the reason why it has none. */
  readonly ended: Promise<unknown>;
  /** Asks it to stop; it ends when it has compensated what it did. */
  readonly abort: () => void;
}

type ChildOptions = ChildWorkflowOptions & { readonly workflowId: string; readonly args: unknown[] };

export interface Starting {
  /** It shall go on when this execution leaves its history, which to Temporal is an end. */
  readonly outlives: boolean;
  readonly started: () => void;
}

export function startChild(
  { executionId, workflow, version, inputs, depth, priority }: StartChild,
  starting: Starting,
): Child {
  const call = { ...(version !== undefined && { version }), inputs, depth };
  const input = { baton: 1, call, engine: engineNumber } as const;
  return start(workflow, ours(executionId, input), { ...starting, priority });
}

/** The execution that makes a call which may take long. */
export function startApart(
  executionId: string,
  { id, request, command }: { readonly id: string; readonly request: CallRequest; readonly command: StartCall },
  starting: Starting,
): Child {
  const { priority } = command;
  const apart = { id, type: activityType(callName(command)), request, ...(priority !== undefined && { priority }) };
  const input = { baton: 1, apart, engine: engineNumber } as const;
  return start(typeNames.apart, ours(executionId, input), { ...starting, priority });
}

/** What a workflow of other code gets to end in after it was told to stop, before Temporal ends it: whether anybody
 * polls its queue is not known. */
const endingMs = 60_000;

export function startForeignWorkflow(command: StartForeignWorkflow, starting: Starting): Child {
  const { workflowId, taskQueue: queue, type, argument, retry, timeoutMs, priority } = command;
  const options = {
    workflowId,
    taskQueue: queue,
    args: argument === undefined ? [] : [argument],
    ...(retry.count > 0 && { retry: foreignRetry(retry) }),
    ...(timeoutMs !== undefined && { workflowExecutionTimeout: timeoutMs + endingMs }),
  };
  return start(type, options, { ...starting, priority });
}

function ours(workflowId: string, input: Envelope): ChildOptions {
  return { workflowId, taskQueue, args: [asEnvelope(input)], workflowTaskTimeout };
}

function start(
  type: string,
  options: ChildOptions,
  { outlives, started, priority }: Starting & { readonly priority: number | undefined },
): Child {
  const { workflowId } = options;
  let hasStarted = false;
  let isAborted = false;
  const run = async (): Promise<unknown> => {
    const handle = await startChildWorkflow(type, {
      ...options,
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      parentClosePolicy: outlives ? ParentClosePolicy.ABANDON : ParentClosePolicy.REQUEST_CANCEL,
      ...priorityOf(priority),
    });
    hasStarted = true;
    started();
    if (isAborted) abortExecution(workflowId);
    return await handle.result();
  };
  return {
    ended: run(),
    // Only what has started can be asked: between the command and the start there is nobody who would hear it.
    abort: () => {
      isAborted = true;
      if (hasStarted) abortExecution(workflowId);
    },
  };
}

/** Asks an execution to stop, in whichever of its histories it is: a child's own cancel would go to its first one. One
 * that has ended needs no asking. */
export function abortExecution(executionId: string): void {
  getExternalWorkflowHandle(executionId)
    .cancel()
    .catch(() => undefined);
}
