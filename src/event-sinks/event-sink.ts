import type { EventText } from '../events/index.ts';

export type SinkName = 'log' | 'webhook' | 'collector' | 'redis';

/** Where events go. What it is handed together, and one after another by the same lane, arrives in that order. */
export interface EventSink {
  readonly name: SinkName;
  /** How many events it takes at a time. */
  readonly batch: number;
  /** How many batches it takes at a time, of different executions. */
  readonly lanes: number;
  /** One try; never rejects. */
  readonly send: (events: readonly EventText[]) => Promise<SendOutcome>;
  readonly close: () => Promise<void>;
}

export type SendOutcome =
  | { readonly kind: 'sent' }
  /** Asked again it would say the same. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** `away`: it takes nothing at all just now, whatever it is handed. */
  | { readonly kind: 'failed'; readonly away: boolean; readonly reason: string };
