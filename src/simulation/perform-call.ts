import { callId, type CallRef, type Observation, type StartCall } from '../engine/index.ts';
import { methodOf } from '../language/index.ts';
import type { RetryRule } from '../plan/index.ts';
import { jsonBytes } from '../std/index.ts';
import { hear } from './hear.ts';
import { simulationLimits } from './limits.ts';
import { beginFlight, beginMade, type Run } from './run.ts';

/** One call with all its attempts, as the activity makes them. A fast one makes one attempt, and nothing stops it; what
 * follows it is the same call. */
export function performCall(run: Run, command: StartCall): void {
  const { call, service, parameters, key, timeoutMs, retry, fast } = command;
  const method = methodOf(command);
  const name = `${service}.${method}`;
  const id = callId(run.index, call);
  const before = run.fastCalls.get(id);
  const made = before ?? beginMade(run, { id, call, service, method, parameters, key });
  if (fast === undefined) run.fastCalls.delete(id);
  else run.fastCalls.set(id, made);
  let attempts = 0;
  let unanswered = false;
  let isOpen = false;
  const flight = beginFlight(
    run,
    id,
    call,
    call.part === 'call' && fast === undefined
      ? () => ({
          kind: 'call-aborted',
          at: run.now(),
          call,
          attempts,
          unanswered: unanswered || isOpen,
        })
      : null,
  );
  const attempt = (): void => {
    if (flight.isOver()) return;
    attempts++;
    made.attempts++;
    isOpen = true;
    const heard = hear(run.world.answer({ name, id, attempt: made.attempts }), name, timeoutMs);
    run.after(heard.afterMs, call, () => {
      isOpen = false;
      if (flight.isOver()) return;
      const at = run.now();
      if (heard.kind === 'result') {
        const { result, accepted } = heard;
        if (fast !== undefined && jsonBytes(result) > fast.resultBytes) {
          flight.land(tooLarge(call, name, at));
          return;
        }
        flight.land({
          kind: 'call-completed',
          at,
          call,
          result,
          attempts,
          ...(accepted !== undefined && { accepted }),
        });
        return;
      }
      unanswered ||= heard.unanswered;
      const { transient } = heard;
      if (fast === undefined && transient && attempts <= retry.count) {
        run.after(delayBefore(retry, attempts), call, attempt);
        return;
      }
      const { code, message } = heard;
      const passing = fast !== undefined && transient ? { passing: true as const } : {};
      flight.land({ kind: 'call-failed', at, call, code, message, attempts, unanswered, ...passing });
    });
  };
  attempt();
}

/** It was answered, so it happened. */
function tooLarge(call: CallRef, name: string, at: number): Observation {
  const message = `${name} answered with more than a fast attempt had room for`;
  return {
    kind: 'call-failed',
    at,
    call,
    code: 'response-too-large',
    message,
    attempts: 1,
    unanswered: true,
    passing: true,
  };
}

/** Of the attempt that follows so many. */
export function delayBefore({ delayMs, backoff, maxDelayMs }: RetryRule, attempts: number): number {
  const most = maxDelayMs ?? delayMs * simulationLimits.mostGrowth;
  return Math.max(Math.min(delayMs * backoff ** (attempts - 1), most), simulationLimits.leastDelayMs);
}
