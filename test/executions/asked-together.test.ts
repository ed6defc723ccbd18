import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { askedTogether } from '../../src/executions/asked-together.ts';

/** A question that is answered when it is told to be, with what was true when it was begun. */
function opened(): {
  readonly ask: (key: string) => Promise<number>;
  readonly change: () => void;
  readonly answerOne: (failing?: boolean) => void;
  readonly begun: () => number;
} {
  let truth = 0;
  let begun = 0;
  const open: { readonly answer: (failing: boolean) => void }[] = [];
  return {
    ask: async () => {
      const now = truth;
      begun++;
      return await new Promise((resolve, reject) => {
        open.push({ answer: (failing) => (failing ? reject(new Error('no answer')) : resolve(now)) });
      });
    },
    change: () => void truth++,
    answerOne: (failing = false) => open.shift()?.answer(failing),
    begun: () => begun,
  };
}

const settled = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve));

describe('the same asked by many', () => {
  test('is asked once more for all who came while it was being asked', async () => {
    const { ask, change, answerOne, begun } = opened();
    const together = askedTogether(ask);
    const first = together('a');
    change();
    const later = [together('a'), together('a'), together('a')];
    answerOne();
    await expect(first).resolves.toBe(0);
    await settled();
    answerOne();
    await expect(Promise.all(later)).resolves.toEqual([1, 1, 1]);
    expect(begun()).toBe(2);
  });

  test('one that fails keeps nobody else from an answer', async () => {
    const { ask, answerOne } = opened();
    const together = askedTogether(ask);
    const first = together('a');
    const second = together('a');
    answerOne(true);
    await expect(first).rejects.toThrow('no answer');
    await settled();
    answerOne();
    await expect(second).resolves.toBe(0);
    const third = together('a');
    answerOne();
    await expect(third).resolves.toBe(0);
  });

  test('nobody is told what was true before his question, and all are answered', async () => {
    const acts = fc.array(fc.constantFrom('ask', 'change', 'answer', 'fail', 'wait'), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(acts, async (done) => {
        const { ask, change, answerOne } = opened();
        const together = askedTogether(ask);
        let truth = 0;
        const told: Promise<void>[] = [];
        for (const act of done) {
          if (act === 'ask') {
            const least = truth;
            told.push(
              together('a').then(
                (answer) => expect(answer).toBeGreaterThanOrEqual(least),
                (error: unknown) => expect(String(error)).toContain('no answer'),
              ),
            );
          } else if (act === 'change') {
            change();
            truth++;
          } else if (act === 'wait') await settled();
          else answerOne(act === 'fail');
        }
        for (let rest = 0; rest < 3; rest++) {
          await settled();
          answerOne();
        }
        await Promise.all(told);
      }),
      { numRuns: 300 },
    );
  });
});
