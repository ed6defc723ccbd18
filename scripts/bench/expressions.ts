import { Environment, parse as parseCel } from '@marcbachmann/cel-js';
import jsonata from 'jsonata';
import { evaluateCondition, evaluateExpression, parseExpression, type Scope } from '../../src/expressions/index.ts';
import type { Json } from '../../src/std/index.ts';
import { median } from './statistics.ts';
import { printTable } from './table.ts';

/** The same expressions in our language, in CEL and in JSONata, on the same values, one core, in turns. */

interface Sample {
  readonly name: string;
  readonly ours: string;
  readonly cel: string;
  readonly jsonata: string;
}

const inputs: Json = { comfort: 'cozy', target_temp: 22, passengers: [{ name: 'Ada' }, { name: 'Alan' }] };
const weather: Json = { frost_risk: 0.8, temperature: -2, wind: { speed: 12 } };

const samples: readonly Sample[] = [
  {
    name: 'condition',
    ours: "steps.weather.result.frost_risk > 0.5 and inputs.comfort != 'none'",
    cel: "steps.weather.result.frost_risk > 0.5 && inputs.comfort != 'none'",
    jsonata: "steps.weather.result.frost_risk > 0.5 and inputs.comfort != 'none'",
  },
  {
    name: 'arithmetic',
    ours: 'steps.weather.result.wind.speed * 3 + steps.weather.result.temperature / 2 - 1 > 10',
    cel: 'steps.weather.result.wind.speed * 3.0 + steps.weather.result.temperature / 2.0 - 1.0 > 10.0',
    jsonata: 'steps.weather.result.wind.speed * 3 + steps.weather.result.temperature / 2 - 1 > 10',
  },
  {
    name: 'text',
    ours: "inputs.comfort starts_with 'co' and inputs.passengers[1].name == 'Alan'",
    cel: "inputs.comfort.startsWith('co') && inputs.passengers[1].name == 'Alan'",
    jsonata: "$substring(inputs.comfort, 0, 2) = 'co' and inputs.passengers[1].name = 'Alan'",
  },
];

const rounds = 5;
const roundMs = 250;

export async function benchExpressions(): Promise<void> {
  const rows: string[][] = [];
  for (const sample of samples) rows.push(await measure(sample));
  printTable(
    'Expressions, thousands a second on one core, medians of rounds in turns',
    ['expression', 'evaluate: ours', 'CEL', 'JSONata', 'read: ours', 'CEL', 'JSONata'],
    rows,
  );
  console.log('wanted: a condition evaluated >= 2,000 thousand a second, read >= 100 thousand');
}

async function measure(sample: Sample): Promise<string[]> {
  const scope = { inputs, steps: { weather: { status: 'completed', result: weather } } };
  const ours = parseExpression(sample.ours);
  if (!ours.ok) throw new Error(`${sample.ours}: ${JSON.stringify(ours)}`);
  const expr = ours.expr;
  const environment = new Environment({ unlistedVariablesAreDyn: true });
  const cel = environment.parse(sample.cel);
  const nata = jsonata(sample.jsonata);
  const answers = [evaluateExpression(expr, ourScope).ok, cel(scope), await nata.evaluate(scope)];
  if (answers.some((answer) => answer !== true)) throw new Error(`${sample.name} gives ${answers.join(', ')}`);

  const contenders: readonly (() => unknown)[] = [
    () => evaluateCondition(expr, ourScope),
    () => cel(scope),
    () => nata.evaluate(scope),
    () => parseExpression(sample.ours),
    () => parseCel(sample.cel),
    () => jsonata(sample.jsonata),
  ];
  const figures: number[][] = contenders.map(() => []);
  for (let round = -1; round < rounds; round++) {
    for (const [at, run] of contenders.entries()) {
      const perSecond = await rate(run);
      // The first round only warms up.
      if (round >= 0) figures[at]?.push(perSecond);
    }
  }
  return [sample.name, ...figures.map((each) => (median(each) / 1000).toFixed(0))];
}

async function rate(run: () => unknown): Promise<number> {
  const began = performance.now();
  let count = 0;
  let spent = 0;
  while (spent < roundMs) {
    // JSONata answers with promises: they are waited for, as its users must.
    for (let i = 0; i < 500; i++) {
      const answer = run();
      if (answer instanceof Promise) await answer;
    }
    count += 500;
    spent = performance.now() - began;
  }
  return (count * 1000) / spent;
}

const view = { status: 'completed', result: weather, error: null };

const ourScope: Scope = {
  inputs,
  context: { workflow_id: 'departure_prep@1', started_at: '2025-01-15T06:30:00.000Z' },
  step: { id: 'defrost' },
  now: 0,
  seed: 'bench',
  stepNamed: (id) => (id === 'weather' ? view : undefined),
  locals: {},
};
