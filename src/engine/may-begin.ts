import { engineLimits } from './limits.ts';
import type { State } from './state.ts';

/** What is on its way to leave begins nothing. */
export function mayBeginMore({ leaving, weighing }: State): boolean {
  return leaving !== 'now' && weighing === undefined;
}

export function hasRoom(state: State): boolean {
  return whatFills(state) === null;
}

/** Of what there is as much as may be at a time. */
export function whatFills({ fast, inFlight, inFlightBytes }: State): 'fast-calls' | 'calls' | 'bytes' | null {
  // What fast calls make ready begins together: they end within one task.
  if (fast !== undefined) return 'fast-calls';
  if (inFlight >= engineLimits.inFlight) return 'calls';
  return inFlightBytes >= engineLimits.inFlightBytes ? 'bytes' : null;
}
