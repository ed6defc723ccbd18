import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';

export interface Alarm {
  /** It rings at the latest then: it may ring before, and whoever is rung asks again what is due. */
  readonly setFor: (at: number | null) => void;
  readonly off: () => void;
}

/** One timer for whatever is due next. It is moved only to an earlier time: ringing once in vain costs less than taking a
 * timer back each time that something later comes first. */
export function createAlarm(ring: () => void): Alarm {
  let set: { readonly at: number; readonly scope: CancellationScope } | null = null;
  const off = (): void => {
    set?.scope.cancel();
    set = null;
  };
  return {
    setFor: (at) => {
      if (at === null || (set !== null && set.at <= at)) return;
      off();
      const scope = new CancellationScope();
      const own = { at, scope };
      set = own;
      void scope
        .run(() => sleep(Math.max(1, at - Date.now())))
        .then(
          () => {
            if (set === own) set = null;
            ring();
          },
          (error: unknown) => {
            if (set === own) set = null;
            if (!isCancellation(error)) throw error;
          },
        );
    },
    off,
  };
}

export function earliest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}
