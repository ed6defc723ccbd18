import { engineLimits } from './limits.ts';
import type { State } from './state.ts';

/** What is on its way to leave begins nothing. */
export function mayBeginMore({ leaving, weighing }: State): boolean {
  return leaving !== 'now' && weighing === undefined;
}

export function hasRoom({ fast, inFlight, inFlightBytes }: State): boolean {
  // What fast calls make ready begins together: they end within one task.
  return fast === undefined && inFlight < engineLimits.inFlight && inFlightBytes < engineLimits.inFlightBytes;
}
