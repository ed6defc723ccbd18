import { expect, test } from '@jest/globals';
import { identityOf, isRunning } from '../../src/devstack/process-identity.ts';

test('what was never born does not run: its id would name a group of processes, ours among them', () => {
  expect([0, -1, -process.pid].map((pid) => isRunning({ pid }))).toEqual([false, false, false]);
  expect(isRunning(identityOf(process.pid))).toBe(true);
});
