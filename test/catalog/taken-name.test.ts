import { describe, expect, test } from '@jest/globals';
import { takenName } from '../../src/catalog/taken-name.ts';
import { notations } from '../../src/language/index.ts';

const removed = { by: null, at: 0 };

describe('a name', () => {
  test.each(notations)('of %s takes no other notation', (notation) => {
    for (const other of notations) {
      const refusal = takenName({ name: 'n', notation: other }, { notation }, null);
      expect(refusal?.code).toBe(other === notation ? undefined : 'name-taken');
    }
  });

  test('that nobody has is free', () => {
    expect(takenName({ name: 'n', notation: 'sequence' }, null, null)).toBeNull();
  });

  test('of a created workflow is for its own versions, which it may write again once it is deleted', () => {
    const newest = { notation: 'actions', about: {} } as const;
    expect(takenName({ name: 'n', notation: 'actions', about: {} }, newest, null)).toBeNull();
    expect(takenName({ name: 'n', notation: 'actions', about: {} }, newest, removed)).toBeNull();
    for (const notation of notations) {
      expect(takenName({ name: 'n', notation }, newest, null)?.message).toContain('PUT /workflows/n');
      expect(takenName({ name: 'n', notation }, newest, removed)?.message).toContain('deleted');
      expect(takenName({ name: 'n', notation, about: {} }, { notation }, null)?.code).toBe('name-taken');
    }
  });
});
