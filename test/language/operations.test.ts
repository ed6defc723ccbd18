import { describe, expect, test } from '@jest/globals';
import { prepare, readServices } from '../../src/language/index.ts';

const services = readServices(`
weather:
  forecast:
    result:
      type: object
      required: [frost]
      properties:
        frost: {type: number}
        days: {type: array, items: {type: object, properties: {low: {type: number}}, additionalProperties: false}}
  open: {result: {type: object, additionalProperties: true}}
mail:
`);

function codesOf(parameters: string, more = ''): readonly string[] {
  if (!services.ok) throw new Error(services.problems.join('\n'));
  const prepared = prepare(
    `
name: x
steps:
  - {id: ask, service: weather, method: forecast${more}}
  - {id: open, service: weather, method: open}
  - {id: send, service: mail, method: send, parameters: {text: "${parameters}"}}
`,
    services,
  );
  return prepared.diagnostics.map(({ code, message, hint }) => `${code}: ${message} (${hint})`);
}

describe('what a registered operation answers is known to the checker', () => {
  test.each([
    ['{{steps.ask.result.frst}}', /^unknown-name: .*frst.*frost/],
    ['{{steps.ask.result.days[0].hgh}}', /^unknown-name: .*hgh/],
    ["{{steps.ask.result.frost == 'much'}}", /^never-equal: /],
  ])('%s', (parameters, expected) => {
    expect(codesOf(parameters)).toEqual([expect.stringMatching(expected)]);
  });

  test.each([
    '{{steps.ask.result.frost + 1}}',
    '{{steps.ask.result.days[0].low}}',
    '{{steps.open.result.anything}}',
    '{{steps.open.status}}',
  ])('%s is nothing to complain of', (parameters) => {
    expect(codesOf(parameters)).toEqual([]);
  });

  test('with for_each it is the element of a list', () => {
    expect(codesOf('{{steps.ask.result[0].frst}}', ', for_each: [1]')).toEqual([
      expect.stringMatching(/^unknown-name: .*frst/),
    ]);
    expect(codesOf('{{steps.ask.result[0].frost}}', ', for_each: [1]')).toEqual([]);
  });
});

describe('a file of services', () => {
  test('that can not be read says what is wrong in it', () => {
    expect(readServices('weather: {forecast: {reslt: {}}}')).toMatchObject({
      ok: false,
      problems: ['weather: operations.forecast: no key `reslt`; it may have description, parameters, result'],
    });
    expect(readServices('weather: {forecast: {result: {type: objct}}}')).toMatchObject({
      ok: false,
      problems: [expect.stringMatching(/^weather: operations\.forecast\.result\.type: /)],
    });
    expect(readServices('[1]')).toMatchObject({ ok: false, problems: ['a map from services to their operations'] });
  });
});
