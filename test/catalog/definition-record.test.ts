import { describe, expect, test } from '@jest/globals';
import { definitionId, newestId, packDefinition, unpackDefinition } from '../../src/catalog/definition-record.ts';

const definition = { name: 'departure_prep', version: '1.0', steps: [{ id: 'a', service: 's', method: 'm' }] };
const text = 'name: departure_prep # comments stay\n';

describe('a definition as a record', () => {
  test('comes back as it was, to the letter', () => {
    const packed = packDefinition({
      name: 'departure_prep',
      version: '1.0',
      definition,
      text,
      format: 'yaml',
      digest: 'd1',
    });
    const { record } = unpackDefinition({ id: 'def:departure_prep@1.0', content: packed, writtenAt: 5 });
    expect(record).toEqual({
      name: 'departure_prep',
      version: '1.0',
      definition,
      text,
      format: 'yaml',
      digest: 'd1',
      registeredAt: 5,
    });
  });

  test('can be told from its first-level fields alone', () => {
    const packed = packDefinition({ name: 'n', version: '2', definition, text, format: 'json', digest: 'd2' });
    expect(packed).toMatchObject({ name: 'n', version: '2', digest: 'd2', steps: 1, format: 'json' });
  });

  test.each([
    ['departure_prep', '1.0', 'def:departure_prep@1.0'],
    ['a', '1+build.7', 'def:a@1+build.7'],
    ['a@1', '2', null],
    ['', '1', null],
    ['a', '', null],
    ['a b', '1', null],
    ['../a', '1', null],
    ['a', '1\n', null],
    ['a'.repeat(129), '1', null],
  ])('%s at %s has the id %s', (name, version, id) => {
    expect(definitionId(name, version)).toBe(id);
  });

  test('and the record of the newest one cannot be mistaken for a version', () => {
    expect(newestId('a')).toBe('def:a');
    expect(newestId('a@1')).toBeNull();
  });
});
