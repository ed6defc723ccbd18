import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { prepare } from '../../../src/language/index.ts';
import type { Json } from '../../../src/std/index.ts';
import { randomActions, randomNumbers } from './random-actions.ts';

/** Texts that nearly are workflows of actions: whatever is done to them, they are accepted or told what is wrong. */

const strange: readonly Json[] = [
  null,
  true,
  0,
  -1,
  1e300,
  '',
  ' ',
  '{{',
  '}}',
  '{{}}',
  '{{steps}}',
  '{{steps.a}}',
  '{{secrets.a}}',
  '{{item}}',
  '{{act_0}}',
  "{{act_0['response']}}",
  '{{act_0[0]}}',
  '{{parameters}}',
  "{{parameters['__proto__']}}",
  '{{a-b.response-c}}',
  '{{context}}',
  '{{{a: {b: text}}}}',
  '__proto__',
  'constructor',
  'act_0',
  'text',
  'x'.repeat(20_000),
  [],
  {},
  [[]],
  { a: 1 },
  ['log', 'log'],
];
const keys = ['__proto__', 'tasks', 'id', 'name', 'config', 'condition', 'loop', 'toString', '{{a}}', ''];

function mutated(value: Json, next: () => number): Json {
  const pick = <Each>(all: readonly Each[]): Each => all[Math.floor(next() * all.length)] as Each;
  if (next() < 0.008) return pick(strange);
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).flatMap((each) => (next() < 0.008 ? [] : [mutated(each, next)]));
    return next() < 0.01 && items.length > 0 ? [...items, pick(items)] : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).flatMap(([key, each]) => {
    if (next() < 0.008) return [];
    return [[next() < 0.008 ? pick(keys) : key, mutated(each, next)] as const];
  });
  return Object.fromEntries(next() < 0.008 ? [...members, [pick(keys), pick(strange)] as const] : members);
}

test('five hundred of them', () => {
  let accepted = 0;
  for (let seed = 1; seed <= 500; seed++) {
    const next = randomNumbers(seed);
    const document = mutated(randomActions(1 + (seed % 40)).document, next);
    const text = JSON.stringify(document);
    const prepared = prepare(text, { notation: 'actions' });
    if (prepared.ok) accepted++;
    else expect(prepared.diagnostics.length).toBeGreaterThan(0);
    for (const { code, message, hint, span, path } of prepared.diagnostics) {
      const said = `${seed} ${code} ${path ?? ''}: ${message} (${hint ?? ''})`;
      const ours = `${path ?? ''} ${message} ${hint ?? ''}`.replace(/`[^`]*`/g, '').replace(/"[^"]*"/g, '');
      expect([said, ours.match(/\bsteps?\b|\binputs?\b|for_each|max_parallel/)]).toEqual([said, null]);
      if (code !== 'more-diagnostics') expect([said, typeof span]).toEqual([said, 'object']);
      expect(path ?? '').not.toMatch(/^steps|^inputs/);
    }
  }
  expect(accepted).toBeGreaterThan(50);
  expect(accepted).toBeLessThan(450);
});

test('the seed as it is, and every beginning of it', () => {
  const text = readFileSync(new URL('seed-actions/quick-start.txt', import.meta.url), 'utf8');
  for (let end = 0; end < text.length; end += 3) {
    const prepared = prepare(text.slice(0, end), { notation: 'actions' });
    expect(prepared.ok).toBe(false);
    expect(prepared.diagnostics.length).toBeGreaterThan(0);
  }
});
