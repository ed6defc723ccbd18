import { expect, test } from '@jest/globals';
import { lineWriter } from '../../src/api/line-writer.ts';

test('lines of one turn are written together, in their order, and none is lost at the end', async () => {
  const written: string[] = [];
  const lines = lineWriter((text) => written.push(text));
  lines.line('one');
  lines.line('two');
  expect(written).toEqual([]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(written).toEqual(['one\ntwo']);
  lines.line('three');
  lines.flush();
  lines.flush();
  expect(written).toEqual(['one\ntwo', 'three']);
  await new Promise((resolve) => setImmediate(resolve));
  expect(written).toHaveLength(2);
});
