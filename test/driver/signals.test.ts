import { expect, test } from '@jest/globals';
import { newsOfSignal, payloadConverter } from '../../src/driver/index.ts';

const heard = (name: string, ...args: readonly unknown[]): unknown => newsOfSignal(name, args)?.(7) ?? null;

test.each(['pause', 'resume', 'retry', 'skip', 'compensate'])('baton.%s', (word) => {
  expect(heard(`baton.${word}`)).toEqual({ kind: `${word}-requested`, at: 7 });
});

test.each([
  [{ name: 'a' }, { name: 'a', value: null }],
  [
    { name: 'a', value: [1], strange: true },
    { name: 'a', value: [1] },
  ],
  [
    { name: 'a', value: 0, id: 'i', correlation: { x: 1 } },
    { name: 'a', value: 0, id: 'i', correlation: { x: 1 } },
  ],
  [
    { name: 'a', correlation: null },
    { name: 'a', value: null, correlation: null },
  ],
])('the event %j', (sent, event) => {
  expect(heard('baton.event', sent)).toEqual({ kind: 'event-arrived', at: 7, event });
});

const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);

test.each([
  ['nothing', []],
  ['null', [null]],
  ['a list', [['a']]],
  ['a text', ['a']],
  ['no name', [{ value: 1 }]],
  ['a name that is none', [{ name: 7 }]],
  ['an id that is none', [{ name: 'a', id: 7 }]],
  ['a value that is too long', [{ name: 'a', value: 'x'.repeat(300_000) }]],
  ['a value that is too deep', [{ name: 'a', value: deep(101) }]],
  ['a correlation that is too deep', [{ name: 'a', correlation: deep(101) }]],
  ['an inherited name', [Object.create({ name: 'a' })]],
])('%s is no event', (_, args) => {
  expect(heard('baton.event', ...args)).toBeNull();
});

test('another signal is nothing', () => {
  expect(heard('event', { name: 'a' })).toBeNull();
});

test.each([
  ['binary/encrypted', '?'],
  ['json/plain', '{'],
])('a payload in %s that nobody can read is no event, and does not throw', (encoding, data) => {
  const payload = { metadata: { encoding: Buffer.from(encoding) }, data: Buffer.from(data) };
  expect(heard('baton.event', payloadConverter.fromPayload(payload))).toBeNull();
});
