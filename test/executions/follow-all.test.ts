import type { Client } from '@temporalio/client';
import { describe, expect, test } from '@jest/globals';
import { createFollowAll } from '../../src/executions/follow-all.ts';

/** Nothing of Temporal is asked before a reader asks for the first event. */
const nobody = {} as Client;

describe('where a reader of all executions goes on from', () => {
  const { signal: left } = new AbortController();
  const followAll = createFollowAll(nobody, { exists: async () => false });
  const idAt = (at: number): string => `${at.toString(36)}-other-1`;

  test('is a time that was, on a clock that may be a little ahead', () => {
    for (const at of [1, Date.now() - 60_000, Date.now(), Date.now() + 5_000]) {
      expect(() => followAll({ last: idAt(at), left })).not.toThrow();
    }
  });

  test.each(['zzzzzzzzzz-aa-1', idAt(Date.now() + 60_000), 'none'])('is not %s', (last) => {
    expect(() => followAll({ last, left })).toThrow(
      expect.objectContaining({ code: 'invalid-header' }) as unknown as Error,
    );
  });
});
