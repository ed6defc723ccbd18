import { afterAll, describe, expect, test } from '@jest/globals';
import { userProject } from '../support/compile-project.ts';

const project = userProject();
afterAll(() => project.remove());

const typed = `
import { BatonError, createClient, resultOf } from 'baton/client';

interface Workflows {
  readonly comfort: { readonly inputs: { readonly degrees: number }; readonly outputs: { readonly warm: boolean } };
}
const client = createClient<Workflows>({ address: 'http://127.0.0.1:5080', timeoutMs: 1000, headers: { a: 'b' } });
export async function warm(signal: AbortSignal): Promise<boolean> {
  try {
    const execution = await client.executions.startAndWait('comfort', { degrees: 21 }, { signal });
    resultOf(execution, 'climate');
    return execution.status === 'COMPLETED' && execution.outputs.warm;
  } catch (error) {
    if (error instanceof BatonError) console.log(error.code, error.details[0]?.line);
    throw error;
  }
}
export const untyped = createClient({ address: 'http://127.0.0.1:5080' }).executions.start('any', { thing: [1] });
`;

describe('a project that imports baton/client', () => {
  test.each([
    ['a browser', { lib: ['es2022', 'dom'], types: [] }],
    ['Node', { lib: ['es2022'], types: ['node'] }],
  ])('compiles for %s, the types of its libraries checked too', (_where, options) => {
    expect(project.compile({ 'main.ts': typed }, options)).toEqual([]);
  });

  test.each([
    ['a workflow that is none', `client.executions.start('cmfort', { degrees: 21 });`, /'"cmfort"'.*'"comfort"'/],
    ['an input of another type', `client.executions.start('comfort', { degrees: '21' });`, /'string'.*'number'/],
    ['an input that is none', `client.executions.start('comfort', { degrees: 21, x: 1 });`, /'x' does not exist/],
    [
      'outputs of one that may have failed',
      `(await client.executions.startAndWait('comfort', { degrees: 1 })).outputs;`,
      /'outputs' does not exist/,
    ],
    ['a decision that is none', `client.executions.decide('x', 'retreat');`, /'"retreat"'/],
  ])('does not compile with %s', (_what, line, said) => {
    const found = project.compile({ 'wrong.ts': `${typed}\n${line}\n` });
    expect(found[0]).toMatch(new RegExp(`^wrong\\.ts\\(${typed.split('\n').length + 1},`));
    expect(found.join('\n')).toMatch(said);
  });
});
