import { expect, test } from '@jest/globals';
import { createStallWatch } from '../../src/worker/stall-watch.ts';

/** What is in line is ended by the test; who is told of is written down. */
function stage(mostTicks: number) {
  const told: string[] = [];
  const watch = createStallWatch(mostTicks, (name) => told.push(name));
  return {
    told,
    tick: (times: number): void => {
      for (let n = 0; n < times; n++) watch.tick();
    },
    begin: (name: string): (() => Promise<void>) => {
      let end = (): void => undefined;
      const done = watch.during(name, async () => await new Promise<void>((resolve) => (end = resolve)));
      return async () => {
        end();
        await done;
      };
    },
  };
}

test('one that does not come to its end is told of, once, when so many moments have passed', () => {
  const { told, tick, begin } = stage(3);
  begin('one');
  tick(2);
  expect(told).toEqual([]);
  tick(1);
  expect(told).toEqual(['one']);
  tick(10);
  expect(told).toEqual(['one']);
});

test('whoever stands behind it is not to blame', () => {
  const { told, tick, begin } = stage(3);
  begin('first');
  tick(2);
  begin('second');
  tick(1);
  expect(told).toEqual(['first']);
});

test('where one after the other comes to its end, each has all the time', async () => {
  const { told, tick, begin } = stage(3);
  const first = begin('first');
  const second = begin('second');
  tick(2);
  await first();
  tick(2);
  expect(told).toEqual([]);
  tick(1);
  expect(told).toEqual(['second']);
  await second();
});

test('moments without anything to do are not counted', async () => {
  const { told, tick, begin } = stage(3);
  tick(10);
  const end = begin('one');
  tick(2);
  await end();
  tick(10);
  begin('another');
  tick(2);
  expect(told).toEqual([]);
});

test('what fails has come to its end', async () => {
  const told: string[] = [];
  const watch = createStallWatch(2, (name) => told.push(name));
  await expect(watch.during('one', async () => await Promise.reject(new Error('no')))).rejects.toThrow('no');
  watch.tick();
  watch.tick();
  expect(told).toEqual([]);
});
