import type { Failure } from '../problems/index.ts';
import type { RetryRule } from '../plan/index.ts';
import type { Json, JsonObject } from '../std/index.ts';
import type { CallRef } from './call-ref.ts';

/** What the engine asks for. The driver performs commands in the order given, which is part of history. */
export type Command =
  | StartCall
  | { readonly kind: 'abort-call'; readonly call: CallRef }
  | { readonly kind: 'start-timeout'; readonly ms: number }
  | { readonly kind: 'end'; readonly outcome: Outcome };

export interface StartCall {
  readonly kind: 'start-call';
  readonly call: CallRef;
  readonly service: string;
  readonly method: string;
  readonly parameters: Json;
  readonly key: string;
  readonly timeoutMs: number;
  readonly retry: RetryRule;
}

export type Outcome =
  | { readonly kind: 'completed'; readonly result: JsonObject }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'cancelled' };
