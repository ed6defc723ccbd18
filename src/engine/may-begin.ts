import type { State } from './state.ts';

/** What is on its way to leave begins nothing. */
export function mayBeginMore({ leaving, weighing }: State): boolean {
  return leaving !== 'now' && weighing === undefined;
}
