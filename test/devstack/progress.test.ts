import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { elapsed, withProgress } from '../../src/devstack/progress.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

const work = { doing: 'Building the Temporal CLI', why: 'none is installed' };

describe('progress', () => {
  test('nothing is said of what ends within two seconds', async () => {
    const said: string[] = [];
    const done = withProgress(
      (line) => said.push(line),
      work,
      () => new Promise((resolve) => setTimeout(resolve, 1_900)),
    );
    await jest.advanceTimersByTimeAsync(60_000);
    await done;
    expect(said).toEqual([]);
  });

  test('what lasts longer is said with its reason, then every ten seconds how far it is', async () => {
    const said: string[] = [];
    let packages = 0;
    const done = withProgress(
      (line) => said.push(line),
      { ...work, detail: () => `${(packages += 300)} packages` },
      () => new Promise((resolve) => setTimeout(resolve, 25_000)),
    );
    await jest.advanceTimersByTimeAsync(120_000);
    await done;
    expect(said).toEqual([
      'Building the Temporal CLI: none is installed',
      '  … 12 s, 300 packages',
      '  … 22 s, 600 packages',
    ]);
  });

  test('it falls silent after a failure, which is passed on', async () => {
    const said: string[] = [];
    const failed = withProgress(
      (line) => said.push(line),
      work,
      () => Promise.reject(new Error('no milk')),
    );
    await expect(failed).rejects.toThrow('no milk');
    await jest.advanceTimersByTimeAsync(60_000);
    expect(said).toEqual([]);
  });

  test('long times are read in minutes', () => {
    expect([elapsed(59_999), elapsed(60_000), elapsed(361_000)]).toEqual(['59 s', '1 min 0 s', '6 min 1 s']);
  });
});
