import { limits } from './limits.ts';

/** What a call knows of its earlier attempts. It lives in the heartbeat details, which reach the next attempt even
 * when the worker that wrote them was killed; attempts are counted here because Temporal's own number also counts the
 * ones that only lost their worker. */
export interface CallProgress {
  /** Attempts that were seen to an end: answered, timed out, or without a connection. */
  readonly attempts: number;
  /** Temporal's attempts that were not: their worker was lost or stopped. */
  readonly lost: number;
  /** Some attempt ended without an answer: what it did is unknown. */
  readonly unanswered: boolean;
  /** Temporal's number of the attempt that wrote this. */
  readonly seen: number;
  /** That attempt was between its request and its end. */
  readonly open: boolean;
}

/** Where the attempt with Temporal's number `current` begins. What the earlier ones left behind is `details`; those
 * that left nothing, or an open mark, were lost with their worker and may have reached the service. */
export function resumeProgress(details: unknown, current: number): CallProgress {
  const before = isProgress(details) ? details : { attempts: 0, lost: 0, unanswered: false, seen: 0, open: false };
  // Less than nothing after an operator's reset, which begins the numbering again.
  const untold = Math.max(0, current - 1 - before.seen) + (before.open ? 1 : 0);
  return {
    attempts: before.attempts,
    lost: before.lost + untold,
    unanswered: before.unanswered || untold > 0,
    seen: current,
    open: false,
  };
}

export function opened(progress: CallProgress): CallProgress {
  return { ...progress, open: true };
}

export function ended(progress: CallProgress, unanswered: boolean): CallProgress {
  return {
    ...progress,
    attempts: progress.attempts + 1,
    unanswered: progress.unanswered || unanswered,
    open: false,
  };
}

/** `sent` where the service may have got the request. */
export function abandoned(progress: CallProgress, sent: boolean): CallProgress {
  return { ...progress, lost: progress.lost + 1, unanswered: progress.unanswered || sent, open: false };
}

export function isLost(progress: CallProgress): boolean {
  return progress.lost > limits.losses;
}

function isProgress(details: unknown): details is CallProgress {
  if (typeof details !== 'object' || details === null) return false;
  const { attempts, lost, unanswered, seen, open } = details as Partial<Record<keyof CallProgress, unknown>>;
  return (
    typeof attempts === 'number' &&
    typeof lost === 'number' &&
    typeof seen === 'number' &&
    typeof unanswered === 'boolean' &&
    typeof open === 'boolean'
  );
}
