import fc from 'fast-check';
import { parseExpression, readTemplate, type Expr, type Template } from '../../src/expressions/index.ts';
import type { Condition } from '../../src/plan/index.ts';
import type { Json } from '../../src/std/index.ts';

/** Values, templates and conditions, as steps have them. Times are few, so that much falls on one instant. */

export const moments = [1, 2, 5, 10, 20, 40, 80] as const;

const expressions = new Map<string, Expr>();

export function expr(text: string): Expr {
  let read = expressions.get(text);
  if (read === undefined) {
    const parsed = parseExpression(text);
    if (!parsed.ok) throw new Error(`${text} is not read`);
    read = parsed.expr;
    expressions.set(text, read);
  }
  return read;
}

export const value = (given: Json): Template => ({ kind: 'value', value: given });
export const ofText = (text: string): Template => readTemplate(text).template;

export const inputs = { yes: true, no: false, three: 3, zero: 0, none: null, list: [1, 2, 3], k: 'k1' };
export const broken = '1 / inputs.zero';

/** Mostly one thing, now and then one of the others. */
export function mostly<Usual, Rare>(usual: Usual, rarely: fc.Arbitrary<Rare>, weight = 4): fc.Arbitrary<Usual | Rare> {
  return fc.oneof({ weight, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: rarely });
}
/** Once in so many times. */
export function sometimes<Value>(arbitrary: fc.Arbitrary<Value>, outOf = 4): fc.Arbitrary<Value | undefined> {
  return fc.oneof({ weight: outOf - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}

/** What an expression may speak of, where it stands. */
export interface Place {
  readonly before: readonly string[];
  readonly element: boolean;
}

export function member(
  { before, element }: Place,
  more: readonly string[] = [],
): fc.Arbitrary<readonly [string, Template]> {
  const texts = [
    'inputs.three',
    'step.id',
    'now()',
    'context.execution_id',
    ...(element ? ['item', 'index'] : []),
    ...before.flatMap((id) => [`steps.${id}.result`, `steps.${id}.status`, `steps.${id}.error == null`]),
    ...more,
  ];
  return fc
    .oneof(
      { weight: 40, arbitrary: fc.constantFrom(...texts).map((text) => [text, `{{ ${text} }}`] as const) },
      { weight: 2, arbitrary: fc.constant(['text', 'n{{ inputs.three }}'] as const) },
      { weight: 1, arbitrary: fc.constant(['broken', `{{ ${broken} }}`] as const) },
      ...(element ? [{ weight: 1, arbitrary: fc.constant(['at times', '{{ 1 / index }}'] as const) }] : []),
    )
    .map(([name, text]) => [name, ofText(text)] as const);
}

export function parameters(place: Place, more: readonly string[] = []): fc.Arbitrary<Template> {
  return fc
    .uniqueArray(member(place, more), { maxLength: 3, selector: ([name]) => name })
    .map((members): Template => (members.length === 0 ? value({}) : { kind: 'object', members }));
}

export function condition(place: Place): fc.Arbitrary<Condition> {
  const texts = [
    'inputs.yes',
    'inputs.no',
    'inputs.none',
    ...place.before.map((id) => `steps.${id}.status == 'completed'`),
  ];
  return fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...texts).map((text) => expr(text)) },
    { weight: 2, arbitrary: fc.boolean() },
    { weight: 1, arbitrary: fc.constantFrom('inputs.three', broken).map((text) => expr(text)) },
  );
}
