import { describe, expect, test } from '@jest/globals';
import { createTurns } from '../../src/catalog/turns.ts';

describe('turns', () => {
  test('are taken one after the other for a key, and independently for others', async () => {
    const turns = createTurns();
    const log: string[] = [];
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const first = turns.take('a', async () => {
      log.push('a1 begins');
      await gate;
      log.push('a1 ends');
    });
    const second = turns.take('a', async () => void log.push('a2'));
    await turns.take('b', async () => void log.push('b'));
    release();
    await Promise.all([first, second]);
    expect(log).toEqual(['a1 begins', 'b', 'a1 ends', 'a2']);
  });

  test('go on after one that failed', async () => {
    const turns = createTurns();
    const failed = turns.take('a', async () => await Promise.reject(new Error('no')));
    const next = turns.take('a', async () => 'yes');
    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });
});
