import { Context } from '@temporalio/activity';
import { type Client, WorkflowFailedError, WorkflowNotFoundError } from '@temporalio/client';
import {
  ApplicationFailure,
  CancelledFailure,
  type RawValue,
  TerminatedFailure,
  TimeoutFailure,
  ValueError,
} from '@temporalio/common';
import { packedBytes } from '../codec/index.ts';
import { callTemporal } from '../config/index.ts';
import { asEnvelope, type ExecutionInput, type JoinAnswer, type JoinRequest } from '../driver/index.ts';
import type { Json } from '../std/index.ts';

/** What an execution needs from outside to leave a history that has grown long. */
export interface Moving {
  readonly weigh: (what: ExecutionInput) => Promise<number>;
  readonly join: (request: JoinRequest) => Promise<RawValue>;
  readonly askCancel: (executionId: string) => Promise<void>;
}

const beatMs = 1000;

export function createMoving(client: Client): Moving {
  return {
    weigh: async (what) => await packedBytes(what),
    join: async ({ executionId }) => {
      const context = Context.current();
      const beat = setInterval(() => context.heartbeat(), beatMs);
      try {
        const ended = client.withAbortSignal(context.cancellationSignal, async () => await endOf(client, executionId));
        return asEnvelope({ baton: 1, executionId, joined: await ended });
      } finally {
        clearInterval(beat);
      }
    },
    askCancel: async (executionId) => {
      await callTemporal(client, () => client.workflow.getHandle(executionId).cancel());
    },
  };
}

async function endOf(client: Client, executionId: string): Promise<JoinAnswer['joined']> {
  try {
    const value: unknown = await client.workflow.getHandle(executionId).result();
    // Bytes are no JSON; they would become an object of numbers.
    return ArrayBuffer.isView(value) ? { kind: 'unreadable' } : { kind: 'completed', value: (value ?? null) as Json };
  } catch (error) {
    if (isUnreadable(error)) return { kind: 'unreadable' };
    if (error instanceof WorkflowNotFoundError) return { kind: 'failed', message: 'Temporal no longer knows it' };
    if (!(error instanceof WorkflowFailedError)) throw error;
    const { cause } = error;
    if (cause instanceof CancelledFailure) return { kind: 'cancelled' };
    if (cause instanceof TerminatedFailure) return { kind: 'terminated' };
    if (cause instanceof TimeoutFailure) return { kind: 'timed-out' };
    const code = cause instanceof ApplicationFailure ? cause.type : undefined;
    return { kind: 'failed', message: cause?.message ?? 'failed', ...(typeof code === 'string' && { code }) };
  }
}

/** What another program's converter wrote, and ours can't read. */
function isUnreadable(error: unknown): boolean {
  return error instanceof ValueError || error instanceof SyntaxError;
}
