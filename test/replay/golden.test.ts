import { beforeAll, describe, expect, test } from '@jest/globals';
import type { ReplayResult } from '@temporalio/worker';
import { engineNumber } from '../../src/driver/index.ts';
import { alteredBundle, bundleCode } from '../support/altered-bundle.ts';
import { refusedOf, replayed, silentRuntime } from '../support/replays.ts';
import { goldenCases } from './golden-cases.ts';
import { expectedOf, fileOf, goldenFiles, keptOf, readGolden } from './golden-files.ts';

/** The stored histories are a contract: whatever becomes of the code, they replay, and are told as they were. What to do
 * when one does not is in CONTRIBUTING.md. */

const files = goldenFiles();

beforeAll(silentRuntime);

async function replay(code: string, names: readonly string[] = files): Promise<readonly ReplayResult[]> {
  const histories = names.map((name) => {
    const { executionId, history } = readGolden(name);
    return { workflowId: executionId, history };
  });
  return await replayed(code, histories);
}

test('every case has its histories, and every history its case', () => {
  const wanted = goldenCases.flatMap((each) => keptOf(each).map((kept) => fileOf(each, kept)));
  expect(files.toSorted()).toEqual(wanted.toSorted());
});

test('they are of every behaviour that has a number', () => {
  const numbers = new Set(
    files.flatMap((name) => /"engine":(\d+)/.exec(payloadsOf(readGolden(name).history).join())?.[1] ?? []),
  );
  expect([...numbers].toSorted()).toEqual(Array.from({ length: engineNumber }, (_, at) => String(at + 1)));
});

test('they tell nothing of the machine they were recorded on', () => {
  const telling = files.filter((name) => {
    const { history } = readGolden(name);
    const text = [JSON.stringify(history), ...payloadsOf(history)].join('\n');
    return /"identity":"[^"]|\d+@[\w-]|file:\/\/|\/(?:home|root|tmp|Users)\/|node_modules/.test(text);
  });
  expect(telling).toEqual([]);
});

test.each(files)('%s is told as it was', (name) => {
  const { executionId, history, expected } = readGolden(name);
  expect(expectedOf(executionId, history)).toEqual(expected);
});

describe('replay', () => {
  test('finds the commands of all of them', async () => {
    const results = await replay(bundleCode());
    expect(refusedOf(results)).toEqual([]);
    expect(results).toHaveLength(files.length);
  });

  test.each([
    [
      'two commands in another order',
      {
        text: 'return { state, commands: turn.commands,',
        instead: 'return { state, commands: turn.commands.toReversed(),',
      },
      'parallel.failed',
    ],
    [
      'what was made first undone first',
      {
        text: 'for (let place = state.undoFrom ?? plan.order.length - 1; place >= 0; place--)',
        instead: 'for (let place = state.undoFrom ?? 0; place < plan.order.length; place++)',
      },
      'call.failed',
    ],
    [
      'a word on how it stands that is not written',
      { text: 'if (word === written ||', instead: "if (word === written || word === 'compensated' ||" },
      'outcome.moved',
    ],
  ])('would notice %s', async (_what, change, where) => {
    const [refused = ''] = refusedOf(await replay(alteredBundle([change]), [where]));
    expect(refused).toMatch(/[Nn]ondeterminism/);
  });
});

/** Everything in the payloads of a history that is text. */
function payloadsOf(value: unknown): readonly string[] {
  if (value instanceof Uint8Array) return [Buffer.from(value).toString('utf8')];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(payloadsOf);
}
