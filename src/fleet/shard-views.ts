import type { Json } from '../std/index.ts';
import type { LeasedTask, TaskRun } from './shard-operations.ts';
import type { MassProgress } from './reports.ts';
import type { Tier } from './tiers.ts';

/** What a shard shows. */

export type BotStatus = 'active' | 'draining' | 'lost' | 'deleted';

export interface BotView {
  readonly index: number;
  readonly name: string;
  readonly tier: Tier;
  readonly capabilities: readonly string[];
  readonly status: BotStatus;
  /** total = pending + completed + failed + cancelled. */
  readonly total: number;
  readonly pending: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly createdAt: number;
  /** When it last leased, renewed or ended a task; when it was created, if never. */
  readonly lastActive: number;
  readonly lease?: { readonly task: string; readonly until: number };
}

export type TaskStatus = 'assigned' | 'leased' | 'running' | 'waiting' | 'dead' | 'completed' | 'failed' | 'cancelled';

export interface TaskView extends Omit<LeasedTask, 'data'> {
  readonly status: TaskStatus;
  /** Who has it, or has ended it; null while it waits for a bot and as a dead letter. */
  readonly bot: number | null;
  /** Of ended tasks neither is kept for good. */
  readonly data?: Json;
  readonly result?: Json;
  readonly run?: TaskRun;
  readonly capabilities?: readonly string[];
  readonly error?: string;
  readonly endedAt?: number;
  readonly leasedUntil?: number;
}

export interface MassShareView {
  readonly bot: number;
  readonly task: string;
  readonly status: TaskStatus;
  readonly attempts: number;
  readonly error?: string;
  /** Another one has it, or has done it. */
  readonly movedTo?: number;
}

export interface MassView extends MassProgress {
  readonly type: string;
  readonly at: number;
  /** That have not ended. */
  readonly open: number;
  readonly shares: Page<MassShareView>;
}

/** Where `next` is not null, it is the cursor of what follows. */
export interface Page<Entry> {
  readonly entries: readonly Entry[];
  readonly next: string | null;
}

/** From the beginning, where `cursor` is null; from where a page before has ended. */
export interface PageAsked {
  readonly cursor: string | null;
  readonly limit: number;
}

/** Where a page begins: nowhere but at the beginning with a cursor that was none. */
export function startOf({ cursor }: PageAsked): number {
  const from = cursor === null ? 0 : Number(cursor);
  return Number.isSafeInteger(from) && from > 0 ? from : 0;
}

export function pageFrom<View>(all: readonly (() => View)[], asked: PageAsked): Page<View> {
  const from = startOf(asked);
  const end = from + asked.limit;
  const entries = all.slice(from, end).map((view) => view());
  return { entries, next: end < all.length ? String(end) : null };
}
