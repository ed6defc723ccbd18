import type { ShardStart } from './fleet-operations.ts';
import { orderShard } from './order-shard.ts';
import { emptyShard, type Shard } from './shard.ts';

/** That it has started is all the answer that its first orders need. */
export function beginShard(start: ShardStart): Shard {
  const shard = emptyShard(start);
  orderShard(shard, start.orders, start.at);
  shard.effects = [];
  return shard;
}
