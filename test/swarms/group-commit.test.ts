import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { Refusal } from '../../src/problems/index.ts';
import { type Answers, createGroupCommit, type GroupCommitOptions } from '../../src/swarms/group-commit.ts';

interface Sent {
  readonly entity: string;
  readonly batch: string;
  readonly operations: readonly string[];
  readonly answer: (answers?: Answers<string>) => void;
  readonly fail: (reason: unknown) => void;
}

/** An entity that answers when it is told to; every operation with itself in capitals. */
function entity(options: Partial<GroupCommitOptions<string, string, string>> = {}) {
  const sent: Sent[] = [];
  let wake = (): void => undefined;
  let names = 0;
  const commit = createGroupCommit<string, string, string>({
    nameOf: (name) => name,
    nameBatch: () => `batch-${names++}`,
    send: async (name, batch, operations) =>
      await new Promise((resolve, reject) => {
        const usual = operations.map((each) => each.toUpperCase());
        sent.push({ entity: name, batch, operations, answer: (answers = usual) => resolve(answers), fail: reject });
        wake();
      }),
    ...options,
  });
  const nth = async (at: number): Promise<Sent> => {
    for (;;) {
      const there = sent[at];
      if (there !== undefined) return there;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  return { ...commit, sent, nth };
}

const away = () => new Refusal('temporal-unavailable', 'Temporal cannot be reached');

describe('operations on one entity', () => {
  test('go out at once when nothing is under way; what gathers meanwhile is the next update', async () => {
    const { submit, nth, sent } = entity({ inFlight: 1 });
    const first = submit('one', 'a');
    const others = ['b', 'c', 'd'].map((each) => submit('one', each));
    expect(sent.map(({ operations }) => operations)).toEqual([['a']]);
    (await nth(0)).answer();
    expect(await first).toBe('A');
    const second = await nth(1);
    expect(second.operations).toEqual(['b', 'c', 'd']);
    second.answer();
    expect(await Promise.all(others)).toEqual(['B', 'C', 'D']);
  });

  test('no more updates than allowed are under way, and none holds more than a hundred', async () => {
    const { submit, nth, sent } = entity({ inFlight: 2 });
    const all = Array.from({ length: 250 }, (_, at) => submit('one', `op-${at}`));
    expect(sent).toHaveLength(2);
    for (let at = 0; at < 5; at++) (await nth(at)).answer();
    expect(await Promise.all(all)).toEqual(Array.from({ length: 250 }, (_, at) => `OP-${at}`));
    expect(sent.map(({ operations }) => operations.length)).toEqual([1, 1, 100, 100, 48]);
  });

  test('an update holds no more bytes than fit, but always one operation', async () => {
    const { submit, nth } = entity({ inFlight: 1 });
    const large = 'x'.repeat(700_000);
    const huge = 'y'.repeat(1_500_000);
    const all = ['a', large, large, huge, 'b'].map((each) => submit('one', each));
    const lengths: number[] = [];
    for (let at = 0; at < 5; at++) {
      const { operations, answer } = await nth(at);
      lengths.push(operations.length);
      answer();
    }
    await Promise.all(all);
    expect(lengths).toEqual([1, 1, 1, 1, 1]);
  });

  test('wait for none of another', async () => {
    const { submit, nth } = entity({ inFlight: 1 });
    const [one, two] = [submit('one', 'a'), submit('two', 'b')];
    (await nth(1)).answer();
    expect(await two).toBe('B');
    (await nth(0)).answer();
    expect(await one).toBe('A');
  });

  test('what an update had no room to answer is asked again, before what came later', async () => {
    const { submit, nth } = entity({ inFlight: 1 });
    const all = ['z', 'a', 'b'].map((each) => submit('one', each));
    (await nth(0)).answer();
    const { answer } = await nth(1);
    const later = submit('one', 'c');
    answer(['A', null]);
    const third = await nth(2);
    expect(third.operations).toEqual(['b', 'c']);
    third.answer();
    expect(await Promise.all([...all, later])).toEqual(['Z', 'A', 'B', 'C']);
  });
});

test('what is under way for long is not waited for any longer, and others are answered', async () => {
  const { submit, nth } = entity({ inFlight: 1, patienceMs: -1 });
  const [slow, quick] = [submit('one', 'a'), submit('one', 'b')];
  (await nth(0)).answer([null]);
  await expect(slow).rejects.toMatchObject({
    code: 'temporal-unavailable',
    message: expect.stringContaining('under way'),
  });
  (await nth(1)).answer();
  expect(await quick).toBe('B');
});

describe('while an update on another entity is under way', () => {
  /** That an update usually takes so long, or longer. */
  const took = async ({ submit, nth }: ReturnType<typeof entity>, ms: number): Promise<void> => {
    const first = submit('one', 'first');
    await sleep(ms);
    (await nth(0)).answer();
    await first;
  };

  test('operations gather, and go together as soon as it is answered', async () => {
    const own = entity({ gatherFor: 10_000 });
    await took(own, 20);
    const before = own.submit('one', 'a');
    const gathered = ['b', 'c'].map((each) => own.submit('two', each));
    await sleep(50);
    expect(own.sent).toHaveLength(2);
    (await own.nth(1)).answer();
    const third = await own.nth(2);
    expect(third.operations).toEqual(['b', 'c']);
    third.answer();
    expect(await Promise.all([before, ...gathered])).toEqual(['A', 'B', 'C']);
  });

  test('they go as well when they have waited longer than updates take', async () => {
    const own = entity({ gatherFor: 2 });
    await took(own, 20);
    const slow = own.submit('one', 'a');
    const quick = own.submit('two', 'b');
    const third = await own.nth(2);
    expect(third.entity).toBe('two');
    third.answer();
    expect(await quick).toBe('B');
    (await own.nth(1)).answer();
    expect(await slow).toBe('A');
  });
});

describe('an update that is not answered', () => {
  test('is sent again as it was, under the same name', async () => {
    const { submit, nth } = entity({ inFlight: 1 });
    const all = ['a', 'b'].map((each) => submit('one', each));
    (await nth(0)).answer();
    (await nth(1)).fail(away());
    (await nth(2)).fail(away());
    const last = await nth(3);
    expect([last.batch, last.operations]).toEqual(['batch-1', ['b']]);
    last.answer();
    expect(await Promise.all(all)).toEqual(['A', 'B']);
  });

  test('is given up at the deadline, and the next ones are sent', async () => {
    const { submit, nth } = entity({ inFlight: 1, deadlineMs: 0 });
    const lost = submit('one', 'a');
    (await nth(0)).fail(away());
    await expect(lost).rejects.toMatchObject({ code: 'temporal-unavailable' });
    const next = submit('one', 'b');
    (await nth(1)).answer();
    expect(await next).toBe('B');
  });

  test('is not sent again where that would change nothing', async () => {
    const { submit, nth, sent } = entity({ inFlight: 1 });
    const lost = submit('one', 'a');
    (await nth(0)).fail(new Error('a bug'));
    await expect(lost).rejects.toThrow('a bug');
    expect(sent).toHaveLength(1);
  });
});

describe('an entity that does not answer', () => {
  test('takes no turn from others, and is still asked but once at a time', async () => {
    const { submit, nth, sent } = entity({ inFlight: 1, allInFlight: 1, slowMs: 0 });
    const ill = submit('ill', 'a');
    const behind = submit('ill', 'b');
    const well = submit('well', 'c');
    const second = await nth(1);
    expect(second.entity).toBe('well');
    second.answer();
    expect(await well).toBe('C');
    expect(sent).toHaveLength(2);
    (await nth(0)).answer();
    expect(await ill).toBe('A');
    (await nth(2)).answer();
    expect(await behind).toBe('B');
  });

  test('takes none while it is waited for before it is asked again', async () => {
    const { submit, nth } = entity({ inFlight: 1, allInFlight: 1 });
    const ill = submit('ill', 'a');
    const well = submit('well', 'b');
    (await nth(0)).fail(away());
    const second = await nth(1);
    expect(second.entity).toBe('well');
    second.answer();
    expect(await well).toBe('B');
    (await nth(2)).answer();
    expect(await ill).toBe('A');
  });

  test('is given up by all who have waited long enough, those behind as well', async () => {
    const { submit, nth, sent } = entity({ inFlight: 1, deadlineMs: 0 });
    const all = Array.from({ length: 300 }, (_, at) => submit('one', `op ${at}`));
    const outcomes = Promise.allSettled(all);
    (await nth(0)).fail(away());
    expect((await outcomes).every(({ status }) => status === 'rejected')).toBe(true);
    expect(sent).toHaveLength(1);
  });
});

test('what waits has no more bytes in all than there is memory for', async () => {
  const { submit, nth } = entity({ inFlight: 1, mostBytes: 100 });
  const first = submit('one', 'x'.repeat(80));
  await expect(submit('two', 'y'.repeat(30))).rejects.toMatchObject({ code: 'overloaded' });
  (await nth(0)).answer();
  await first;
  const later = submit('two', 'y'.repeat(30));
  (await nth(1)).answer();
  expect(await later).toBe('Y'.repeat(30));
});

test('who comes when too many wait is turned away, and nobody else', async () => {
  const { submit, nth } = entity({ inFlight: 1, mostWaiting: 2 });
  const taken = ['a', 'b', 'c'].map((each) => submit('one', each));
  await expect(submit('one', 'd')).rejects.toMatchObject({ code: 'overloaded' });
  expect(await Promise.race([submit('two', 'e'), nth(1).then(({ operations }) => operations)])).toEqual(['e']);
  (await nth(0)).answer();
  (await nth(2)).answer();
  expect(await Promise.all(taken)).toEqual(['A', 'B', 'C']);
});
