import { callId, type StartCall } from '../engine/index.ts';
import { methodOf } from '../language/index.ts';
import type { RetryRule } from '../plan/index.ts';
import { hear } from './hear.ts';
import { simulationLimits } from './limits.ts';
import { beginFlight, type MadeCall, type Run } from './run.ts';

/** One call with all its attempts, as the activity makes them. */
export function performCall(run: Run, command: StartCall): void {
  const { call, service, parameters, key, timeoutMs, retry } = command;
  const method = methodOf(command);
  const name = `${service}.${method}`;
  const id = callId(run.index, call);
  const made: MadeCall = { atMs: run.now() - run.startedAt, id, call, service, method, parameters, key, attempts: 0 };
  run.calls.push(made);
  let unanswered = false;
  let isOpen = false;
  const flight = beginFlight(
    run,
    id,
    call,
    call.part === 'call'
      ? () => ({
          kind: 'call-aborted',
          at: run.now(),
          call,
          attempts: made.attempts,
          unanswered: unanswered || isOpen,
        })
      : null,
  );
  const attempt = (): void => {
    if (flight.isOver()) return;
    made.attempts++;
    isOpen = true;
    const heard = hear(run.world.answer({ name, id, attempt: made.attempts }), name, timeoutMs);
    run.after(heard.afterMs, call, () => {
      isOpen = false;
      if (flight.isOver()) return;
      const { attempts } = made;
      const at = run.now();
      if (heard.kind === 'result') {
        const { result, accepted } = heard;
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
      if (heard.transient && attempts <= retry.count) {
        run.after(delayBefore(retry, attempts), call, attempt);
        return;
      }
      const { code, message } = heard;
      flight.land({ kind: 'call-failed', at, call, code, message, attempts, unanswered });
    });
  };
  attempt();
}

/** Of the attempt that follows so many. */
export function delayBefore({ delayMs, backoff, maxDelayMs }: RetryRule, attempts: number): number {
  const most = maxDelayMs ?? delayMs * simulationLimits.mostGrowth;
  return Math.max(Math.min(delayMs * backoff ** (attempts - 1), most), simulationLimits.leastDelayMs);
}
