import type { Client } from '@temporalio/client';
import { describe, expect, test } from '@jest/globals';
import { ofSchedule, onceOfSchedule } from '../../src/schedules/describe-schedule.ts';

/** All that is asked of it here is to perform. */
const client = { withDeadline: async (_deadline: number, perform: () => Promise<unknown>) => await perform() };

/** What gRPC throws, so many times, before there is an answer. */
function after(times: number, status: number): { readonly ask: () => Promise<string>; readonly asked: () => number } {
  let asked = 0;
  return {
    asked: () => asked,
    ask: async () => {
      asked += 1;
      if (asked > times) return await Promise.resolve('answer');
      throw Object.assign(new Error('gRPC'), { code: status, details: 'said gRPC' });
    },
  };
}

const [deadlineExceeded, unavailable] = [4, 14];

describe('a schedule that is busy', () => {
  const temporal = client as unknown as Client;

  test('is asked once more', async () => {
    const late = after(1, deadlineExceeded);
    expect(await ofSchedule(temporal, 'nightly', late.ask)).toBe('answer');
    expect(late.asked()).toBe(2);
  });

  test('is not asked a third time, nor once more where Temporal is away or once is all that may be', async () => {
    const tooLate = after(9, deadlineExceeded);
    const away = after(1, unavailable);
    const once = after(1, deadlineExceeded);
    const refused = { code: 'temporal-unavailable' };
    await expect(ofSchedule(temporal, 'nightly', tooLate.ask)).rejects.toMatchObject(refused);
    await expect(ofSchedule(temporal, 'nightly', away.ask)).rejects.toMatchObject(refused);
    await expect(onceOfSchedule(temporal, 'nightly', once.ask)).rejects.toMatchObject(refused);
    expect([tooLate.asked(), away.asked(), once.asked()]).toEqual([2, 1, 1]);
  });
});
