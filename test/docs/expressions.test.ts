import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import {
  anyType,
  checkCondition,
  checkExpression,
  evaluateCondition,
  evaluateTemplate,
  functionTable,
  objectOf,
  parseExpression,
  readCondition,
  readJsonText,
  readTemplate,
  signatureOf,
  stringType,
  type Evaluated,
  type ExpressionProblem,
  type LocalName,
  type Scope,
  type ScopeTypes,
  type StepView,
} from '../../src/expressions/index.ts';
import * as limits from '../../src/expressions/limits.ts';
import { codes } from '../../src/problems/index.ts';
import { own, readInstant, type Json, type JsonObject } from '../../src/std/index.ts';
import { fencedBlocks } from './fenced-blocks.ts';

const page = readFileSync(new URL('../../docs/reference/expressions.md', import.meta.url), 'utf8');
const blocks = fencedBlocks(page);

interface Shown {
  readonly inputs: JsonObject;
  readonly steps: JsonObject;
  readonly context: JsonObject;
  readonly step: { readonly id: string };
  readonly locals: Scope['locals'];
  readonly now: string;
}
const shown = parse(blocks.find((block) => block.words[0] === 'scope')?.text ?? '') as Shown;
const scope: Scope = {
  ...shown,
  now: readInstant(shown.now) ?? Number.NaN,
  seed: 'e-1/climate',
  stepNamed: (id) => own(shown.steps, id) as unknown as StepView | undefined,
};
const types: ScopeTypes = {
  inputs: objectOf(
    Object.keys({ ...shown.inputs, missing: null }).map((name) => [name, anyType] as const),
    false,
  ),
  steps: new Map(Object.keys(shown.steps).map((id) => [id, anyType])),
  context: objectOf(
    Object.keys(shown.context).map((name) => [name, stringType] as const),
    false,
  ),
  locals: new Map(Object.keys(shown.locals).map((name) => [name as LocalName, anyType])),
  hasStep: true,
};

const lines = blocks.flatMap(({ language, text }) =>
  ['expressions', 'templates', 'conditions', 'json-texts'].includes(language)
    ? text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => ({ language, line }))
    : [],
);

describe('docs/reference/expressions.md', () => {
  test.each(lines)('$line', ({ language, line }) => {
    const match = /^(.*) (→|✗) (.*)$/.exec(line);
    if (match === null) throw new Error(`a line without → or ✗: ${line}`);
    const [, text = '', sign, wanted = ''] = match;
    const { errors, evaluated } = outcome(language, text);
    const refused = errors[0]?.code ?? (evaluated?.ok === false ? evaluated.error.code : null);
    if (sign === '✗') expect(refused).toBe(wanted);
    else
      expect({ errors, evaluated }).toEqual({ errors: [], evaluated: { ok: true, value: JSON.parse(wanted) as Json } });
  });

  test('shows every function as the table has it', () => {
    for (const entry of functionTable.values()) {
      const examples = entry.examples.map(
        ({ expression, gives }) => `\`${expression}\` → \`${JSON.stringify(gives)}\``,
      );
      expect(page).toContain(`| \`${signatureOf(entry)}\` | ${entry.doc} | ${examples.join('<br>')} |\n`);
    }
  });

  test('runs a line for every operator', () => {
    const shownOperators = [
      'or',
      'and',
      'not',
      '==',
      '!=',
      '<',
      '>',
      '<=',
      '>=',
      'contains',
      'in',
      'starts_with',
      'ends_with',
      '+',
      '-',
      '*',
      '/',
    ];
    for (const operator of shownOperators) {
      const ran = lines.some(
        ({ line }) => line.includes('→') && (line.includes(` ${operator} `) || line.startsWith(`${operator} `)),
      );
      expect({ operator, ran }).toEqual({ operator, ran: true });
    }
  });

  test('names every limit with its value', () => {
    for (const value of Object.values(limits)) expect(page).toContain(`| ${value.toLocaleString('en-US')} |`);
  });
});

function outcome(
  language: string,
  text: string,
): { readonly errors: readonly ExpressionProblem[]; readonly evaluated: Evaluated | null } {
  const { problems, evaluated } = run(language, text);
  return { errors: problems.filter(({ code }) => codes[code].severity === 'error'), evaluated };
}

function run(
  language: string,
  text: string,
): { readonly problems: readonly ExpressionProblem[]; readonly evaluated: Evaluated | null } {
  if (language === 'expressions') {
    const parsed = parseExpression(text);
    if (!parsed.ok) return { problems: parsed.problems, evaluated: null };
    const evaluated = evaluateTemplate({ kind: 'expression', expr: parsed.expr }, scope);
    return { problems: checkExpression(parsed.expr, types), evaluated };
  }
  if (language === 'conditions') {
    const read = readCondition(text);
    if (!read.ok) return { problems: read.problems, evaluated: null };
    return { problems: checkCondition(read.placed.expr, types), evaluated: evaluateCondition(read.placed.expr, scope) };
  }
  const { template, expressions, problems } = language === 'templates' ? readTemplate(text) : readJsonText(text);
  const found = [...problems, ...expressions.flatMap(({ expr }) => checkExpression(expr, types))];
  return { problems: found, evaluated: problems.length > 0 ? null : evaluateTemplate(template, scope) };
}
