import { ApplicationFailure } from '@temporalio/common';
import { getExternalWorkflowHandle, sleep } from '@temporalio/workflow';
import type { Pace } from './protocol.ts';

/** Somebody has ended its workflow: between two histories of it there is no moment without one. */
export function isGone(error: unknown): boolean {
  return error instanceof ApplicationFailure && error.type === 'ExternalWorkflowExecutionNotFound';
}

/** One signal, until it has arrived; false where its receiver is no more. */
export async function bring(
  { to, signal, content }: { readonly to: string; readonly signal: string; readonly content: unknown },
  { retryMs: [first, longest] }: Pick<Pace, 'retryMs'>,
): Promise<boolean> {
  for (let pauseMs = first; ; pauseMs = Math.min(2 * pauseMs, longest)) {
    try {
      await getExternalWorkflowHandle(to).signal(signal, content);
      return true;
    } catch (error) {
      if (isGone(error)) return false;
    }
    await sleep(pauseMs);
  }
}
