import { ApplicationFailure, Context } from '@temporalio/activity';
import type { CallAnswer, CallFailureDetail } from '../src/driver/protocol.ts';
import type { FailureCode } from '../src/problems/index.ts';
import { jsonBytes } from '../src/std/index.ts';
import type { AttemptFailure } from './attempt-call.ts';
import { describeError } from './http/index.ts';
import { answerOf, type Perform, unreadableAnswer } from './retried-call.ts';

/** The one attempt of a fast call. It has no heartbeat, so nothing is known of one that was lost with its worker: the
 * workflow task is made again, and the call with it, under the same key. */
export async function fastCall(name: string, resultBytes: number, perform: Perform): Promise<CallAnswer> {
  const outcome = await perform(Context.current().cancellationSignal, () => undefined).catch(
    (error: unknown): AttemptFailure => unreadableAnswer(name, error),
  );
  switch (outcome.kind) {
    case 'completed': {
      const bytes = jsonBytes(outcome.result);
      if (bytes <= resultBytes) return answerOf(outcome, 1);
      const message = `${name} answered with ${bytes} bytes; a fast attempt had room for ${resultBytes}`;
      throw failed('response-too-large', message, { attempts: 1, unanswered: true, passing: true });
    }
    case 'aborted':
      throw failed('call-lost', `${name} was stopped`, { attempts: 0, unanswered: outcome.sent, passing: true });
    case 'no-address': {
      const message = `${name} could not be looked up: ${describeError(outcome.error)}`;
      throw failed('registry-unavailable', message, { attempts: 0, unanswered: false, passing: true });
    }
    case 'failed': {
      const { code, message, unanswered, retryable: passing, retryAfterMs } = outcome;
      throw failed(code, message, {
        attempts: 1,
        unanswered,
        passing,
        ...(retryAfterMs !== undefined && { retryAfterMs }),
      });
    }
  }
}

function failed(type: FailureCode, message: string, detail: CallFailureDetail): ApplicationFailure {
  return ApplicationFailure.create({ type, message, details: [detail], nonRetryable: true });
}
