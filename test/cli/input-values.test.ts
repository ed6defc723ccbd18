import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { CliError } from '../../src/cli/cli-error.ts';
import { hintedInputs, inputValues, textHints } from '../../src/cli/input-values.ts';

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

describe('an input that is refused because a text is wanted', () => {
  const refused = [{ path: 'inputs.order', message: 'the input `order` must be text, not 7' }];

  test.each([
    ['order=7', [`  as text it is written  -i 'order="7"'`]],
    ['order=true', [`  as text it is written  -i 'order="true"'`]],
    ['order="7"', []],
    ['order=seven', []],
    ['other=7', []],
  ])('%s', (pair, hints) => expect(textHints([pair], refused)).toEqual(hints));

  test('a number out of its range is told nothing of the kind', () => {
    const message = 'the input `order` must be at most 5, not 7';
    expect(textHints(['order=7'], [{ path: 'inputs.order', message }])).toEqual([]);
  });

  test('a refusal of the API is followed by the hint, and stays what it is for a program', async () => {
    const answer = { success: false, error: { code: 'inputs-rejected', details: refused } };
    const refusal = (): Promise<never> => Promise.reject(new CliError(4, '1 problem', answer));
    await expect(hintedInputs(['order=7'], refusal)).rejects.toMatchObject({
      exitCode: 4,
      message: `1 problem\n  as text it is written  -i 'order="7"'`,
      json: answer,
    });
    await expect(hintedInputs(['order=a'], refusal)).rejects.toMatchObject({ message: '1 problem' });
  });
});
