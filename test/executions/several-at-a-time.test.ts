import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { severalAtATime } from '../../src/executions/several-at-a-time.ts';

const numbers = Array.from({ length: 20 }, (_, at) => at);

test('gives what came of each in the order of asking, so many at a time', async () => {
  let [now, most] = [0, 0];
  const made = await severalAtATime(3, numbers, async (n) => {
    now += 1;
    most = Math.max(most, now);
    await sleep(n % 3);
    now -= 1;
    return n * 2;
  });
  expect([made, most]).toEqual([numbers.map((n) => n * 2), 3]);
});

test('after the first that throws nothing is begun, and nothing is still under way', async () => {
  const [begun, ended]: [number[], number[]] = [[], []];
  const performed = severalAtATime(3, numbers, async (n) => {
    begun.push(n);
    await sleep(n === 1 ? 1 : 30);
    if (n === 1) throw new Error('one');
    ended.push(n);
  });
  await expect(performed).rejects.toThrow('one');
  const atOnce = [begun.length, ended.length];
  await sleep(100);
  expect([atOnce, begun, ended]).toEqual([
    [3, 2],
    [0, 1, 2],
    [0, 2],
  ]);
});
