import type { StartCall, UndoCall } from '../../src/engine/index.ts';
import type { FailureCode } from '../../src/problems/index.ts';
import type { Json } from '../../src/std/index.ts';

/** What a service does with one attempt. Unanswered, the attempt ends when its connection is lost or at its time-out. */
export type Answer =
  | {
      readonly result: Json;
      readonly afterMs?: number;
      readonly accepted?: { readonly path: string; readonly retryAfterMs?: number };
    }
  | { readonly status: number; readonly afterMs?: number }
  | { readonly unanswered: 'timed-out' | 'lost' };

/** What comes of a call, its attempts taken together. */
export type CallEnding =
  | {
      readonly kind: 'completed';
      readonly afterMs: number;
      readonly result: Json;
      readonly attempts: number;
      readonly accepted?: { readonly path: string; readonly retryAfterMs?: number };
    }
  | {
      readonly kind: 'failed';
      readonly afterMs: number;
      readonly code: FailureCode;
      readonly message: string;
      readonly attempts: number;
      readonly unanswered: boolean;
      /** Of a fast attempt: another may fare better. */
      readonly passing?: boolean;
    };

/** What comes of a call once it is asked to abort, if it hasn't ended before. */
export interface AbortedEnding {
  readonly afterMs: number;
  readonly attempts: number;
  readonly unanswered: boolean;
}

export type ChildEnding =
  | { readonly kind: 'completed'; readonly afterMs: number; readonly result: Json; readonly undo: readonly UndoCall[] }
  | { readonly kind: 'failed'; readonly afterMs: number; readonly code: FailureCode; readonly message: string }
  | { readonly kind: 'aborted'; readonly afterMs: number };

export const usualMs = 10;

/** Plays the attempts one after the other, as the activity would. */
export function playAttempts(
  command: StartCall,
  play: {
    /** Attempts that a fast call before this one has made. */
    readonly before: number;
    readonly answer: (attempt: number) => Answer;
    readonly later: (afterMs: number, happen: () => void) => void;
    /** Told before each attempt; false where none may be made any more. */
    readonly begin: (attempt: number) => boolean;
    readonly ended: (ending: CallEnding) => void;
  },
): void {
  const { service, method, retry, timeoutMs, fast } = command;
  const make = (attempts: number, unansweredBefore: boolean): void => {
    if (!play.begin(play.before + attempts)) return;
    const fail = (code: FailureCode, message: string, more: { unanswered: boolean; again: boolean }): void => {
      const unanswered = more.unanswered || unansweredBefore;
      if (fast !== undefined || !more.again || attempts > retry.count) {
        const passing = fast === undefined ? {} : { passing: more.again };
        play.ended({ kind: 'failed', afterMs: 0, code, message, attempts, unanswered, ...passing });
        return;
      }
      const most = retry.maxDelayMs ?? Number.POSITIVE_INFINITY;
      play.later(Math.min(retry.delayMs * retry.backoff ** (attempts - 1), most), () => make(attempts + 1, unanswered));
    };
    const given = play.answer(play.before + attempts);
    if ('result' in given) {
      const { result, accepted } = given;
      play.later(given.afterMs ?? usualMs, () =>
        play.ended({ kind: 'completed', afterMs: 0, result, attempts, ...(accepted !== undefined && { accepted }) }),
      );
    } else if ('status' in given) {
      const again = given.status >= 500 || [408, 425, 429].includes(given.status);
      const message = `${service}.${method} answered ${given.status}`;
      play.later(given.afterMs ?? usualMs, () => fail('service-error', message, { unanswered: false, again }));
    } else if (given.unanswered === 'lost') {
      const message = `${service}.${method} closed the connection`;
      play.later(usualMs, () => fail('connection-lost', message, { unanswered: true, again: true }));
    } else {
      const message = `no answer within ${timeoutMs} ms`;
      play.later(timeoutMs, () => fail('call-timed-out', message, { unanswered: true, again: true }));
    }
  };
  make(1, false);
}
