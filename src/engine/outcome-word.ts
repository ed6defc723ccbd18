import type { Phase, State } from './state.ts';

/** In one word, how an execution stands or what became of it, where its status alone does not say. */
export type OutcomeWord = StandingWord | EndWord;

/** While it runs. */
export type StandingWord = Exclude<Phase, 'running' | 'ended'> | 'paused';

/** Of one that did not end well: nothing had to be undone (`failed`, `cancelled`), all of it was, or not all. */
export type EndWord = 'failed' | 'cancelled' | 'compensated' | 'compensation-failed';

/** Null where there is nothing to add: it simply runs, or it has completed. */
export function outcomeWord(state: State): OutcomeWord | null {
  const { cause, undone } = state;
  const phase = phaseOf(state);
  if (phase !== 'ended') return phase === 'running' ? null : phase;
  if (cause === undefined) return null;
  if (undone === undefined) return cause.kind;
  return undone.failure === undefined ? 'compensated' : 'compensation-failed';
}

/** As operators see it: what is held stays held, whether somebody has paused it or not. */
export function phaseOf({ paused, phase }: State): Phase | 'paused' {
  return paused === true && phase !== 'held' && phase !== 'ended' ? 'paused' : phase;
}
