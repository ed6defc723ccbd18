import { describe, expect, test } from '@jest/globals';
import {
  anyType,
  canFit,
  checkCondition,
  checkExpression,
  describeType,
  listOf,
  mayBe,
  nullable,
  nullType,
  numberType,
  objectOf,
  offsetIn,
  parseExpression,
  readJsonText,
  readTemplate,
  shorthandTypes,
  stepsReadBy,
  stringType,
  typeOf,
  typeOfValue,
  unionOf,
  type Expr,
  type ScopeTypes,
} from '../../src/expressions/index.ts';
import { codeFrame } from '../../src/problems/index.ts';

const types: ScopeTypes = {
  inputs: objectOf(
    [
      ['temperature', numberType],
      ['name', stringType],
    ],
    false,
  ),
  steps: new Map([['weather', objectOf([['celsius', numberType]], false)]]),
  context: objectOf([['version', stringType]], false),
  locals: new Map([['item', anyType]]),
  hasStep: true,
};

describe('checkExpression', () => {
  test('says everything at once, in order of writing', () => {
    const problems = checkExpression(expression("inputs.temprature + uper('a', steps.wether.result) - true"), types);
    expect(problems.map(({ code, start }) => [code, start])).toEqual([
      ['unknown-name', 0],
      ['wrong-type', 0],
      ['unknown-function', 20],
      ['unknown-name', 30],
    ]);
  });

  test.each([
    ['rows[0]', ['always-null']],
    ['maybe[0]', ['always-null']],
    ['unsure[0].x', []],
  ])('an element is of the type of its list: %s.x', (list, codes) => {
    const row = objectOf([['y', listOf(stringType)]], false);
    const inputs = objectOf(
      [
        ['rows', listOf(stringType)],
        ['maybe', unionOf(listOf(stringType), nullType)],
        ['unsure', unionOf(listOf(row), stringType)],
      ],
      false,
    );
    const problems = checkExpression(expression(`inputs.${list}.x`), { ...types, inputs });
    expect(problems.map(({ code }) => code)).toEqual(codes);
  });

  test('underlines the whole reference, with its brackets', () => {
    const text = "1 + inputs['temprature'] * 2";
    const [problem] = checkExpression(expression(text), types);
    expect(problem && text.slice(problem.start, problem.end)).toBe("inputs['temprature']");
    expect(problem && codeFrame(text, problem)).toBe("1 | 1 + inputs['temprature'] * 2\n  |     ^~~~~~~~~~~~~~~~~~~~");
  });

  test('underlines both sides of an operator that does not fit', () => {
    const text = 'inputs.temperature > (inputs.name - 1)';
    const [problem] = checkExpression(expression(text), types);
    expect(problem && text.slice(problem.start, problem.end)).toBe('inputs.name - 1');
  });

  test('knows the results of steps where they are known', () => {
    expect(checkExpression(expression('steps.weather.result.celcius < 3'), types)).toMatchObject([
      { code: 'unknown-name', hint: 'celsius', start: 0, end: 28 },
    ]);
    expect(typeOf(expression('steps.weather.result.celsius'), types)).toEqual(nullable(numberType));
  });

  test('works on a tree that came through JSON, with one offset a node', () => {
    const travelled = JSON.parse(JSON.stringify(expression('1 + inputs.temprature'))) as Expr;
    expect(checkExpression(travelled, types)).toMatchObject([{ code: 'unknown-name', start: 4 }]);
  });
});

test('checkCondition adds to what checkExpression finds', () => {
  expect(checkCondition(expression('inputs.temperature'), types)).toMatchObject([
    {
      code: 'condition-never-boolean',
      message: 'a condition gives true or false; `inputs.temperature` is a number',
      start: 0,
      end: 18,
    },
  ]);
  expect(checkCondition(expression('inputs.temprature'), types).map(({ code }) => code)).toEqual(['unknown-name']);
  expect(checkCondition(expression('item'), types)).toEqual([]);
});

describe('stepsReadBy', () => {
  test('names each step once, in order of appearance', () => {
    expect(
      stepsReadBy(expression("steps.b.result + steps['a-1'].result + steps.b.status + upper(steps.c.error)")),
    ).toEqual(['b', 'a-1', 'c']);
    expect(stepsReadBy(readTemplate('x {{steps.z.result}} {{[steps.y.status, {k: steps.z}]}}').template)).toEqual([
      'z',
      'y',
    ]);
    expect(
      stepsReadBy(
        readJsonText('{"a": [{{steps.q.result}}], "b": "{{steps.p.result}} text", "c": "steps.r.result"}').template,
      ),
    ).toEqual(['q', 'p']);
    expect(stepsReadBy(expression("inputs.steps + 'steps.a'"))).toEqual([]);
  });
});

describe('offsetIn', () => {
  test('places an offset of the expression in the text that was read', () => {
    const text = 'at {{ inputs.n }} and {{inputs.m}}';
    const read = readTemplate(text);
    const placed = read.expressions.map((each) => text.slice(offsetIn(each, each.expr.at)));
    expect(placed).toEqual(['n }} and {{inputs.m}}', 'm}}']);
  });

  test('through the escapes of JSON text', () => {
    const text = '{"a": "\\u0041\\n {{upper(\\"x\\") + inputs.n}}", "b": {{inputs.m}}}';
    const [first, second] = readJsonText(text).expressions;
    if (first === undefined || second === undefined) throw new Error('two expressions were written');
    expect(text.slice(offsetIn(first, first.expr.at)).startsWith('+ inputs.n')).toBe(true);
    expect(text.slice(offsetIn(first, 0)).startsWith('upper')).toBe(true);
    expect(text.slice(offsetIn(second, second.expr.at)).startsWith('m}}')).toBe(true);
  });
});

describe('types', () => {
  test('of unions are flat, without doubles, and any takes all', () => {
    expect(unionOf(numberType, nullable(numberType), nullType)).toEqual({
      kind: 'union',
      options: [numberType, nullType],
    });
    expect(unionOf(numberType, anyType)).toBe(anyType);
    expect(unionOf(stringType, stringType)).toBe(stringType);
  });

  test('fit where some value would be taken', () => {
    expect(canFit(listOf(numberType), listOf(unionOf(stringType, numberType)))).toBe(true);
    expect(canFit(listOf(numberType), listOf(stringType))).toBe(false);
    expect(canFit(nullable(stringType), nullType)).toBe(true);
    expect(mayBe(nullable(stringType), 'null')).toBe(true);
  });

  test('are named for messages', () => {
    expect(describeType(nullable(unionOf(stringType, numberType)))).toBe('a string, a number or null');
    expect(describeType(listOf(stringType))).toBe('a list of strings');
    expect(describeType(typeOfValue({ a: [1, 'x'] }))).toBe('an object');
  });

  test('of the shorthand are all there', () => {
    expect([...shorthandTypes.keys()]).toEqual([
      'string',
      'number',
      'integer',
      'boolean',
      'datetime',
      'object',
      'array',
      'any',
    ]);
  });
});

function expression(text: string): Expr {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.expr;
}
