import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import {
  definitionId,
  newestId,
  packDefinition,
  unpackDefinition,
  unpackVersion,
} from '../../src/catalog/definition-record.ts';
import { packContent } from '../../src/preparing/index.ts';

const definition = { name: 'departure_prep', version: '1.0', steps: [{ id: 'a', service: 's', method: 'm' }] };
const text = 'name: departure_prep # comments stay\n';

describe('a definition as a record', () => {
  test.each([
    ['as it is written', packContent({ text, definition })],
    ['as it was by earlier builds', gzipSync(JSON.stringify({ text, definition })).toString('base64')],
  ])('comes back as it was, to the letter, from what is packed %s', async (_, content) => {
    const packed = packDefinition({
      name: 'departure_prep',
      version: '1.0',
      content,
      steps: 1,
      format: 'yaml',
      notation: 'definition',
      digest: 'd1',
    });
    const { record } = await unpackDefinition({
      id: 'def:departure_prep@1.0',
      content: packed,
      writtenAt: 5,
      run: 'r',
    });
    expect(record).toEqual({
      name: 'departure_prep',
      version: '1.0',
      definition,
      text,
      format: 'yaml',
      notation: 'definition',
      digest: 'd1',
      registeredAt: 5,
    });
  });

  test('can be told from its first-level fields alone', () => {
    const content = packContent({ text, definition });
    const written = { format: 'json', notation: 'sequence' } as const;
    const packed = packDefinition({ name: 'n', version: '2', content, steps: 1, digest: 'd2', ...written });
    expect(packed).toMatchObject({
      name: 'n',
      version: '2',
      digest: 'd2',
      steps: 1,
      format: 'json',
      notation: 'sequence',
    });
    expect(unpackVersion({ id: 'def:n@2', content: packed, writtenAt: 7, run: 'r' })).toEqual({
      name: 'n',
      version: '2',
      notation: 'sequence',
      digest: 'd2',
      registeredAt: 7,
    });
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
