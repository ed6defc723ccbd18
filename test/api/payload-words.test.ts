import { expect, test } from '@jest/globals';
import { inPayloadWords } from '../../src/api/answer/payload-words.ts';
import { checkInputs } from '../../src/language/index.ts';
import { Refusal } from '../../src/problems/index.ts';
import type { Json } from '../../src/std/index.ts';

const declared: Parameters<typeof checkInputs>[0] = { input_schema: { type: 'object' } };

test.each<readonly [string, Json, string, string]>([
  ['too long', { A: 'inputs '.repeat(200_000) }, 'payload', 'the payload has 1400008 characters'],
  ['a reserved key', JSON.parse('{"A": {"constructor": 1}}') as Json, 'payload.A', 'a field of the payload'],
  ['too deep', JSON.parse('{"A":'.repeat(300) + '1' + '}'.repeat(300)) as Json, 'payload', 'the payload is nested'],
])('a payload %s is refused as one', async (_, given, path, words) => {
  const refuse = async (): Promise<never> => {
    const checked = checkInputs(declared, given);
    throw new Refusal('inputs-rejected', '1 problem in the inputs of pay', {
      diagnostics: checked.ok ? [] : checked.diagnostics,
    });
  };
  const refused: unknown = await inPayloadWords(refuse).catch((error: unknown) => error);
  if (!(refused instanceof Refusal)) throw refused;
  expect(refused.message).toBe('1 problem in the payload of pay');
  const [found] = refused.diagnostics;
  expect(found?.path).toMatch(new RegExp(`^${path}`));
  expect(found?.message).toContain(words);
  expect(found?.message).not.toContain('inputs');
});
