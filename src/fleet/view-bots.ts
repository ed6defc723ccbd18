import { fleetLimits } from './limits.ts';
import { botState, indexOf, kindOf, placeOf, type Shard } from './shard.ts';
import { type BotStatus, type BotView, type Page, type PageAsked, startOf } from './shard-views.ts';
import type { Tier } from './tiers.ts';

/** Null where there is none on record. */
export function botView(shard: Shard, index: number): BotView | null {
  const place = placeOf(shard, index);
  return place === null ? null : viewOf(shard, place);
}

function viewOf(shard: Shard, place: number): BotView {
  const { bots, spec, leases } = shard;
  const index = indexOf(shard, place);
  const { tier, capabilities } = kindOf(shard, place);
  const at = (row: Int32Array | Float64Array): number => row[place] ?? 0;
  const [pending, completed, failed, cancelled] = [bots.pending, bots.completed, bots.failed, bots.cancelled].map(at);
  const counts = { pending: pending ?? 0, completed: completed ?? 0, failed: failed ?? 0, cancelled: cancelled ?? 0 };
  const lease = leases.get(place);
  return {
    index,
    name: spec === null ? (bots.names[place] ?? '') : `${spec.name}-${index}`,
    tier,
    capabilities,
    status: statusOf(shard, place),
    total: counts.pending + counts.completed + counts.failed + counts.cancelled,
    ...counts,
    createdAt: at(bots.createdAt),
    lastActive: at(bots.lastActive),
    ...(lease !== undefined && { lease: { task: lease.task, until: lease.until } }),
  };
}

function statusOf({ bots }: Shard, place: number): BotStatus {
  switch (bots.status[place] ?? botState.none) {
    case botState.active:
      return 'active';
    case botState.draining:
      return 'draining';
    case botState.lost:
    case botState.lostDraining:
      return 'lost';
    default:
      return 'deleted';
  }
}

/** On record, in the order of their indices. */
export function botsPage(
  shard: Shard,
  asked: PageAsked & { readonly status?: BotStatus; readonly tier?: Tier },
): Page<BotView> {
  const entries: BotView[] = [];
  for (let place = startOf(asked); place < fleetLimits.botsPerShard; place++) {
    const status = statusOf(shard, place);
    if (status === 'deleted' || (asked.status !== undefined && asked.status !== status)) continue;
    if (asked.tier !== undefined && kindOf(shard, place).tier !== asked.tier) continue;
    if (entries.length === asked.limit) return { entries, next: String(place) };
    entries.push(viewOf(shard, place));
  }
  return { entries, next: null };
}
