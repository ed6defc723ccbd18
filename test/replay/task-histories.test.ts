import { beforeAll, expect, test } from '@jest/globals';
import { alteredBundle, bundleCode } from '../support/altered-bundle.ts';
import { refusedOf, replayed, silentRuntime } from '../support/replays.ts';
import { readTaskHistory, taskHistories } from './task-histories.ts';

/** The stored histories of what the orchestrator does itself are a contract like those of executions: whatever becomes of the code,
 * they replay. */

beforeAll(silentRuntime);

async function refused(code: string, names: readonly (typeof taskHistories)[number][]): Promise<readonly string[]> {
  return refusedOf(await replayed(code, names.map(readTaskHistory)));
}

test('all of them replay', async () => {
  expect(await refused(bundleCode(), taskHistories)).toEqual([]);
});

test('an end that is not told would be noticed', async () => {
  const change = { text: 'if (report !== null)\n', instead: 'if (report !== null && performed === null)\n' };
  const found = await refused(alteredBundle([change]), ['task-call']);
  expect(found.join()).toMatch(/[Nn]ondeterminism/);
});

test('they tell nothing of the machine they were recorded on', () => {
  for (const name of taskHistories)
    expect(JSON.stringify(readTaskHistory(name))).not.toMatch(/"identity":"[^"]|file:\/\/|\/(?:home|root|tmp|Users)\//);
});
