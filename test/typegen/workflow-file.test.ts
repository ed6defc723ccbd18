import { afterAll, describe, expect, test } from '@jest/globals';
import { prepare, readServices } from '../../src/language/index.ts';
import { type KnownWorkflow, type StartedFrom, workflowFile } from '../../src/typegen/index.ts';
import { userProject } from '../support/compile-project.ts';

const project = userProject();
afterAll(() => project.remove());

function known(text: string): KnownWorkflow {
  const prepared = prepare(text);
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.diagnostics));
  return prepared;
}

const short = known(`
name: departure_prep
version: "2"
description: Warms the car.
inputs:
  target_temp: {type: number, default: 22, minimum: 16, maximum: 28, description: "In degrees Celsius."}
  drink_type: {type: string, required: true, enum: [coffee, tea]}
  at: datetime
steps:
  - {id: weather, service: weather, method: get_conditions}
  - {id: drink, service: beverage, method: prepare, parameters: {type: "{{inputs.drink_type}}", t: "{{inputs.target_temp}}", at: "{{inputs.at}}"}}
outputs:
  frost: "{{steps.weather.result.frost}}"
  drink: "{{inputs.drink_type}}"
  said: "it is {{steps.weather.result.degrees}} degrees"
  cups: 2
`);
const bySchema = known(
  JSON.stringify({
    name: 'charge',
    input_schema: {
      type: 'object',
      required: ['slots'],
      properties: {
        slots: { type: 'array', items: { $ref: '#/$defs/slot' } },
        'a*/b': { description: '*/ alert(1) /*' },
      },
      additionalProperties: false,
      $defs: { slot: { type: 'object', required: ['kw'], properties: { kw: { type: 'number' } } } },
    },
    steps: [{ id: 'reserve', service: 'charging', method: 'reserve' }],
  }),
);
const services = readServices(
  'weather: {get_conditions: {result: {type: object, required: [frost], properties: {frost: {type: boolean}, degrees: {type: number}}}}}',
);

function file(startedFrom: StartedFrom, workflows: readonly KnownWorkflow[] = [short, bySchema]): string {
  return workflowFile(workflows, {
    startedFrom,
    command: 'baton typegen flows',
    ...(services.ok && { operations: services.knownOperations }),
  });
}

