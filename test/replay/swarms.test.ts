import { beforeAll, expect, test } from '@jest/globals';
import { alteredBundle, bundleCode } from '../support/altered-bundle.ts';
import { refusedOf, replayed, silentRuntime } from '../support/replays.ts';
import { entityFiles, readEntityHistory, recorded } from './swarms-files.ts';

/** The histories of the fleet and its shards are a contract like those of executions: whatever becomes of the code, they
 * replay. */

beforeAll(silentRuntime);

async function failuresOf(code: string, names: readonly string[] = recorded): Promise<readonly string[]> {
  return refusedOf(await replayed(code, names.map(readEntityHistory)));
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
  [
    'a shard that goes on in one payload, however large',
    'large',
    { text: 'weight <= pieceBytes', instead: 'weight <= 1e9' },
  ],
  ['a piece that gives nothing', 'piece', { text: 'while (!(await ', instead: 'return; while (!(await ' }],
] as const)('replay would notice %s', async (_what, name, change) => {
  const [refused = ''] = await failuresOf(alteredBundle([change]), [name]);
  expect(refused).toMatch(/[Nn]ondeterminism/);
});
