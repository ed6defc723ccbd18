import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { CliError } from '../../src/cli/cli-error.ts';
import { inputValues } from '../../src/cli/input-values.ts';

const folder = mkdtempSync(join(tmpdir(), 'baton-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['n=22', { n: 22 }],
  ['n=-1.5e3', { n: -1500 }],
  ['b=true', { b: true }],
  ['nothing=null', { nothing: null }],
  ['quoted="22"', { quoted: '22' }],
  ['list=[1,"a"]', { list: [1, 'a'] }],
  ['object={"a":1}', { object: { a: 1 } }],
  ['text=coffee', { text: 'coffee' }],
  ['time=2025-01-15T07:00:00Z', { time: '2025-01-15T07:00:00Z' }],
  ['empty=', { empty: '' }],
  ['equation=a=b', { equation: 'a=b' }],
  ['broken={"a":', { broken: '{"a":' }],
  ['id=9007199254740993', { id: '9007199254740993' }],
  ['zeros=007', { zeros: '007' }],
])('%s', (pair, inputs) => expect(inputValues([pair], undefined)).toEqual(inputs));

test('__proto__ is a name like any other here; the API refuses it', () => {
  const inputs = inputValues(['__proto__={"a":1}'], undefined);
  expect(Object.keys(inputs)).toEqual(['__proto__']);
  expect('a' in inputs).toBe(false);
});

test('a whole object, inline or from a file, and single ones over it', () => {
  writeFileSync(join(folder, 'inputs.json'), '{"a": 1, "b": 2}');
  expect(inputValues(['b=3'], '{"a":1,"b":2}')).toEqual({ a: 1, b: 3 });
  expect(inputValues(['b=3'], `@${join(folder, 'inputs.json')}`)).toEqual({ a: 1, b: 3 });
});

test.each([
  [['a'], undefined, /expected NAME=VALUE/],
  [['=1'], undefined, /expected NAME=VALUE/],
  [['a=1', 'a=2'], undefined, /given twice/],
  [[], '[1]', /expected a JSON object/],
  [[], '{', /not JSON/],
  [[], '@/no/such/file', /cannot be read/],
])('%j %s is a usage error', (pairs, whole, message) => {
  expect(() => inputValues(pairs, whole)).toThrow(CliError);
  expect(() => inputValues(pairs, whole)).toThrow(message);
});
