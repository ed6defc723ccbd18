import { expect, test } from '@jest/globals';
import { createAdmission, loadOf } from '../../../src/api/admission/index.ts';
import { createBodyBudget } from '../../../src/api/admission/admission.ts';
import { allRoutes } from '../../../src/api/index.ts';
import { defaultLoadLimits } from '../../../src/config/index.ts';

const off = Number.POSITIVE_INFINITY;
const unlimited = { inFlight: off, readsPerSecond: off, changesPerSecond: off, registrationsPerSecond: off };

test('so many of a kind at a time; probes always; each that leaves makes room for one', () => {
  const admission = createAdmission({ ...unlimited, inFlight: 2 });
  const first = admission.begin('read');
  expect('leave' in first).toBe(true);
  expect(admission.arrive('read', 'a')).toBeNull();
  expect('leave' in admission.begin('read')).toBe(true);
  expect(admission.begin('read')).toMatchObject({ code: 'overloaded' });
  expect(admission.arrive('read', 'a')).toMatchObject({ code: 'overloaded' });
  expect(admission.arrive('change', 'a')).toBeNull();
  expect(admission.arrive('none', 'a')).toBeNull();
  expect('leave' in admission.begin('none')).toBe(true);
  if ('leave' in first) {
    first.leave();
    first.leave();
  }
  expect('leave' in admission.begin('read')).toBe(true);
  expect(admission.begin('read')).toMatchObject({ code: 'overloaded' });
});

test('of registrations a sixteenth, one at least', () => {
  const countOf = (inFlight: number): number => {
    const admission = createAdmission({ ...unlimited, inFlight });
    let count = 0;
    while ('leave' in admission.begin('registration')) count++;
    return count;
  };
  expect([1, 16, 32, 100].map(countOf)).toEqual([1, 1, 2, 6]);
});

test('a rate for each kind and address, and how long until there is room again', () => {
  let now = 0;
  const admission = createAdmission({ ...unlimited, changesPerSecond: 2 }, () => now);
  const change = (address: string): number => admission.arrive('change', address)?.retryMs ?? 0;
  expect([1, 2, 3, 4, 5].map(() => change('10.0.0.1'))).toEqual([0, 0, 0, 0, 500]);
  expect([change('10.0.0.2'), change('::ffff:10.0.0.1')]).toEqual([0, 500]);
  expect(admission.arrive('change', '10.0.0.1')).toMatchObject({ code: 'rate-limited' });
  expect(admission.arrive('read', '10.0.0.1')).toBeNull();
  now = 500;
  expect([change('10.0.0.1'), change('10.0.0.1')]).toEqual([0, 500]);
});

test('who is turned away because the process is full is not counted for it', () => {
  const admission = createAdmission({ ...unlimited, inFlight: 1, readsPerSecond: 1 }, () => 0);
  const begun = admission.begin('read');
  for (let i = 0; i < 10; i++) expect(admission.arrive('read', 'a')).toMatchObject({ code: 'overloaded' });
  if ('leave' in begun) begun.leave();
  expect([0, 1, 2].map(() => admission.arrive('read', 'a')?.code)).toEqual([undefined, undefined, 'rate-limited']);
});

test('bodies have so many bytes together', () => {
  const budget = createBodyBudget(10);
  expect([budget.take(6), budget.take(5), budget.take(4)]).toEqual([true, false, true]);
  budget.give(6);
  expect([budget.take(7), budget.take(6)]).toEqual([false, true]);
});

test('what a request asks for is known from its method and path', () => {
  const load = loadOf(allRoutes);
  const of = (method: string, url: string): string => load({ method, url });
  expect([
    of('GET', '/health'),
    of('HEAD', '/ready'),
    of('GET', '/orchestrator/get_execution_status?execution_id=a'),
    of('POST', '/orchestrator/get_execution_status'),
    of('POST', '/orchestrator/execute_workflow'),
    of('POST', '/orchestrator/register_workflow'),
    of('POST', '/orchestrator/validate_workflow'),
    of('GET', '/orchestrator/events/a'),
    of('GET', '/orchestrator/events/%'),
    of('POST', '/registry/register'),
    of('GET', '/nowhere'),
    of('DELETE', '/nowhere'),
    of('POST', '/orchestrator/register_workflow#x'),
    of('POST', '/orchestrator/register_workflow?a=/#/b'),
    of('POST', 'http://127.0.0.1:5080/orchestrator/register_workflow?a'),
    of('POST', 'HTTPS://[::1]/orchestrator/register_workflow'),
    of('GET', 'http://127.0.0.1?a'),
  ]).toEqual([
    'none',
    'none',
    'read',
    'read',
    'change',
    'registration',
    'registration',
    'read',
    'read',
    'registration',
    'read',
    'change',
    'registration',
    'registration',
    'registration',
    'registration',
    'read',
  ]);
});

test('the limits that hold unless others are given let nobody notice them', () => {
  const { inFlight, ...rates } = defaultLoadLimits;
  expect(inFlight).toBeGreaterThanOrEqual(100);
  expect(Math.min(...Object.values(rates))).toBeGreaterThanOrEqual(50);
});
