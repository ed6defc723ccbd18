import { beforeAll, expect, test } from '@jest/globals';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { EnteredFreely } from '../../src/worker/index.ts';
import { alteredBundle, bundleCode } from '../support/altered-bundle.ts';
import { entityFiles, readEntityHistory, recorded } from './swarms-files.ts';

/** The histories of the fleet and its shards are a contract like those of executions: whatever becomes of the code, they
 * replay. */

beforeAll(() => {
  const logging = { filter: { core: 'ERROR', other: 'ERROR' }, forward: {} } as const;
  Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined), telemetryOptions: { logging } });
});

async function failuresOf(code: string, names: readonly string[] = recorded): Promise<readonly string[]> {
  const failures: string[] = [];
  const replayed = EnteredFreely.runReplayHistories({ workflowBundle: { code } }, names.map(readEntityHistory));
  for await (const { workflowId, error } of replayed) {
    if (error !== undefined) failures.push(`${workflowId}: ${error.message}`);
  }
  return failures;
}

test('each has been recorded, and nothing else', () => {
  expect(entityFiles().toSorted()).toEqual([...recorded].toSorted());
});

test('replay finds the commands of all of them', async () => {
  expect(await failuresOf(bundleCode())).toEqual([]);
});

test.each([
  [
    'a shard that does not report',
    'shard',
    { text: 'if (due !== null && due <= now) {', instead: 'if (due !== null && due < 0) {' },
  ],
  [
    'a fleet that writes no memo',
    'fleet',
    { text: 'if (memo.changedAt === null)\n            return;', instead: 'return;' },
  ],
] as const)('replay would notice %s', async (_what, name, change) => {
  const [refused = ''] = await failuresOf(alteredBundle([change]), [name]);
  expect(refused).toMatch(/[Nn]ondeterminism/);
});
