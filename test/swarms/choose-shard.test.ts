import { describe, expect, test } from '@jest/globals';
import type { FleetMemo, ShardCounters, SwarmView } from '../../src/fleet/index.ts';
import { Refusal } from '../../src/problems/index.ts';
import { chooseShard } from '../../src/swarms/choose-shard.ts';

const none = { bots: 0, draining: 0, lost: 0, created: 0, given: 0, waiting: 0, dead: 0 };
const ended = { completed: 0, failed: 0, cancelled: 0, tiers: {} };
const counters = (active: number, pending: number): ShardCounters => ({ ...none, ...ended, active, pending });

/** By shard: active bots and what they have to do. */
function choosing(
  loads: Readonly<Record<number, readonly [number, number]>>,
  more: Partial<Pick<SwarmView, 'status' | 'grown'>> = {},
) {
  const shards = Object.keys(loads).map(Number);
  const rows: FleetMemo['rows'] = Object.entries(loads).flatMap(([shard, [active, pending]]) =>
    active < 0 ? [] : [{ swarm: 's', shard: Number(shard), era: 1, revision: 1, counters: counters(active, pending) }],
  );
  const spec = { name: 's', tier: 'standard', capabilities: [] } as const;
  const own = { swarm: 's', spec, status: 'active', count: 9, shards, createdAt: 0, counters: counters(9, 0) } as const;
  const swarm: SwarmView = { ...own, ...more };
  const memo: FleetMemo = { capacity: 9, bots: 9, created: 9, swarms: 1, gone: counters(0, 0), rows };
  const choose = chooseShard({
    now: () => now,
    fleet: { swarm: async (slug) => (slug === 's' ? swarm : null), memo: async () => memo },
  });
  return async <Answer>(
    slug: string,
    asked: { readonly key?: string },
    give: (shard: number) => Promise<Answer>,
    has: (shard: number) => Promise<boolean> = async () => false,
  ): Promise<Answer> =>
    await choose(slug, asked, {
      give: async ({ shard }) => await give(shard),
      has: async ({ shard }) => await has(shard),
    });
}

const now = 10_000_000;

const told = async (choose: ReturnType<typeof choosing>, key?: string): Promise<number> =>
  await choose('s', key === undefined ? {} : { key }, async (shard) => shard);

describe('a task without a bot', () => {
  test('goes where each bot has the least to do', async () => {
    expect(await told(choosing({ 0: [10, 10], 1: [100, 50], 2: [1, 1] }))).toBe(1);
    expect(await told(choosing({ 0: [5, 5], 1: [5, 5] }))).toBe(0);
  });

  test('not where no bot is active, or to a shard that is no more', async () => {
    expect(await told(choosing({ 3: [0, 0], 4: [2, 8] }))).toBe(4);
    expect(await told(choosing({ 7: [-1, 0], 8: [-1, 0] }))).toBe(7);
  });

  test('takes those into account that are on their way', async () => {
    const choose = choosing({ 0: [2, 0], 1: [2, 0] });
    const chosen: number[] = [];
    const answers: (() => void)[] = [];
    const asked = Array.from({ length: 4 }, async () => {
      await choose('s', {}, async (shard) => {
        chosen.push(shard);
        await new Promise<void>((answer) => answers.push(answer));
      });
    });
    while (chosen.length < 4) await new Promise((resolve) => setImmediate(resolve));
    expect(chosen.filter((shard) => shard === 0)).toHaveLength(2);
    for (const answer of answers) answer();
    await Promise.all(asked);
    expect(await told(choose)).toBe(0);
  });

  test('goes to the same shard with the same key', async () => {
    const places = new Set<number>();
    for (let i = 0; i < 30; i++) {
      const [one, other] = [
        choosing({ 0: [1, 9], 1: [1, 0], 2: [1, 5] }),
        choosing({ 0: [1, 0], 1: [1, 9], 2: [1, 0] }),
      ];
      const place = await told(one, `key ${i}`);
      expect(await told(other, `key ${i}`)).toBe(place);
      places.add(place);
    }
    expect(places.size).toBe(3);
  });

  test('goes on with its key where a shard has no bot for it, and comes back to where it was done', async () => {
    const choose = choosing({ 0: [0, 0], 1: [0, 0], 2: [1, 0] });
    const asked: number[] = [];
    const idle = new Set([2]);
    const give = async (shard: number): Promise<number> => {
      asked.push(shard);
      if (!idle.has(shard)) throw new Refusal('no-bot-available', 'none');
      return shard;
    };
    for (let i = 0; i < 10; i++) expect(await choose('s', { key: `key ${i}` }, give)).toBe(2);
    expect(asked.length).toBeGreaterThan(10);
    for (const shard of [0, 1]) idle.add(shard);
    for (let i = 0; i < 10; i++) expect(await choose('s', { key: `key ${i}` }, give)).toBe(2);
    idle.clear();
    await expect(choose('s', { key: 'another' }, give)).rejects.toMatchObject({ code: 'no-bot-available' });
  });

  test('goes with its key to where another process gave it before the swarm grew, and asks nobody else', async () => {
    const keys = Array.from({ length: 60 }, (_, i) => `key ${i}`);
    const three = { 0: [1, 0], 1: [1, 0], 2: [1, 0] } as const;
    const small = choosing({ 0: [1, 0] });
    const given = new Map<string, number>();
    for (const key of keys.slice(0, 30)) given.set(key, await told(small, key));
    const between = choosing({ 0: [1, 0], 1: [1, 0] }, { grown: [{ shard: 1, since: now - 50 }] });
    for (const key of keys.slice(30)) given.set(key, await told(between, key));
    const grown = [
      { shard: 1, since: now - 50 },
      { shard: 2, since: now - 20 },
    ];
    let questions = 0;
    const here = async (shard: number): Promise<number> => shard;
    const asking =
      (key: string) =>
      async (shard: number): Promise<boolean> => {
        questions++;
        return given.get(key) === shard;
      };
    for (const key of keys) {
      expect(await choosing(three, { grown })('s', { key }, here, asking(key))).toBe(given.get(key));
    }
    expect(questions).toBeGreaterThan(10);
    expect(questions).toBeLessThan(60);
    questions = 0;
    // Nor of one that was made with all its shards, or grew long ago.
    const old = [{ shard: 2, since: now - 4_000_000 }];
    for (const key of keys) {
      for (const swarm of [choosing(three), choosing(three, { grown: old })])
        await swarm('s', { key }, here, asking(key));
    }
    for (const key of keys) await choosing(three, { grown })('s', {}, here, asking(key));
    expect(questions).toBe(0);
  });

  test('of which it is not known whether it was given goes to nobody else', async () => {
    const choose = choosing({ 0: [1, 0], 1: [1, 0] });
    const asked: number[] = [];
    const lost = choose('s', { key: 'lost' }, async (shard) => {
      asked.push(shard);
      throw new Refusal('temporal-unavailable', 'away');
    });
    await expect(lost).rejects.toMatchObject({ code: 'temporal-unavailable' });
    expect(asked).toHaveLength(1);
    expect(await told(choose, 'lost')).toBe(asked[0]);
  });

  test('is refused where the swarm takes none', async () => {
    await expect(told(choosing({ 0: [1, 0] }, { status: 'draining' }))).rejects.toMatchObject({
      code: 'swarm-draining',
    });
    await expect(told(choosing({}))).rejects.toMatchObject({ code: 'no-bot-available' });
    await expect(choosing({})('other', {}, async () => 1)).rejects.toMatchObject({ code: 'swarm-not-found' });
  });
});
