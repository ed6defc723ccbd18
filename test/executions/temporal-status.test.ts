import { expect, test } from '@jest/globals';
import { listQuery } from '../../src/executions/list-query.ts';
import { endedStatus } from '../../src/executions/temporal-status.ts';

test.each([
  ['COMPLETED', 'COMPLETED'],
  ['FAILED', 'FAILED'],
  ['CANCELLED', 'CANCELLED'],
  ['TERMINATED', 'FAILED'],
  ['TIMED_OUT', 'FAILED'],
  ['RUNNING', null],
  ['MOVED', null],
  ['CONTINUED_AS_NEW', null],
])('what is %s for Temporal is %s for us', (theirs, ours) => {
  expect(endedStatus(theirs)).toBe(ours);
});

test.each([
  ['FAILED', "'Failed', 'Terminated', 'TimedOut'"],
  ['COMPLETED', "'Completed'"],
  ['CANCELLED', "'Canceled'"],
  ['PAUSED', "'Running'"],
  ['PENDING', "'Running'"],
] as const)('of a list of what is %s Temporal is asked for %s', (status, theirs) => {
  expect(listQuery({ statuses: [status] }, false)).toContain(`ExecutionStatus IN (${theirs})`);
});
