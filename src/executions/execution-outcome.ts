import { type EndWord, outcomeWord, type State } from '../engine/index.ts';
import type { ExecutionOutcome } from './execution-view.ts';

const endWords: ReadonlySet<string | null> = new Set<EndWord>([
  'failed',
  'cancelled',
  'compensated',
  'compensation-failed',
]);

export function isEndWord(word: string | null): word is EndWord {
  return endWords.has(word);
}

/** Temporal's word on the ending comes first; without a state nothing can have been undone. Undefined while it runs. */
export function outcomeOf(temporalStatus: string, state?: State): ExecutionOutcome | undefined {
  switch (temporalStatus) {
    case 'COMPLETED':
      return 'completed';
    case 'TERMINATED':
    case 'TIMED_OUT':
      return 'terminated';
    case 'FAILED':
    case 'CANCELLED': {
      const word = state === undefined ? null : outcomeWord(state);
      return isEndWord(word) ? word : temporalStatus === 'FAILED' ? 'failed' : 'cancelled';
    }
    default:
      return undefined;
  }
}
