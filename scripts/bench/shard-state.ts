import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import {
  applyShard,
  beginShard,
  openShard,
  orderShard,
  saveShard,
  type Shard,
  type ShardState,
  taskId,
} from '../../src/fleet/index.ts';
import { median } from './statistics.ts';

/** What a shard hands to its next history, by how many bots it has: as large as it usually gets. */

export interface MeasuredState {
  readonly bots: number;
  /** Of JSON, and packed as it is stored. */
  readonly bytes: number;
  readonly packedBytes: number;
  /** To write and to read it. */
  readonly ms: number;
}

/** Bytes of the data of each task that has not ended. */
const dataBytes = 1_000;
const tries = 9;

export function measureState(bots: number): MeasuredState {
  const shard = busyShard(bots);
  let text = '';
  const times = Array.from({ length: tries }, () => {
    const begun = performance.now();
    text = JSON.stringify(saveShard(shard));
    openShard(JSON.parse(text) as ShardState);
    return performance.now() - begun;
  });
  return { bots, bytes: Buffer.byteLength(text), packedBytes: gzipSync(text, { level: 3 }).length, ms: median(times) };
}

/** Every bot has ended tasks, has a share of one mass task that is half done, and one in ten has a task of its own. */
function busyShard(bots: number): Shard {
  const spec = { name: 'bench', tier: 'standard', capabilities: ['bench'] } as const;
  const ref = { swarm: 'bench', shard: 0 };
  const add = { n: 1, order: { kind: 'add', bots: [0, bots - 1] } } as const;
  const shard = beginShard({ ...ref, era: 1, spec, orders: [add], at: 0 });
  const mass = 'mass-bench-00000000';
  const distribute = { kind: 'mass', mass, type: 'bench', data: {}, from: 0, of: bots } as const;
  orderShard(shard, [{ n: 2, order: distribute }], 0);
  // As hard to pack as ids are.
  const text = createHash('shake256', { outputLength: dataBytes / 2 })
    .update(mass)
    .digest('hex');
  let number = 0;
  const give = (bot: number): string => {
    const id = taskId(ref, (number++).toString(36).padStart(8, '0'));
    applyShard(
      shard,
      { op: `op-${id}`, kind: 'assign', bot, task: { id, type: 'bench', data: `${number}${text}` } },
      number * 7,
    );
    return id;
  };
  for (let bot = 0; bot < bots; bot++) {
    const task = give(bot);
    applyShard(shard, { op: `done-${task}`, kind: 'complete', bot, task, result: { bot } }, number * 7 + (bot % 13));
    const share = `${mass}-${bot}`;
    if (bot % 2 === 0) applyShard(shard, { op: `done-${share}`, kind: 'complete', bot, task: share }, number * 7);
    if (bot % 10 === 0) give(bot);
  }
  return shard;
}
