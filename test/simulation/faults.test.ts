import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Plan } from '../../src/plan/index.ts';
import { type FaultRow, faultMatrix, type NamedWorld } from '../../src/simulation/index.ts';
import { brokenInvariants } from '../../src/simulation/invariants.ts';
import { planOf, planOfSteps, scenarioOf, simulated } from './simulated.ts';

const silent: NamedWorld = { name: 'silent', world: { inputs: {}, services: new Map() } };
const row = ({ step, fault, status, undone }: FaultRow): string =>
  `${step} ${fault}: ${status}${undone.length === 0 ? '' : ` ${undone.join(' ')}`}`;
const rows = (plan: Plan, worlds: readonly NamedWorld[] = [silent]): readonly string[] =>
  faultMatrix(plan, worlds).rows.map(row);

const world = (answers: string, plan: Plan): NamedWorld => {
  const scenario = scenarioOf(`name: one\nexpect: {status: COMPLETED}\n${answers}`, plan);
  return { name: scenario.name, world: scenario };
};

describe('the orders of compensation that the language promises', () => {
  // Three steps that wait for none: they are undone against the order in which they are written.
  const reservation = planOf(`
name: climate_reservation
steps:
  - id: reserve_climate
    service: climate
    method: reserve_capacity
    compensate_method: release_capacity
  - id: reserve_power
    service: power
    method: reserve_watts
    compensate_method: release_watts
  - id: start_climate
    service: climate
    method: start
`);

  test('independent steps: power, then climate, whatever went wrong with the start', () => {
    expect(rows(reservation)).toEqual([
      'reserve_climate fails: FAILED reserve_power',
      'reserve_climate times out: FAILED reserve_power reserve_climate',
      'reserve_climate answers late: FAILED reserve_power reserve_climate',
      'reserve_power fails: FAILED reserve_climate',
      'reserve_power times out: FAILED reserve_power reserve_climate',
      'reserve_power answers late: FAILED reserve_power reserve_climate',
      'start_climate fails: FAILED reserve_power reserve_climate',
      'start_climate times out: FAILED reserve_power reserve_climate',
      'start_climate answers late: FAILED reserve_power reserve_climate',
    ]);
  });

  test('steps that wait for each other: climate, battery, charging', () => {
    const folder = new URL('../../workflows-dsl/ev_departure_prep/', import.meta.url);
    const plan = planOf(readFileSync(new URL('workflow.yaml', folder), 'utf8'));
    const scenarios = readdirSync(new URL('scenarios/', folder)).map((file): NamedWorld => {
      const scenario = scenarioOf(readFileSync(new URL(`scenarios/${file}`, folder), 'utf8'), plan);
      return { name: scenario.name, world: scenario };
    });
    const matrix = faultMatrix(plan, scenarios);
    expect(matrix.unreached).toEqual([]);
    expect(matrix.rows.flatMap(({ broken }) => broken)).toEqual([]);
    const all = 'climate precondition_battery reserve_charging';
    expect(matrix.rows.map(row)).toEqual([
      'check_battery fails: FAILED',
      'check_battery times out: FAILED',
      'check_battery answers late: FAILED',
      'reserve_charging fails: FAILED climate',
      'reserve_charging times out: FAILED climate reserve_charging',
      'reserve_charging answers late: FAILED climate reserve_charging',
      'precondition_battery fails: FAILED climate reserve_charging',
      `precondition_battery times out: FAILED ${all}`,
      `precondition_battery answers late: FAILED ${all}`,
      'climate fails: FAILED precondition_battery reserve_charging',
      `climate times out: FAILED ${all}`,
      `climate answers late: FAILED ${all}`,
      `final_check fails: FAILED ${all}`,
      `final_check times out: FAILED ${all}`,
      `final_check answers late: FAILED ${all}`,
    ]);
  });
});

test('a late answer to the first of several attempts is one that a later attempt gets in time', () => {
  const plan = planOfSteps('  - {id: a, service: s, method: m, retry_count: 1, compensate_method: u}\n');
  expect(rows(plan)).toEqual(['a fails: FAILED', 'a times out: FAILED a', 'a answers late: COMPLETED']);
});

test('the faults of each kind of step', () => {
  const plan = planOfSteps(`
  - {id: a, service: s, method: m, poll: {method: p, until: "{{true}}", timeout_ms: 1000}, compensate_method: u}
  - {id: b, wait_for: {event: go, timeout_ms: 100}, depends_on: [a]}
  - {id: c, workflow: other, timeout_ms: 1000, depends_on: [b]}
  - {id: d, delay_ms: 10, depends_on: [c]}
`);
  const going = world('events: [{event: go, at_ms: 5}]', plan);
  expect(rows(plan, [going])).toEqual([
    'a fails: FAILED',
    'a times out: FAILED a',
    'a answers late: FAILED a',
    'a polling unanswered: FAILED a',
    'b event never comes: FAILED a',
    'b event comes late: FAILED a',
    'c fails: FAILED a',
    'c does not end: FAILED a',
  ]);
});

