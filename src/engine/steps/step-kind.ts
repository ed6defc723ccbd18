import type { FailureCode } from '../../problems/index.ts';

/** What came of beginning a step: it waits for an observation, or it is over at once. */
export type Begun =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'failed'; readonly code: FailureCode; readonly message: string };
