import fc from 'fast-check';
import { payloadIn, type Expr, type Scope, type StepView } from '../../src/expressions/index.ts';
import { isObject, type Json, type JsonObject } from '../../src/std/index.ts';

const at = 0;

/** Names that have hurt before, among ordinary ones. */
export const memberNames = [
  'a',
  'b',
  'n',
  'text',
  'list',
  'object',
  'none',
  '__proto__',
  'constructor',
  'toString',
  'length',
  '10',
  'my-name',
  'é',
];

const memberName = fc.constantFrom(...memberNames);
const number = fc.oneof(
  fc.constantFrom(0, 1, 2, 3, -1, 0.5, 2.5, -2.5, 10, 1e308, -1e308, 1e21, 1e-7),
  fc.integer({ min: -100, max: 100 }),
);
const text = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    'b',
    'ab',
    'A',
    '1',
    '-30m',
    '1h',
    '2d',
    '2025-01-15T07:00:00Z',
    "it's",
    '"',
    '\\',
    '{{',
    '}}',
    '\n',
    '😀',
    '\ud800',
    'é',
    'true',
  ),
  fc.string({ maxLength: 6, unit: 'binary' }),
);
const literal: fc.Arbitrary<Expr> = fc
  .oneof(
    { weight: 4, arbitrary: number },
    { weight: 4, arbitrary: text },
    { weight: 2, arbitrary: fc.boolean() },
    { weight: 1, arbitrary: fc.constant(null) },
  )
  .map((value) => ({ kind: 'literal', value, at }) as const);

const reference: fc.Arbitrary<Expr> = fc.oneof(
  fc
    .constantFrom('n', 'text', 'list', 'object', 'none', 'missing')
    .map((name): Expr => ({ kind: 'member', of: { kind: 'name', name: 'inputs', at }, name, at })),
  fc
    .constantFrom('n', 'text', 'none', 'missing', 'toString')
    .map((name): Expr => ({ kind: 'member', of: { kind: 'name', name: 'payload', at }, name, at })),
  fc
    .constantFrom('inputs', 'payload', 'context', 'step', 'item', 'index')
    .map((name): Expr => ({ kind: 'name', name, at })),
  fc.constantFrom('done', 'my-step', '10', 'toString', 'gone').map((id): Expr => ({ kind: 'steps', id, at })),
);

const functions: readonly (readonly [string, number, number])[] = [
  ['now', 0, 0],
  ['time_add', 2, 2],
  ['upper', 1, 1],
  ['lower', 1, 1],
  ['trim', 1, 1],
  ['split', 2, 2],
  ['join', 2, 2],
  ['length', 1, 1],
  ['abs', 1, 1],
  ['floor', 1, 1],
  ['ceil', 1, 1],
  ['min', 1, 3],
  ['max', 1, 3],
  ['sum', 1, 1],
  ['keys', 1, 1],
  ['values', 1, 1],
  ['merge', 1, 3],
  ['unique', 1, 1],
  ['slice', 2, 3],
  ['to_string', 1, 1],
  ['to_json', 1, 1],
  ['default', 2, 2],
  ['if', 3, 3],
  ['required', 2, 2],
];
const operators = [
  'or',
  'and',
  '==',
  '!=',
  '<',
  '>',
  '<=',
  '>=',
  'contains',
  'starts_with',
  'ends_with',
  'in',
  '+',
  '-',
  '*',
  '/',
] as const;

/** Trees as the parser makes them: a minus before a literal number is part of it, a['b'] is a member. */
export const randomExpression: fc.Arbitrary<Expr> = fc.letrec<{ tree: Expr }>((tie) => {
  const tree = tie('tree');
  const binary = fc
    .tuple(fc.constantFrom(...operators), tree, tree)
    .map(([operator, left, right]): Expr => ({ kind: 'binary', operator, left, right, at }));
  const not = tree.map((operand): Expr => ({ kind: 'unary', operator: 'not', operand, at }));
  const minus = tree.map((operand): Expr => {
    if (operand.kind === 'literal' && typeof operand.value === 'number')
      return { ...operand, value: 0 - operand.value };
    return { kind: 'unary', operator: '-', operand, at };
  });
  const list = fc.array(tree, { maxLength: 3 }).map((items): Expr => ({ kind: 'list', items, at }));
  const object = fc
    .uniqueArray(fc.tuple(memberName, tree), { maxLength: 3, selector: ([name]) => name })
    .map((members): Expr => ({ kind: 'object', members, at }));
  const member = fc.tuple(tree, memberName).map(([of, name]): Expr => ({ kind: 'member', of, name, at }));
  const index = fc.tuple(tree, tree).map(([of, key]): Expr => {
    if (key.kind === 'literal' && typeof key.value === 'string') return { kind: 'member', of, name: key.value, at };
    return { kind: 'index', of, key, at };
  });
  const call = fc
    .constantFrom(...functions)
    .chain(([name, fewest, most]) =>
      fc.array(tree, { minLength: fewest, maxLength: most }).map((args): Expr => ({ kind: 'call', name, args, at })),
    );
  return {
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 3, arbitrary: literal },
      { weight: 3, arbitrary: reference },
      { weight: 6, arbitrary: binary },
      { weight: 1, arbitrary: not },
      { weight: 1, arbitrary: minus },
      { weight: 1, arbitrary: list },
      { weight: 1, arbitrary: object },
      { weight: 1, arbitrary: member },
      { weight: 1, arbitrary: index },
      { weight: 4, arbitrary: call },
    ),
  };
}).tree;

const randomJson: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    number,
    text,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc
      .uniqueArray(fc.tuple(memberName, tie('value')), { maxLength: 3, selector: ([name]) => name })
      .map((members) => Object.fromEntries(members)),
  ),
})).value;

export const randomInputs: fc.Arbitrary<JsonObject> = fc.record({
  n: fc.oneof(number, randomJson),
  text: fc.oneof(text, randomJson),
  list: fc.oneof(fc.array(number, { maxLength: 4 }), fc.array(text, { maxLength: 4 }), randomJson),
  object: randomJson,
  none: fc.constant(null),
});

export function scopeWith(inputs: Json): Scope {
  const view: StepView = { status: 'completed', result: inputs, error: null };
  return deepFrozen({
    inputs,
    context: { workflow_id: 'w@1', execution_id: 'e' },
    ...payloadIn(isObject(inputs) ? inputs : {}),
    step: { id: 's' },
    now: 1_736_922_600_000,
    seed: 'e/s',
    stepNamed: (id: string) => {
      if (id === 'gone') return undefined;
      return id === 'my-step' ? { status: 'skipped', result: null, error: null } : view;
    },
    locals: { item: { n: 1 }, index: 0 },
  });
}

function deepFrozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) for (const each of Object.values(value)) deepFrozen(each);
  return Object.freeze(value);
}

/** Every word and symbol of the language, and some of others, thrown together. */
export const randomTokens: fc.Arbitrary<string> = fc
  .array(
    fc.constantFrom(
      'inputs',
      '.n',
      '.text',
      'payload',
      'steps',
      '.done',
      '.result',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      ',',
      ':',
      '+',
      '-',
      '*',
      '/',
      '<',
      '>=',
      '==',
      '!=',
      'and',
      'or',
      'not',
      'in',
      'contains',
      'upper',
      'default',
      "'a'",
      '"b"',
      '1',
      '2.5',
      'null',
      'true',
      '&&',
      '?',
      "'",
      '\\',
      'é',
      '{{',
      '}}',
      '\n',
      '..',
      'secrets.X',
      'item',
    ),
    { maxLength: 14 },
  )
  .map((tokens) => tokens.join(' '));
