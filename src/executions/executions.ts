import type { CatalogRecord } from '../catalog/index.ts';
import type { CloudEvent } from '../events/index.ts';
import type { Refusal } from '../problems/index.ts';
import type { Json, JsonObject } from '../std/index.ts';
import type { ExecutionStatus, ExecutionView } from './execution-view.ts';
import type { Explanation, ExplainRequest } from './explanation.ts';
import type { ExecutionFilter, ListPage, ListRequest } from './listing.ts';

export interface StartRequest {
  readonly workflowName: string;
  /** Default: the newest. */
  readonly version?: string;
  readonly inputs: JsonObject;
  /** Chosen by the caller; otherwise made up. */
  readonly executionId?: string;
  /** The same key with the same request is the same execution. */
  readonly idempotencyKey?: string;
  /** The execution whose step asks for it. */
  readonly startedBy?: string;
  /** Temporal's: 1 goes before 5; 3 unless given. */
  readonly priority?: number;
  /** Says what it has against the very version that would begin, before it does; nothing is asked where the same request has
   * begun an execution before. */
  readonly refuse?: (record: CatalogRecord) => Refusal | null;
}

/** `cancelled`: it had ended so already. */
export type CancelOutcome = 'asked' | 'cancelled';

export interface Started {
  readonly executionId: string;
  readonly workflowName: string;
  readonly version: string;
  /** False where an idempotency key named an execution that was there already. */
  readonly isNew: boolean;
}

export interface EventToSend {
  readonly name: string;
  readonly value: Json;
  /** Compared with what a wait wants to hear of. */
  readonly correlation?: Json;
  /** Two with the same id are one event. */
  readonly id?: string;
}

/** What became of an event that was sent to everybody. */
export interface Broadcast {
  /** The event's own, made up where it had none. */
  readonly id: string;
  /** Executions that have it now; those that can take no more events. */
  readonly sent: number;
  readonly full: number;
  /** Where to go on, where there are too many for one request. */
  readonly next: string | null;
}

/** What an operator can decide of an execution that is held: run what failed again, take it as skipped, or undo all. */
export type HeldWord = 'retry' | 'skip' | 'compensate';

export interface RetryUnless {
  /** Refused where a retry of it began after that, or, of one that is held, where an operator has let it go on since. */
  readonly notRetriedSince?: number;
}

export interface Retried {
  readonly executionId: string;
  /** Ids of the steps that it takes over. */
  readonly carried: readonly string[];
  /** False where it was held, and goes on itself. */
  readonly isNew: boolean;
}

/** Over all executions that Temporal still has. */
export interface ExecutionStatistics {
  readonly total: number;
  /** RUNNING: also those that wait for their first task. */
  readonly byStatus: Readonly<Record<Exclude<ExecutionStatus, 'PENDING'>, number>>;
  /** Completed among ended ones; null where none has ended. */
  readonly successRate: number | null;
  /** Of the thousand that completed last; null where none has. */
  readonly averageDurationMs: number | null;
}

export interface FollowFrom {
  /** The number (`sequence`) of the last event that is known. */
  readonly after: number;
  /** The reader says that it has heard the last word. */
  readonly hasHeardEnd?: boolean;
  readonly left: AbortSignal;
}

export type Followed =
  | { readonly kind: 'event'; readonly event: CloudEvent }
  /** The last word. */
  | { readonly kind: 'ended'; readonly status: 'COMPLETED' | 'FAILED' | 'CANCELLED' };

export interface FollowAllFrom {
  /** The id that came with the last event; what comes from now on without it. */
  readonly last?: string | undefined;
  readonly left: AbortSignal;
}

/** `id`: where a reader goes on from, in this process or in another. */
export type FollowedOfAll =
  | { readonly kind: 'event'; readonly id: string; readonly workflowName: string; readonly event: CloudEvent }
  /** What happened between the two times cannot be told any more. */
  | { readonly kind: 'gap'; readonly id: string; readonly from: number; readonly to: number };

/** The port that the API and the CLI call. Every method throws a Refusal for what the caller did wrong and
 * `temporal-unavailable` where Temporal does not answer in time. */
export interface Executions {
  readonly start: (request: StartRequest) => Promise<Started>;
  /** Null where there is none of that id. */
  readonly describe: (executionId: string) => Promise<ExecutionView | null>;
  /** The same for who asks again and again: some milliseconds late, and Temporal is not asked each time. */
  readonly glance: (executionId: string) => Promise<ExecutionView | null>;
  /** True as soon as it has ended; false where it has not within that time, or nobody waits any more. */
  readonly awaitEnd: (executionId: string, ms: number, left: AbortSignal) => Promise<boolean>;
  /** Why it, and each of its steps, stands as it does. */
  readonly explain: (request: ExplainRequest) => Promise<Explanation>;
  /** What it has started itself is listed at once; what others have, as soon as Temporal's lists have it. */
  readonly list: (request: ListRequest) => Promise<ListPage>;
  /** By Temporal's lists, which come a moment after what is acknowledged. */
  readonly count: (filter: Pick<ExecutionFilter, 'workflowName' | 'from' | 'to'>) => Promise<number>;
  /** A constant number of questions, however many executions there are. */
  readonly statistics: () => Promise<ExecutionStatistics>;
  /** A second cancel changes nothing; one of an ended execution is refused (`execution-ended`). */
  readonly cancel: (executionId: string, reason?: string) => Promise<CancelOutcome>;
  /** Nothing new begins until it is resumed. Asked again, it changes nothing; of an ended execution it is refused, like
   * the next two. */
  readonly pause: (executionId: string) => Promise<void>;
  readonly resume: (executionId: string) => Promise<void>;
  /** Only of one that is held (`not-held`). */
  readonly decide: (executionId: string, word: HeldWord) => Promise<void>;
  /** Of one that is held, or has ended badly (`not-retryable`). */
  readonly retry: (executionId: string, unless?: RetryUnless) => Promise<Retried>;
  /** Never missed by an execution that was acknowledged: it is kept until a wait comes that wants it. */
  readonly sendEvent: (executionId: string, event: EventToSend) => Promise<void>;
  /** To all that run and may wait for it. */
  readonly broadcast: (event: EventToSend, cursor?: string) => Promise<Broadcast>;
  /** What has become of it so far, as the sinks are told; not what was sent to it. */
  readonly events: (executionId: string) => Promise<readonly CloudEvent[]>;
  /** The same from after that number on, and what comes, until it has ended or `left` aborts. Nothing waits for a reader
   * that takes its time, and however many there are, Temporal is asked once. Null where the reader has heard the last
   * word, and it was that. */
  readonly follow: (executionId: string, from: FollowFrom) => Promise<AsyncIterable<Followed> | null>;
  /** The workflow.* events of all executions as they come, or from where a reader was; each at least once. */
  readonly followAll: (from: FollowAllFrom) => AsyncIterable<FollowedOfAll>;
}
