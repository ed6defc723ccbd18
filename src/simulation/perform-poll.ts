import { evaluateCondition, type Evaluated, type LocalName, payloadIn } from '../expressions/index.ts';
import { callId, type PollScope, type StartPoll } from '../engine/index.ts';
import { methodOf } from '../language/index.ts';
import { type Json, own } from '../std/index.ts';
import { hear, type Heard } from './hear.ts';
import { simulationLimits } from './limits.ts';
import { beginFlight, beginMade, type Run } from './run.ts';

/** Asks until the condition holds, or without one until the service no longer answers 202. A written polling asks at
 * once; where the service said when to come back, that is waited for first. */
export function performPoll(run: Run, command: StartPoll): void {
  const { call, service, target, until, intervalMs, timeoutMs, requestTimeoutMs } = command;
  const method = target.kind === 'method' ? methodOf(target) : `GET ${target.path}`;
  const name = `${service}.${method}`;
  const id = callId(run.index, call);
  const parameters = target.kind === 'method' ? target.parameters : {};
  const made = beginMade(run, { id, call, service, method, parameters, key: '' });
  const flight = beginFlight(run, id, call, () => ({
    kind: 'call-aborted',
    at: run.now(),
    call,
    attempts: made.attempts,
    unanswered: false,
  }));
  const fail = (code: Extract<Heard, { kind: 'failure' }>['code'], message: string): void =>
    flight.land({
      kind: 'call-failed',
      at: run.now(),
      call,
      code,
      message,
      attempts: made.attempts,
      unanswered: false,
    });
  const deadline = run.after(timeoutMs, call, () =>
    fail('poll-timed-out', `${name} was asked for ${timeoutMs} ms, and it did not come to its end`),
  );
  const isThere = ({ result, accepted }: Extract<Heard, { kind: 'result' }>): Evaluated =>
    until === undefined
      ? { ok: true, value: accepted === undefined }
      : evaluateCondition(until.condition, scopeOf(until.sees, result));
  const ask = (): void => {
    if (flight.isOver()) return;
    made.attempts++;
    const heard = hear(run.world.answer({ name, id, attempt: made.attempts }), name, requestTimeoutMs);
    run.after(heard.afterMs, call, () => {
      if (flight.isOver()) return;
      if (heard.kind === 'failure') {
        if (heard.transient) run.after(pause(intervalMs), call, ask);
        else fail(heard.code, heard.message);
        return;
      }
      const found = isThere(heard);
      if (!found.ok) fail(found.error.code, `poll.until: ${found.error.message}`);
      else if (found.value !== true) run.after(pause(heard.accepted?.retryAfterMs ?? intervalMs), call, ask);
      else {
        deadline.holds = false;
        const { result } = heard;
        flight.land({ kind: 'call-completed', at: run.now(), call, result, attempts: made.attempts });
      }
    });
  };
  if (target.kind === 'method') ask();
  else run.after(intervalMs, call, ask);
}

function pause(ms: number): number {
  return Math.max(ms, simulationLimits.leastDelayMs);
}

function scopeOf(sees: PollScope, response: Json): Parameters<typeof evaluateCondition>[1] {
  const { inputs, context, step, now, seed, steps } = sees;
  const locals: { [Name in LocalName]?: Json } = { ...sees.locals, response };
  return {
    inputs,
    context,
    step,
    now,
    seed,
    stepNamed: (id) => (own(steps, id) === undefined ? undefined : steps[id]),
    ...payloadIn(sees.payload),
    locals,
  };
}
