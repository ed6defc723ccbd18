import { expect, test } from '@jest/globals';
import { newRequestId } from '../../src/api/request-id.ts';

test('each is another, of the form that logs and answers have', () => {
  const ids = Array.from({ length: 1_000 }, newRequestId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !/^req_[0-9a-f]{18}$/.test(id))).toEqual([]);
});
