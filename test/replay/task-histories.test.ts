import { beforeAll, expect, test } from '@jest/globals';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { EnteredFreely } from '../../src/worker/index.ts';
import { alteredBundle, bundleCode } from '../support/altered-bundle.ts';
import { readTaskHistory, taskHistories } from './task-histories.ts';

/** The stored histories of what the orchestrator does itself are a contract like those of executions: whatever becomes of the code,
 * they replay. */

beforeAll(() => {
  const logging = { filter: { core: 'ERROR', other: 'ERROR' }, forward: {} } as const;
  Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined), telemetryOptions: { logging } });
});

async function refused(code: string, names: readonly (typeof taskHistories)[number][]): Promise<readonly string[]> {
  const histories = names.map(readTaskHistory);
  const found: string[] = [];
  for await (const { workflowId, error } of EnteredFreely.runReplayHistories({ workflowBundle: { code } }, histories))
    if (error !== undefined) found.push(`${workflowId}: ${error.message}`);
  return found;
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
