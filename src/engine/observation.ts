import type { FailureCode } from '../problems/index.ts';
import type { Json } from '../std/index.ts';
import type { CallRef } from './call-ref.ts';

/** What the engine is told. `at` is milliseconds since 1970 UTC: the time of the Temporal workflow task that sees it,
 * so that a replay and a fold over the history give the same. */
export type Observation =
  | { readonly kind: 'begun'; readonly at: number }
  | {
      readonly kind: 'call-completed';
      readonly at: number;
      readonly call: CallRef;
      readonly result: Json;
      readonly attempts: number;
    }
  | {
      readonly kind: 'call-failed';
      readonly at: number;
      readonly call: CallRef;
      readonly code: FailureCode;
      readonly message: string;
      readonly attempts: number;
      /** An attempt ended without an answer: what it did is unknown. */
      readonly unanswered: boolean;
    }
  /** The end of a call that we asked to abort. */
  | {
      readonly kind: 'call-aborted';
      readonly at: number;
      readonly call: CallRef;
      readonly attempts: number;
      readonly unanswered: boolean;
    }
  | { readonly kind: 'cancel-requested'; readonly at: number }
  | { readonly kind: 'time-ran-out'; readonly at: number };
