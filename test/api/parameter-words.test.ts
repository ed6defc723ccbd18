import { expect, test } from '@jest/globals';
import { inParameterWords } from '../../src/api/answer/parameter-words.ts';
import { checkInputs } from '../../src/language/index.ts';
import { diagnostic, Refusal } from '../../src/problems/index.ts';
import type { Json } from '../../src/std/index.ts';

const declared = {
  inputs: {
    pr_number: { type: 'integer', required: true },
    repository: { type: 'string', required: true },
    input: { type: 'string', enum: ['input', 'inputs'] as Json[] },
  },
} satisfies Parameters<typeof checkInputs>[0];

async function told(given: Json): Promise<readonly { readonly path?: string | undefined; readonly message: string }[]> {
  const checked = checkInputs(declared, given);
  if (checked.ok) return [];
  const refuse = async (): Promise<never> => {
    throw new Refusal('inputs-rejected', '2 problems in the inputs of w-abcdef', { diagnostics: checked.diagnostics });
  };
  const refused: unknown = await inParameterWords(refuse).catch((error: unknown) => error);
  if (!(refused instanceof Refusal)) throw refused;
  expect(refused.message).toBe('2 problems in the parameters of w-abcdef');
  return refused.diagnostics.map(({ path, message }) => ({ path, message }));
}

test.each([
  [
    {},
    [
      { path: 'parameters.pr_number', message: 'the parameter `pr_number` is required' },
      { path: 'parameters.repository', message: 'the parameter `repository` is required' },
    ],
  ],
  [
    { pr_number: 'x', repository: 'r' },
    [{ path: 'parameters.pr_number', message: 'the parameter `pr_number` must be a whole number, not "x"' }],
  ],
  [[], [{ path: 'parameters', message: 'parameters are an object, not []' }]],
  [
    { pr_number: 1, repository: 'r', input: 'none' },
    [{ path: 'parameters.input', message: 'the parameter `input` must be one of "input", "inputs", not "none"' }],
  ],
  [
    { pr_number: 1, repository: 'r', repo: 'r' },
    [{ path: 'parameters.repo', message: 'the workflow has no parameter `repo`' }],
  ],
])('%j', async (given, problems) => {
  expect(await told(given as Json)).toEqual(problems);
});

test('what is wrong with anything else stays as it is', async () => {
  const refused = new Refusal('workflow-not-found', 'no inputs', {
    diagnostics: [diagnostic('unfit-field', 'the input', { path: 'inputs' })],
  });
  await expect(inParameterWords(() => Promise.reject(refused))).rejects.toBe(refused);
});