describe('the file for clients', () => {
  test('says what workflows take and give', () => {
    expect(file('client')).toMatchInlineSnapshot(`
"// Made by \`baton typegen flows\`; make it again rather than edit it.
// Of charge 1, departure_prep 2.

import type { EndedExecution, ExecuteWorkflowAnswer, Starter, StartOptions } from 'baton/client';

/** What charge 1 takes. */
export interface ChargeInputs {
  readonly slots: readonly ChargeInputsSlot[];
  /** *\\/ alert(1) /* */
  readonly 'a*/b'?: unknown;
}

export interface ChargeInputsSlot {
  readonly kw: number;
}

/** What charge 1 gives. */
export interface ChargeOutputs {
  readonly reserve: unknown;
}

/** What departure_prep 2 takes. */
export interface DeparturePrepInputs {
  /**
   * In degrees Celsius.
   * At least 16.
   * At most 28.
   * Default: \`22\`
   */
  readonly target_temp?: number | null;
  readonly drink_type: 'coffee' | 'tea';
  /** Format: date-time. */
  readonly at?: string | null;
}

/** What departure_prep 2 gives. */
export interface DeparturePrepOutputs {
  readonly frost: boolean | null;
  readonly drink: 'coffee' | 'tea';
  readonly said: string;
  readonly cups: number;
}

/** All of them by name, for \`createClient<Workflows>(…)\`. */
export interface Workflows {
  readonly charge: { readonly inputs: ChargeInputs; readonly outputs: ChargeOutputs };
  /** Warms the car. */
  readonly departure_prep: { readonly inputs: DeparturePrepInputs; readonly outputs: DeparturePrepOutputs };
}

/** Starts charge. */
export function startCharge(
  client: Starter,
  inputs: ChargeInputs,
  options?: StartOptions,
): Promise<ExecuteWorkflowAnswer> {
  return client.executions.start('charge', inputs, options);
}

/** Starts charge and waits for its end. */
export function runCharge(
  client: Starter,
  inputs: ChargeInputs,
  options?: StartOptions,
): Promise<EndedExecution<ChargeOutputs>> {
  return client.executions.startAndWait('charge', inputs, options) as Promise<EndedExecution<ChargeOutputs>>;
}

/**
 * Starts departure_prep.
 * Warms the car.
 */
export function startDeparturePrep(
  client: Starter,
  inputs: DeparturePrepInputs,
  options?: StartOptions,
): Promise<ExecuteWorkflowAnswer> {
  return client.executions.start('departure_prep', inputs, options);
}

/** Starts departure_prep and waits for its end. */
export function runDeparturePrep(
  client: Starter,
  inputs: DeparturePrepInputs,
  options?: StartOptions,
): Promise<EndedExecution<DeparturePrepOutputs>> {
  return client.executions.startAndWait('departure_prep', inputs, options) as Promise<EndedExecution<DeparturePrepOutputs>>;
}
"
`);
  });

  test('is the same in whatever order the workflows come', () => {
    expect(file('client', [bySchema, short])).toBe(file('client'));
  });

  const use = `
import { createClient } from 'baton/client';
import { runDeparturePrep, startCharge, type Workflows } from './workflows.js';

const client = createClient<Workflows>({ address: 'http://127.0.0.1:5080' });
export const started = client.executions.start('departure_prep', { drink_type: 'tea', target_temp: null });
export const charged = startCharge(client, { slots: [{ kw: 11 }] });
export const untyped = startCharge(createClient({ address: 'http://127.0.0.1:5080' }), { slots: [] });
export async function frost(): Promise<boolean | null> {
  const execution = await runDeparturePrep(client, { drink_type: 'coffee' }, { version: '2' });
  return execution.status === 'COMPLETED' ? execution.outputs.frost : null;
}
`;

  test('compiles in a project of its own, with what is started by it', () => {
    expect(project.compile({ 'workflows.ts': file('client'), 'use.ts': use })).toEqual([]);
  });

  test.each([
    [
      'a value that is none of its enum',
      `client.executions.start('departure_prep', { drink_type: 'milk' });`,
      /'"milk"'/,
    ],
    ['an input that is missing', `client.executions.start('departure_prep', {});`, /'drink_type' is missing/],
    ['an input that is none', `startCharge(client, { slots: [], slot: 1 });`, /'slot' does not exist/],
    [
      'a wrong member deep down',
      `startCharge(client, { slots: [{ kw: '11' }] });`,
      /'string' is not assignable to type 'number'/,
    ],
  ])('%s fails to compile where it stands', (_what, line, said) => {
    const found = project.compile({ 'workflows.ts': file('client'), 'use.ts': `${use}${line}\n` });
    expect(found[0]).toMatch(new RegExp(`^use\\.ts\\(${use.split('\n').length},`));
    expect(found.join('\n')).toMatch(said);
  });
});

test('lists compile, whatever they are of', () => {
  const lists = known(`
name: lists
steps: [{id: a, service: s, method: m}]
outputs:
  either: [{a: 1}, {b: "x"}]
  nested: [[{a: 1}, {b: "x"}], [[1]]]
  objects: [{a: 1}, {a: 2}]
  texts: ["} | {", "b"]
`);
  const use = `
import type { ListsOutputs } from './lists.js';
export function first({ either, objects }: ListsOutputs): number | undefined {
  const [one] = either;
  return one !== undefined && 'a' in one ? one.a : objects[0]?.a;
}
`;
  expect(project.compile({ 'lists.ts': file('client', [lists]), 'use.ts': use })).toEqual([]);
});

test('the file for workflows compiles, and starts children with their types', () => {
  const use = `
import { executeDeparturePrep } from './children.js';
export async function morning(): Promise<number> {
  const { cups } = await executeDeparturePrep({ drink_type: 'tea' }, { workflowId: 'x' });
  return cups;
}
`;
  // What Temporal's own types need is not all there.
  const options = { lib: ['es2022', 'dom'], types: ['node'], skipLibCheck: true };
  expect(project.compile({ 'children.ts': file('workflow'), 'use.ts': use }, options)).toEqual([]);
  const wrong = project.compile({ 'children.ts': file('workflow'), 'use.ts': use.replace("'tea'", '7') }, options);
  expect(wrong.join('\n')).toMatch(/^use\.ts\(4,\d+\): .*Type 'number' is not assignable/);
});

test('of no workflow there is an empty map', () => {
  expect(file('client', [])).toContain('export interface Workflows {\n}');
});
