import { type Observation, type StartChild, type UndoCall } from '../engine/index.ts';
import { simulationLimits } from './limits.ts';
import { beginFlight, idOf, type Run } from './run.ts';

const undoRetry = { count: 4, delayMs: 1000, backoff: 2, maxDelayMs: 30_000 };
const UNDO_TIMEOUT_MS = 30_000;

/** A sub-workflow is one canned ending: its own definition is tested by its own scenarios. */
export function performChild(run: Run, command: StartChild): void {
  const { unit, executionId, workflow } = command;
  const id = idOf(run, unit);
  const answer = run.world.child({ workflow, id });
  const flight = beginFlight(run, id, unit, () => ({ kind: 'child-aborted', at: run.now(), unit }));
  if (answer.kind === 'no-answer') return;
  run.after(answer.afterMs ?? simulationLimits.usualMs, unit, () => {
    const at = run.now();
    let ended: Observation;
    if (answer.kind === 'failure') {
      const message = `${executionId}: ${answer.message}`;
      ended = { kind: 'child-failed', at, unit, code: 'sub-workflow-failed', message };
    } else {
      const undo = answer.undo.map((call, i): UndoCall => ({
        ...call,
        key: `${executionId}_undo.${i}`,
        timeoutMs: UNDO_TIMEOUT_MS,
        retry: undoRetry,
      }));
      ended = { kind: 'child-completed', at, unit, result: answer.result, undo };
    }
    flight.land(ended);
  });
}
