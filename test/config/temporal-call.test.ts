import { describe, expect, test } from '@jest/globals';
import { NamespaceNotFoundError, WorkflowNotFoundError } from '@temporalio/common';
import { callTemporal, isNotFound, temporalDeadlineMs } from '../../src/config/index.ts';
import { Refusal } from '../../src/problems/index.ts';

const client = { withDeadline: async <T>(_deadline: number, perform: () => Promise<T>): Promise<T> => await perform() };
const rpcError = (code: number): Error =>
  Object.assign(new Error('what the SDK says'), { cause: { code, details: 'what Temporal says' } });
const outcomeOf = async (error: Error): Promise<unknown> =>
  await callTemporal(client, async () => await Promise.reject(error)).catch((thrown: unknown) => thrown);

describe('a call of Temporal', () => {
  test('has a deadline, and gives what Temporal answers', async () => {
    const deadlines: number[] = [];
    const recording = {
      withDeadline: async <T>(deadline: number, perform: () => Promise<T>): Promise<T> => {
        deadlines.push(deadline);
        return await perform();
      },
    };
    const before = Date.now();
    expect(await callTemporal(recording, async () => 'answer')).toBe('answer');
    expect(deadlines).toHaveLength(1);
    expect(deadlines[0]).toBeGreaterThanOrEqual(before + temporalDeadlineMs);
  });

  test.each([
    ['away', 14, /cannot be reached/],
    ['too slow', 4, /did not answer within 5 seconds/],
    ['overloaded', 8, /overloaded: what Temporal says/],
    ['strict', 16, /credentials/],
    ['broken', 13, /error: what Temporal says/],
  ])('that is %s is refused', async (_, code, message) => {
    const outcome = await outcomeOf(rpcError(code));
    expect(outcome).toBeInstanceOf(Refusal);
    expect(outcome).toMatchObject({ code: 'temporal-unavailable', message: expect.stringMatching(message) as unknown });
  });

  test('that has no such namespace is refused, naming it', async () => {
    const outcome = await outcomeOf(new NamespaceNotFoundError('far-away'));
    expect(outcome).toMatchObject({ code: 'temporal-unavailable', message: 'Temporal has no namespace far-away' });
  });

  test.each([3, 5, 6, 9])('leaves an answer about what was asked to the one who asked (status %i)', async (code) => {
    const error = rpcError(code);
    expect(await outcomeOf(error)).toBe(error);
  });

  test('leaves a bug a bug', async () => {
    const error = new TypeError('a bug');
    expect(await outcomeOf(error)).toBe(error);
  });

  test('knows what is not there from what went wrong', () => {
    expect(isNotFound(rpcError(5))).toBe(true);
    expect(isNotFound(new WorkflowNotFoundError('none', 'id', undefined))).toBe(true);
    expect(isNotFound(rpcError(14))).toBe(false);
    expect(isNotFound(null)).toBe(false);
  });
});
