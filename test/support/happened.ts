import type { Outcome, StartChild, StartPoll } from '../../src/engine/index.ts';
import type { RetryRule } from '../../src/plan/index.ts';
import type { Json } from '../../src/std/index.ts';

/** What an execution did to the outside, and when. `id` is the text id of the call or, where none is made, the unit. */
export type Happened = { readonly at: number } & (
  | {
      readonly what: 'call';
      readonly id: string;
      readonly service: string;
      readonly method: string;
      readonly verb: string | null;
      readonly parameters: Json;
      readonly key: string;
      readonly timeoutMs: number;
      readonly retry: RetryRule;
      readonly priority: number | null;
      readonly fast: boolean;
      readonly delayMs: number | null;
    }
  | {
      readonly what: 'poll';
      readonly id: string;
      readonly service: string;
      readonly target: StartPoll['target'];
      readonly intervalMs: number;
      readonly timeoutMs: number;
      readonly requestTimeoutMs: number;
      /** What its `until` gives for responses that it may get: a condition says little by how it is written. */
      readonly until: Json;
      readonly priority: number | null;
    }
  | { readonly what: 'notify'; readonly id: string; readonly text: string; readonly key: string }
  | ({ readonly what: 'child'; readonly id: string } & Omit<StartChild, 'kind' | 'unit'>)
  /** An activity of other code, or a workflow of it. */
  | {
      readonly what: 'foreign';
      readonly runs: 'activity' | 'workflow';
      readonly id: string;
      readonly taskQueue: string;
      readonly type: string;
      readonly argument: Json | undefined;
    }
  /** Of a call, a polling or a sub-workflow that was in flight. */
  | { readonly what: 'abort'; readonly id: string }
  | { readonly what: 'timer'; readonly id: string; readonly ms: number }
  | { readonly what: 'stop-timer'; readonly id: string }
  | { readonly what: 'timeout'; readonly ms: number }
  | { readonly what: 'stop-timeout' }
  | { readonly what: 'end'; readonly outcome: Outcome }
);

/** In one line, as a test's expectation reads it. */
export function said(happened: Happened): string {
  const { what } = happened;
  if (what === 'end') return `end ${happened.outcome.kind}`;
  if (what === 'stop-timeout') return what;
  if (what === 'timeout') return `timeout ${happened.ms}`;
  return what === 'timer' ? `timer ${happened.id} ${happened.ms}` : `${what} ${happened.id}`;
}
