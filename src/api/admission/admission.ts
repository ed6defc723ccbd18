import type { LoadLimits } from '../../config/index.ts';
import { type AdaptiveLimit, createAdaptiveLimit } from './adaptive-limit.ts';
import { callerOf } from './caller.ts';
import { burstSeconds, leastInFlight, type Load, mostBodyBytes, mostCallers, slowMs } from './load-limits.ts';
import { createTokenBuckets, type TokenBuckets } from './token-buckets.ts';

/** Decides what this process takes on. More than it can do is refused at once, before it is read: work that is begun
 * and not finished in time helps nobody. */
export interface Admission {
  /** Asked with the head of a request; null where it may go on. */
  readonly arrive: (load: Load, address: string | undefined) => Turned | null;
  /** Asked when the whole request has come. Calling `leave` says that it is answered. */
  readonly begin: (load: Load) => Turned | { readonly leave: () => void };
  /** How many bytes of bodies there are. */
  readonly bodies: BodyBudget;
}

/** Why a request is turned away, and after how many milliseconds it is worth another try. */
export interface Turned {
  readonly code: 'overloaded' | 'rate-limited';
  readonly message: string;
  readonly retryMs: number;
}

export interface BodyBudget {
  /** False where that is more than all bodies together may have. */
  readonly take: (bytes: number) => boolean;
  readonly give: (bytes: number) => void;
}

type Limited = Exclude<Load, 'none'>;

export function createAdmission(limits: LoadLimits, now: () => number = () => performance.now()): Admission {
  const buckets = (load: Limited, perSecond: number): TokenBuckets =>
    createTokenBuckets({ perSecond, burst: Math.max(1, perSecond * burstSeconds[load]), callers: mostCallers });
  const rates: Readonly<Record<Limited, TokenBuckets>> = {
    read: buckets('read', limits.readsPerSecond),
    change: buckets('change', limits.changesPerSecond),
    registration: buckets('registration', limits.registrationsPerSecond),
  };
  const room = (most: number): AdaptiveLimit =>
    createAdaptiveLimit({ most, least: Math.min(most, leastInFlight), slowMs });
  const rooms: Readonly<Record<Limited, AdaptiveLimit>> = {
    read: room(limits.inFlight),
    change: room(limits.inFlight),
    registration: room(Math.max(1, Math.floor(limits.inFlight / 16))),
  };
  const inFlight: Record<Limited, number> = { read: 0, change: 0, registration: 0 };
  const isFull = (load: Limited): boolean => inFlight[load] >= rooms[load].current();
  return {
    arrive: (load, address) => {
      if (load === 'none') return null;
      // Who is turned away for the others' sake is not counted for it.
      if (isFull(load)) return overloaded(load, inFlight[load]);
      const waitMs = rates[load].take(callerOf(address), now());
      return waitMs === 0 ? null : tooMany(load, waitMs);
    },
    begin: (load) => {
      if (load === 'none') return { leave: () => undefined };
      if (isFull(load)) return overloaded(load, inFlight[load]);
      const amongAtFirst = ++inFlight[load];
      const begun = now();
      let isThere = true;
      return {
        leave: () => {
          if (!isThere) return;
          isThere = false;
          rooms[load].noteEnd(now() - begun, Math.max(amongAtFirst, inFlight[load]--));
        },
      };
    },
    bodies: createBodyBudget(mostBodyBytes),
  };
}

export function createBodyBudget(most: number): BodyBudget {
  let held = 0;
  return {
    take: (bytes) => {
      if (held + bytes > most) return false;
      held += bytes;
      return true;
    },
    give: (bytes) => void (held -= bytes),
  };
}

const words: Readonly<Record<Limited, string>> = {
  read: 'reads',
  change: 'changes',
  registration: 'registrations',
};

function overloaded(load: Limited, inFlight: number): Turned {
  return { code: 'overloaded', message: `no room for more ${words[load]}; being worked on: ${inFlight}`, retryMs: 0 };
}

function tooMany(load: Limited, retryMs: number): Turned {
  return { code: 'rate-limited', message: `too many ${words[load]} from this address`, retryMs };
}