test('the last element of a step with for_each', () => {
  const plan = planOfSteps('  - {id: a, for_each: "{{[1, 2, 3]}}", service: s, method: m, compensate_method: u}\n');
  expect(rows(plan)).toEqual([
    'a fails: FAILED a[1] a[0]',
    'a times out: FAILED a[2] a[1] a[0]',
    'a answers late: FAILED a[2] a[1] a[0]',
  ]);
});

test('all others get the answers that they would have got', () => {
  const plan = planOfSteps(`
  - {id: a, service: s, method: m, continue_on_failure: true}
  - {id: b, service: s, method: m, depends_on: [a], when: "{{steps.a.status == 'failed'}}"}
  - {id: c, service: t, method: n, depends_on: [b], when: "{{steps.b.result == 2}}", compensate_method: u}
  - {id: d, service: s, method: never, depends_on: [c], when: "{{steps.c.status == 'completed'}}"}
`);
  const { rows: found, unreached } = faultMatrix(plan, [world('services: {s.m: [{result: 1}, {result: 2}]}', plan)]);
  expect(found.map(row).filter((each) => each.startsWith('a '))[0]).toBe('a fails: COMPLETED');
  expect(unreached).toEqual(['b', 'c', 'd']);
});

test.each(['fails', 'times out'])('the answer of a step that %s is used up', (fault) => {
  // A negative delay fails: it shows which answer `b` got.
  const plan = planOfSteps(`
  - {id: a, service: s, method: m, continue_on_failure: true}
  - {id: b, service: s, method: m, depends_on: [a]}
  - {id: c, delay_ms: "{{steps.b.result - 2}}", depends_on: [b]}
`);
  const found = rows(plan, [world('services: {s.m: [{result: 1}, {result: 2}]}', plan)]);
  expect(found).toContain(`a ${fault}: COMPLETED`);
});

describe('what is wrong is red', () => {
  test('an undo whose parameters need a result that nobody got', () => {
    const plan = planOfSteps(`
  - {id: a, service: s, method: m, compensate_method: u, compensate_parameters: {slot: "{{result.slot + 0}}"}}
  - {id: b, service: s, method: n, depends_on: [a]}
`);
    const found = faultMatrix(plan, [world('services: {s.m: [{result: {slot: 7}}]}', plan)]).rows;
    expect(found.filter(({ broken }) => broken.length > 0).map(row)).toEqual([
      'a times out: FAILED',
      'a answers late: FAILED',
    ]);
    expect(found[1]?.broken).toEqual([expect.stringMatching(/^a could not be undone: /)]);
  });

  test('waiting for ever, where something bounds the wait; where nothing does it is only said', () => {
    const plan = planOfSteps('  - {id: b, wait_for: {event: go}}\n');
    expect(faultMatrix(plan, [world('events: [{event: go, at_ms: 5}]', plan)]).rows).toMatchObject([
      { status: 'RUNNING', broken: [], unbounded: true },
    ]);
    expect(brokenInvariants(simulated(plan).simulation)).toEqual(['it waits for ever: b for the event go']);
  });

  test('a completed step that was not undone, and undoing against the order of the plan', () => {
    const plan = planOfSteps(`
  - {id: a, service: s, method: m, compensate_method: u}
  - {id: b, service: s, method: m, compensate_method: u}
  - {id: c, service: s, method: fail}
`);
    const { simulation: good } = simulated(plan, 's.fail: [{failure: {status: 422}}]');
    expect(brokenInvariants(good)).toEqual([]);
    const without = { ...good, calls: good.calls.filter(({ id }) => id !== 'a.undo') };
    expect(brokenInvariants(without)).toEqual(['a was not undone']);
    const turned = { ...good, calls: good.calls.toReversed() };
    expect(brokenInvariants(turned)).toEqual(['b.undo was called after a.undo, against the order of the plan']);
    const completed = { ...good, ending: { kind: 'completed', result: null } as const };
    expect(brokenInvariants(completed)).toHaveLength(2);
  });
});

test('without a scenario that completes no fault can be tried', () => {
  const plan = planOfSteps('  - {id: a, service: s, method: m}\n');
  expect(faultMatrix(plan, [world('services: {s.m: [{failure: {status: 422}}]}', plan)])).toEqual({
    rows: [],
    unreached: ['a'],
    held: false,
  });
});
