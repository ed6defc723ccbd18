import { afterEach, describe, expect, test } from '@jest/globals';
import { createPreparing, type Preparing, preparingLimits } from '../../src/preparing/index.ts';
import { Refusal } from '../../src/problems/index.ts';

const thread = new URL('../support/stuck-thread.mjs', import.meta.url);

const opened: Preparing[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});

function preparing(limits: Partial<typeof preparingLimits> = {}): Preparing {
  const created = createPreparing({ thread, limits: { ...preparingLimits, charactersHere: 0, ...limits } });
  opened.push(created);
  return created;
}

const told = async (promise: Promise<unknown>): Promise<unknown> =>
  await promise.then(
    (answer) => (answer as { readonly name: string }).name,
    (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
  );

describe('a thread for long texts', () => {
  test('looks at one after another, in order', async () => {
    const { forRecord } = preparing();
    const answers = await Promise.all(['a', 'b', 'c'].map(async (text) => await told(forRecord(text, {}))));
    expect(answers).toEqual(['a', 'b', 'c']);
  });

  test.each([
    ['takes too long', 'stuck', 'definition-too-costly'],
    ['takes too much memory', 'hungry', 'definition-too-costly'],
    ['finds a bug', 'falls', 'Error: a bug'],
  ])('is replaced by the next one after a text that %s; those that wait get their turn', async (_, text, expected) => {
    const { forRecord } = preparing({ deadlineMs: text === 'stuck' ? 3_000 : 30_000, heapMb: 64 });
    const answers = [text, 'b', text, 'c'].map(async (each) => await told(forRecord(each, {})));
    expect(await Promise.all(answers)).toEqual([expected, 'b', expected, 'c']);
  });

  test('takes no more than may wait', async () => {
    const { forRecord } = preparing({ waiting: 2 });
    const answers = ['a', 'b', 'c', 'd'].map(async (each) => await told(forRecord(each, {})));
    expect(await Promise.all(answers)).toEqual(['a', 'b', 'c', 'overloaded']);
    expect(await told(forRecord('e', {}))).toBe('e');
  });

  test('begins anew after it has ended for want of texts', async () => {
    const { forRecord } = preparing({ idleMs: 1 });
    for (const text of ['a', 'b', 'c']) {
      expect(await told(forRecord(text, {}))).toBe(text);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });

  test('is ended with whoever waits for it told so', async () => {
    const { forRecord, close } = preparing();
    const answers = ['stuck', 'b'].map(async (each) => await told(forRecord(each, {})));
    await close();
    expect(await Promise.all(answers)).toEqual(['shutting-down', 'shutting-down']);
  });

  test('is not asked about short texts', async () => {
    const { forRecord } = preparing({ charactersHere: 100 });
    expect(await forRecord('name: x\nsteps: [{id: a, service: s, method: m}]', {})).toMatchObject({
      kind: 'record',
      name: 'x',
      calls: { services: new Set(['s']), workflows: new Set() },
    });
  });
});
