import { expect } from '@jest/globals';
import {
  applyShard,
  beginShard,
  cutState,
  joinState,
  type BotSpec,
  type NewTask,
  orderShard,
  openShard,
  saveShard,
  type Shard,
  type ShardOperation,
  type ShardOrder,
  type ShardValue,
} from '../../src/fleet/index.ts';

/** Shard 0 of the swarm `s`, at the time 0. */
export function smallShard(bots: number, spec: BotSpec = { name: 's', tier: 'standard', capabilities: [] }): Shard {
  const orders = bots === 0 ? [] : [{ n: 1, order: { kind: 'add', bots: [0, bots - 1] } as const }];
  return beginShard({ swarm: 's', shard: 0, era: 1, spec, orders, at: 0 });
}

let ops = 0;
type Asked = ShardOperation extends infer Each ? (Each extends ShardOperation ? Omit<Each, 'op'> : never) : never;

/** Under an operation id of its own. */
export function ask(shard: Shard, asked: Asked, at = 0) {
  return applyShard(shard, { op: `op-${ops++}`, ...asked } as ShardOperation, at);
}

export function granted<Kind extends ShardValue['kind']>(
  result: ReturnType<typeof ask>,
  kind: Kind,
): Extract<ShardValue, { readonly kind: Kind }> {
  expect(result).toMatchObject({ ok: true, value: { kind } });
  return (result as unknown as { readonly value: Extract<ShardValue, { readonly kind: Kind }> }).value;
}

export function refusalOf(result: ReturnType<typeof ask>): string {
  return result.ok ? '' : result.code;
}

export function order(shard: Shard, asked: ShardOrder, at = 0): void {
  orderShard(shard, [{ n: shard.ordered + 1, order: asked }], at);
}

export function task(name: string, more: Partial<NewTask> = {}): NewTask {
  return { id: `task-s-0-${name.padStart(8, '0')}`, type: 'tidy', data: { name }, ...more };
}

/** As by the next history, in which it comes in many pieces. */
export function reopened(shard: Shard): Shard {
  const { state, pieces } = JSON.parse(JSON.stringify(cutState(saveShard(shard), 300))) as ReturnType<typeof cutState>;
  return openShard(joinState(state, pieces));
}
