import { expect, test } from '@jest/globals';
import { ConfigError, idleVariables, readForeignQueues } from '../../src/config/index.ts';
import { prepare } from '../../src/language/index.ts';

test.each([
  [{}, undefined],
  [{ BATON_FOREIGN_QUEUES: '' }, undefined],
  [{ BATON_FOREIGN_QUEUES: 'off' }, []],
  [{ BATON_FOREIGN_QUEUES: ' billing ,fleet eu' }, ['billing', 'fleet eu']],
])('%j allows %j', (env, queues) => {
  expect(readForeignQueues(env)).toEqual(queues === undefined ? undefined : new Set(queues));
});

test('a list with a hole is no list', () => {
  expect(() => readForeignQueues({ BATON_FOREIGN_QUEUES: 'billing,,fleet' })).toThrow(ConfigError);
});

test('the variable is known', () => {
  expect(idleVariables({ BATON_FOREIGN_QUEUES: 'billing' })).toEqual([]);
});

test('a queue that is not listed is refused, with the nearest that is', () => {
  const text = 'name: x\nsteps: [{id: a, task_queue: biling, activity: charge}]';
  const refusedBy = (queues: readonly string[]) => {
    const prepared = prepare(text, { allowedQueues: new Set(queues) });
    return prepared.diagnostics.map(({ code, message, hint }) => [code, message, hint]);
  };
  expect(refusedBy(['billing', 'fleet'])).toEqual([
    [
      'task-queue-refused',
      'the task queue `biling` is not among those that definitions may reach here (allowed: billing, fleet)',
      'billing',
    ],
  ]);
  expect(refusedBy([])).toEqual([
    [
      'task-queue-refused',
      'the task queue `biling` is not among those that definitions may reach here (none is)',
      'BATON_FOREIGN_QUEUES lists them',
    ],
  ]);
  expect(refusedBy(['biling'])).toEqual([]);
});
