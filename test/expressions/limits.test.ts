import { describe, expect, test } from '@jest/globals';
import {
  checkExpression,
  evaluateExpression,
  evaluateTemplate,
  parseExpression,
  printExpression,
  readCondition,
  readJsonText,
  readTemplate,
  type Expr,
  type Scope,
} from '../../src/expressions/index.ts';
import {
  DEEPEST_EXPRESSION,
  DEEPEST_JSON_TEXT,
  LARGEST_VALUE,
  LONGEST_EXPRESSION,
  LONGEST_LIST,
  LONGEST_TEXT,
  MOST_PARTS,
  MOST_PROBLEMS,
} from '../../src/expressions/limits.ts';
import type { Json } from '../../src/std/index.ts';
import { standardScope } from './conformance-cases.ts';

const anyTypes = {
  inputs: { kind: 'any' },
  steps: new Map(),
  context: { kind: 'any' },
  locals: new Map(),
  hasStep: true,
} as const;

describe('reading is bounded', () => {
  test.each([
    ['12,000 parentheses', '('.repeat(12_000), 'expression-too-deep'],
    ['matched parentheses', `${'('.repeat(5000)}1${')'.repeat(5000)}`, 'expression-too-deep'],
    ['20,000 times not', `${'not '.repeat(20_000)}true`, 'expression-too-long'],
    ['4,000 times not', `${'not '.repeat(4000)}true`, 'expression-too-deep'],
    ['a megabyte', 'x'.repeat(1_048_576), 'expression-too-long'],
    ['a megabyte of space', ' '.repeat(1_048_576), 'expression-too-long'],
    ['10,000 members', `a${'.b'.repeat(8000)}`, 'expression-too-deep'],
    ['a sum of 5,000 terms', `1${'+1'.repeat(5000)}`, 'expression-too-deep'],
    ['12,000 list brackets', '['.repeat(12_000), 'expression-too-deep'],
    ['5,000 objects', '{a:'.repeat(5000), 'expression-too-deep'],
    ['12,000 minuses', `${'-'.repeat(12_000)}1`, 'expression-too-deep'],
    ['5,000 calls', 'f('.repeat(5000), 'expression-too-deep'],
    ['5,000 indexes', `a${'[0]'.repeat(5000)}`, 'expression-too-deep'],
    ['5,000 nested indexes', 'a['.repeat(5000), 'expression-too-deep'],
    ['a list of 8,000', `[${'1,'.repeat(7999)}1]`, 'expression-too-many-parts'],
    ['a call of 8,000', `max(${'1,'.repeat(7999)}1)`, 'expression-too-many-parts'],
  ])('%s', (_name, text, code) => {
    const parsed = parseExpression(text);
    expect(parsed).toMatchObject({ ok: false, problems: [{ code }] });
    expect(readTemplate(`{{${text}}}`).problems.length).toBe(1);
    expect(readCondition(`{{${text}}}`).ok).toBe(false);
  });

  test('up to the limits it reads, checks, prints and evaluates', () => {
    const deep = `1${'+1'.repeat(DEEPEST_EXPRESSION - 1)}`;
    const inner = `${'['.repeat(DEEPEST_EXPRESSION - 1)}1${']'.repeat(DEEPEST_EXPRESSION - 1)}`;
    const wide = `length([${'1,'.repeat(MOST_PARTS - 3)}1])`;
    const long = `'${'x'.repeat(LONGEST_EXPRESSION - 2)}'`;
    for (const [text, value] of [
      [deep, DEEPEST_EXPRESSION],
      [wide, MOST_PARTS - 2],
      [long, 'x'.repeat(LONGEST_EXPRESSION - 2)],
    ] as const) {
      expect(evaluated(text)).toEqual({ ok: true, value });
      expect(checkExpression(expression(text), anyTypes)).toEqual([]);
    }
    expect(printExpression(expression(inner))).toBe(inner);
    for (const text of [`${deep}+1`, `[${inner}]`]) expect(parseExpression(text).ok).toBe(false);
    expect(parseExpression(`length([${'1,'.repeat(MOST_PARTS - 2)}1])`).ok).toBe(false);
    expect(parseExpression(` ${long}`).ok).toBe(false);
  });

  test('of JSON text too', () => {
    const nested = (levels: number): string => `${'['.repeat(levels)}{{inputs.n}}${']'.repeat(levels)}`;
    expect(readJsonText(nested(DEEPEST_JSON_TEXT)).problems).toEqual([]);
    expect(readJsonText(nested(DEEPEST_JSON_TEXT + 1)).problems).toMatchObject([{ code: 'json-text-too-deep' }]);
    expect(readJsonText('['.repeat(100_000)).problems).toMatchObject([{ code: 'json-text-too-deep' }]);
    expect(readJsonText(`"${'x'.repeat(1_100_000)}"`).problems).toMatchObject([{ code: 'json-text-syntax' }]);
  });

  test('of many interpolations in one text', () => {
    const read = readTemplate('{{inputs.n}},'.repeat(20_000));
    expect(read.problems).toEqual([]);
    expect(read.expressions.length).toBe(20_000);
    expect(readTemplate('{{'.repeat(200_000)).problems.length).toBe(1);
    expect(readTemplate('{{1+}}'.repeat(20_000)).problems.length).toBe(MOST_PROBLEMS);
    expect(readJsonText(`[${'{{1+}},'.repeat(20_000)}1]`).problems.length).toBe(MOST_PROBLEMS);
    expect(readJsonText(`["${'{{1+}}'.repeat(20_000)}", x`).problems.length).toBe(MOST_PROBLEMS);
    expect(readJsonText(`"\\n${'{{inputs.n}}'.repeat(20_000)}"`).expressions.length).toBe(20_000);
  });
});

