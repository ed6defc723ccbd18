import { callId, type Observation, type StartForeignActivity, type StartForeignWorkflow } from '../engine/index.ts';
import type { FailureCode } from '../problems/index.ts';
import { type Answer, foreignNameOf } from '../language/index.ts';
import { hear } from './hear.ts';
import { simulationLimits } from './limits.ts';
import { delayBefore } from './perform-call.ts';
import { beginFlight, beginMade, idOf, type Run } from './run.ts';

/** An activity of other code with all its attempts, as Temporal makes them. A failure with a status that would be
 * repeated of a service is repeated here as well; any other is one that the code itself calls final. */
export function performForeignActivity(run: Run, command: StartForeignActivity): void {
  const { call, taskQueue: service, type: method, argument: parameters = null, timeoutMs, retry } = command;
  const id = callId(run.index, call);
  const name = foreignNameOf(command);
  const made = beginMade(run, { id, call, service, method, parameters, key: '' });
  const aborted = (): Observation => ({ kind: 'call-aborted', at: run.now(), call, attempts: 0, unanswered: true });
  const flight = beginFlight(run, id, call, call.part === 'call' ? aborted : null);
  const attempt = (): void => {
    if (flight.isOver()) return;
    made.attempts++;
    const answer = run.world.answer({ name, id, attempt: made.attempts });
    const heard = hear(answer, name, timeoutMs);
    // A connection that ends tells nobody anything here: the time-out does.
    const isSilent = heard.kind === 'failure' && heard.unanswered;
    run.after(isSilent ? timeoutMs : heard.afterMs, call, () => {
      if (flight.isOver()) return;
      const at = run.now();
      if (heard.kind === 'result') {
        flight.land({ kind: 'call-completed', at, call, result: heard.result, attempts: 0 });
      } else if (heard.transient && made.attempts <= retry.count) {
        run.after(delayBefore(retry, made.attempts), call, attempt);
      } else {
        const code: FailureCode = isSilent ? 'call-timed-out' : 'foreign-failed';
        const message = isSilent ? `${method} gave no answer in time` : `${method} failed: ${reasonOf(answer)}`;
        flight.land({ kind: 'call-failed', at, call, code, message, attempts: 0, unanswered: isSilent });
      }
    });
  };
  attempt();
}

function reasonOf(answer: Answer): string {
  if (answer.kind !== 'failure' || answer.body === null) return 'it gave no reason';
  return typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
}

/** A workflow of other code is one canned ending, like a sub-workflow. */
export function performForeignWorkflow(run: Run, command: StartForeignWorkflow): void {
  const { unit, type } = command;
  const id = idOf(run, unit);
  const answer = run.world.child({ workflow: foreignNameOf(command), id });
  const flight = beginFlight(run, id, unit, () => ({ kind: 'child-aborted', at: run.now(), unit }));
  if (answer.kind === 'no-answer') return;
  run.after(answer.afterMs ?? simulationLimits.usualMs, unit, () => {
    const at = run.now();
    flight.land(
      answer.kind === 'failure'
        ? { kind: 'child-failed', at, unit, code: 'foreign-failed', message: `${type} failed: ${answer.message}` }
        : { kind: 'child-completed', at, unit, result: answer.result, undo: [] },
    );
  });
}
