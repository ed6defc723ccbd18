import { fitsHistory } from './history.ts';
import { callsInFlight, causeOf, childrenInFlight, openUnits } from './how-it-stands.ts';
import type { Fact, Log } from './log.ts';
import { stepOf } from './sees.ts';
import type { World } from './world.ts';

const longestRun = 1000;

/** Nothing more follows from the last thing that came from outside, and these facts did: the calls among them are fast
 * where all that is under way is calls of fast steps that have just begun. */
export function hasten(world: World, log: Log, followed: readonly Fact[]): readonly Fact[] {
  const fresh = followed.flatMap(({ kind, of }) => (kind === 'call' && isFast(world, of) ? [of] : []));
  if (fresh.length === 0 || causeOf(world, log) !== null) return [];
  if (callsInFlight(log).length !== fresh.length || childrenInFlight(log).length > 0) return [];
  if (openUnits(world, log).some((unit) => stepOf(world, unit.step).kind !== 'call')) return [];
  if (log.now - runningSince(log) > longestRun) return [];
  const facts = fresh.map((of): Fact => ({ kind: 'hasten', of, at: log.now }));
  return fitsHistory(world, log, facts) ? facts : [];
}

/** The call of a unit; not one that undoes, follows from, or goes on with it. */
function isFast(world: World, id: string): boolean {
  if (id.includes('.')) return false;
  const step = stepOf(world, id.replace(/\[.*$/, ''));
  return step.kind === 'call' && step.fast === true;
}

/** When something else than the end of a fast call was last told. */
function runningSince(log: Log): number {
  const told = log.facts.findLast(
    ({ kind, of }) =>
      ['told', 'event', 'child-end', 'ring'].includes(kind) || (kind === 'answer' && !log.has('hasten', of)),
  );
  return told?.at ?? 0;
}