describe('evaluation is bounded', () => {
  const longText = 'x'.repeat(LONGEST_TEXT);

  test('a text that doubles', () => {
    let text = 'xxxxxxxxxxxxxxxx';
    for (let doubled = 0; doubled < 30; doubled++) {
      const found = evaluated('inputs.t + inputs.t', { t: text });
      if (!found.ok) {
        expect(found.error).toMatchObject({ code: 'expression-limit', at: 9 });
        expect(text.length).toBe(LONGEST_TEXT);
        return;
      }
      text = found.value as string;
    }
    throw new Error('it doubled without end');
  });

  test.each([
    ["replace(inputs.t, 'x', 'xy')", 'a longer text'],
    ["replace(inputs.t, 'x', inputs.t)", 'a square of it'],
    ['join([inputs.t, inputs.t], inputs.t)', 'joined texts'],
    ["upper(inputs.t + 'ß')", 'a text in upper case'],
    ['to_json([inputs.t])', 'JSON with quotes'],
    ["split(inputs.t, '')", 'a list of characters'],
    ['to_json(inputs.deep)', 'JSON of a deep value'],
    ['unique([inputs.deep])', 'the meaning of a deep value'],
    ['from_json(inputs.brackets)', 'a deep value in JSON'],
    ['[inputs.deep]', 'a value that is too deep to travel'],
    ['{a: inputs.wide, b: inputs.wide, c: inputs.wide}', 'a value that is too large to travel'],
    ["json_path(inputs.grid, '$..*..*..*')", 'visits of a path'],
    ["json_path(inputs.many, '$[?count($..*) > 0]')", 'a query within a filter'],
    ['inputs.shared == inputs.shared_too', 'comparisons'],
    ['inputs.tables contains inputs.table', 'a table sought in tables'],
  ])('%s: %s', (text) => {
    expect(evaluated(text, hostileInputs())).toMatchObject({ ok: false, error: { code: 'expression-limit' } });
  });

  test('lists of 100,000 elements work', () => {
    const inputs = { list: Array.from({ length: LONGEST_LIST }, (_, index) => index) };
    for (const [text, value] of [
      ['length(inputs.list)', LONGEST_LIST],
      ['sum(inputs.list)', (LONGEST_LIST * (LONGEST_LIST - 1)) / 2],
      ['length(unique(inputs.list))', LONGEST_LIST],
      ['sort(inputs.list)[99999]', 99_999],
      ['max(inputs.list)', 99_999],
      ['inputs.list contains 99999', true],
      ["length(json_path_all(inputs.list, '$[*]'))", LONGEST_LIST],
    ] as const) {
      expect({ text, ...evaluated(text, inputs) }).toEqual({ text, ok: true, value });
    }
    expect(evaluated('inputs.list', inputs)).toEqual({ ok: true, value: inputs.list });
  });

  test('deep values can be asked about, just not given back', () => {
    const inputs = { deep: deep(50_000), same: deep(50_000), other: [deep(50_000)] };
    expect(evaluated('inputs.deep == inputs.same', inputs)).toEqual({ ok: true, value: true });
    expect(evaluated('inputs.deep == inputs.other', inputs)).toEqual({ ok: true, value: false });
    expect(evaluated("length(json_path_all(inputs.deep, '$..*'))", inputs)).toEqual({ ok: true, value: 50_000 });
    expect(evaluated('inputs.deep', inputs)).toMatchObject({ ok: false, error: { code: 'expression-limit' } });
  });

  test('a long text passes as it is, and not in a longer one', () => {
    expect(evaluated('inputs.t', { t: longText })).toEqual({ ok: true, value: longText });
    const read = readTemplate('{{inputs.t}}!');
    expect(evaluateTemplate(read.template, scopeWith({ t: longText }))).toMatchObject({
      ok: false,
      error: { code: 'expression-limit' },
    });
  });

  test('the size of a value is that of all of it, not of its parts', () => {
    const list = Array.from({ length: 100 }, () => 'x'.repeat(LARGEST_VALUE / 100 - 10));
    expect(evaluated('inputs.list', { list }).ok).toBe(true);
    expect(evaluated('[inputs.list, inputs.list]', { list })).toMatchObject({
      ok: false,
      error: { code: 'expression-limit' },
    });
  });
});

function hostileInputs(): Json {
  const table = Array.from({ length: 1000 }, (_, index) => index);
  return {
    t: longText(),
    deep: deep(5000),
    brackets: `${'['.repeat(5000)}${']'.repeat(5000)}`,
    wide: Array.from({ length: 12 }, () => longText()),
    grid: Array.from({ length: 60 }, () => Array.from({ length: 60 }, () => Array.from({ length: 60 }, () => 0))),
    many: Array.from({ length: 2000 }, (_, index) => ({ index, next: [index, { index }] })),
    shared: shared(),
    shared_too: shared(),
    tables: Array.from({ length: 2500 }, () => ['last', ...table]),
    table: ['other', ...table],
  };
}

function longText(): string {
  return 'x'.repeat(LONGEST_TEXT);
}

/** Shares its parts, as evaluation does: two of them hold far more comparisons than members. */
function shared(): Json {
  let value: Json = [0];
  for (let level = 0; level < 21; level++) value = [value, value];
  return value;
}

function deep(levels: number): Json {
  let value: Json = 1;
  for (let level = 0; level < levels; level++) value = [value];
  return value;
}

function scopeWith(inputs: Json): Scope {
  return { ...standardScope, inputs };
}

function expression(text: string): Expr {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.expr;
}

function evaluated(text: string, inputs: Json = {}): ReturnType<typeof evaluateExpression> {
  return evaluateExpression(expression(text), scopeWith(inputs));
}
