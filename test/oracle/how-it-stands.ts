import type { Cause } from '../../src/engine/index.ts';
import type { Log, Unit } from './log.ts';
import { stepOf, stepsInOrder, unitsOf } from './sees.ts';
import type { World } from './world.ts';

/** Questions about an execution as a whole, each answered from the facts alone. */

/** Why it will not end well: the first thing that went wrong. */
export function causeOf(world: World, log: Log): Cause | null {
  for (const fact of log.facts) {
    if (fact.kind === 'told' && fact.of === 'cancel') return { kind: 'cancelled' };
    if (fact.kind === 'told' && fact.of === 'time-ran-out') {
      return { kind: 'failed', failure: { code: 'workflow-timed-out', message: '…' } };
    }
    if (fact.kind === 'outputs-lost') return { kind: 'failed', failure: fact.failure };
    if (fact.kind === 'step-end' && fact.failure !== undefined && stepOf(world, fact.of).continueOnFailure !== true) {
      return { kind: 'failed', failure: fact.failure };
    }
  }
  return null;
}

export function compensates(log: Log): boolean {
  return log.has('compensate', '');
}

/** Calls in flight are to be aborted. */
export function aborts(log: Log): boolean {
  return !compensates(log) && (log.has('told', 'cancel') || log.has('told', 'time-ran-out'));
}

/** What aborts an execution lifts a pause, and none comes into force after it, nor while it compensates. */
export function isPaused(log: Log): boolean {
  if (compensates(log) || aborts(log)) return false;
  return log.all('told').findLast(({ of }) => of === 'pause' || of === 'resume')?.of === 'pause';
}

/** Ids of the calls, pollings, actions and undos asked for and not answered; of other code's, without those that were told
 * to stop. */
export function callsInFlight(log: Log): readonly string[] {
  const foreign = log
    .all('foreign')
    .filter(({ happened, of }) => happened.runs === 'activity' && !log.has('abort', of));
  return [...log.all('call'), ...log.all('poll'), ...log.all('notify'), ...foreign]
    .map(({ of }) => of)
    .filter((id) => !log.has('answer', id));
}

export function fastInFlight(log: Log): readonly string[] {
  return callsInFlight(log).filter((id) => log.has('hasten', id));
}

/** Units whose sub-workflow runs. */
export function childrenInFlight(log: Log): readonly string[] {
  const foreign = log.all('foreign').filter(({ happened }) => happened.runs === 'workflow');
  return [...log.all('child'), ...foreign].map(({ of }) => of).filter((id) => !log.has('child-end', id));
}

/** Begun and not ended, in the plan's order. */
export function openUnits(world: World, log: Log): readonly Unit[] {
  return stepsInOrder(world)
    .flatMap((step) => unitsOf(log, step))
    .filter(({ id }) => log.has('open', id) && !log.has('unit-end', id));
}

export function isOpen(log: Log, step: string): boolean {
  return log.has('decide', step) && !log.has('step-end', step);
}
