import type { FailureCode } from '../../problems/index.ts';
import type { Json } from '../../std/index.ts';

/** What came of beginning a unit: it waits for an observation, or it is over at once. */
export type Begun =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'completed'; readonly result: Json }
  | { readonly kind: 'failed'; readonly code: FailureCode; readonly message: string };

export const waiting: Begun = { kind: 'waiting' };

export function failedWith({ code, message }: { readonly code: FailureCode; readonly message: string }): Begun {
  return { kind: 'failed', code, message };
}
