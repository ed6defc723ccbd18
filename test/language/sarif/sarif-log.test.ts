import { existsSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { prepare, sarifLog, type CheckedText } from '../../../src/language/index.ts';
import { codes, diagnostic } from '../../../src/problems/index.ts';
import type { JsonObject } from '../../../src/std/index.ts';
import { sarifProblems } from './sarif-structure.ts';

interface Log {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly Rule[] } };
      readonly results: readonly Result[];
      readonly artifacts: readonly { readonly location: { readonly uri: string } }[];
      readonly invocations: readonly JsonObject[];
    },
  ];
}
interface Rule {
  readonly id: string;
  readonly name: string;
  readonly help: { readonly markdown: string };
  readonly defaultConfiguration: { readonly level: string };
}
interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly locations: readonly [{ readonly physicalLocation: { readonly region: JsonObject } }];
}

const logOf = (checked: readonly CheckedText[], unreadable?: readonly string[]): Log =>
  JSON.parse(JSON.stringify(sarifLog(checked, { version: '1.2.3', unreadable }))) as Log;

function checked(text: string, file = 'a.yaml'): CheckedText {
  return { file, text, diagnostics: prepare(text).diagnostics };
}

const broken = [
  'name: broken',
  'inputs: {temperature: number}',
  'steps:',
  '  - id: a',
  '    service: s',
  '    method: m',
  '    parameters: {t: "{{inputs.temprature}}"}',
  '    depnds_on: [b]',
  '    timeout_ms: -1',
].join('\n');

describe('a SARIF log', () => {
  test.each([
    ['nothing looked at', logOf([])],
    ['a clean file', logOf([checked('name: x\nsteps: [{id: a, service: s, method: m}]')])],
    [
      'errors and warnings',
      logOf([checked(broken), checked('name: x', 'sub folder/b.yaml')], ['c.yaml cannot be read']),
    ],
    ['text that cannot be read', logOf([checked('a: [', '/tmp/ü.yaml'), checked('', 'C:\\x\\y.yaml')])],
  ])('has the structure of SARIF 2.1.0: %s', (_name, log) => {
    expect(sarifProblems(log)).toEqual([]);
  });

  test('a result for each diagnostic, at its place', () => {
    const [run] = logOf([checked(broken)]).runs;
    expect(run.results).toMatchObject([
      {
        ruleId: 'unknown-name',
        level: 'error',
        message: { text: '`inputs.temprature`: no such input; did you mean `inputs.temperature`?' },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'a.yaml', index: 0 },
              region: { startLine: 7, startColumn: 24, endLine: 7, endColumn: 41 },
            },
            logicalLocations: [{ fullyQualifiedName: 'steps[0].parameters.t' }],
          },
        ],
      },
      { ruleId: 'unknown-key', locations: [{ logicalLocations: [{ fullyQualifiedName: 'steps[0].depnds_on' }] }] },
      { ruleId: 'out-of-range', locations: [{ physicalLocation: { region: { startLine: 9, startColumn: 17 } } }] },
    ]);
    for (const { ruleId, ruleIndex } of run.results) expect(run.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  });

  test('a hint that the message does not hold is told with it; what points nowhere points at the beginning', () => {
    const found = diagnostic('invalid-yaml', 'something is wrong', { hint: 'indent with spaces' });
    const [run] = logOf([{ file: 'a.yaml', text: 'x', diagnostics: [found] }]).runs;
    expect(run.results).toMatchObject([
      {
        message: { text: 'something is wrong (indent with spaces)' },
        locations: [{ physicalLocation: { region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 } } }],
      },
    ]);
  });

  test('a rule for every code that a definition can be given, each with its page', () => {
    const [{ tool }] = logOf([]).runs;
    const entries = Object.entries(codes).flatMap(([code, entry]) =>
      entry.kind === 'diagnostic' ? [[code, entry.severity] as const] : [],
    );
    expect(tool.driver.rules.map(({ id, defaultConfiguration }) => [id, defaultConfiguration.level])).toEqual(entries);
    expect(tool.driver.rules.find(({ id }) => id === 'unknown-key')?.name).toBe('UnknownKey');
    for (const { help } of tool.driver.rules) {
      const page = /\]\((docs\/reference\/codes\/[a-z-]+\.md)\)/.exec(help.markdown)?.[1] ?? '';
      expect([page, existsSync(page)]).toEqual([page, true]);
    }
  });

  test.each([
    ['a b/ü#?%.yaml', 'a%20b/%C3%BC%23%3F%25.yaml'],
    ['./../a:b.yaml', './../a%3Ab.yaml'],
    ['<stdin>', '%3Cstdin%3E'],
    ['/tmp/a.yaml', 'file:///tmp/a.yaml'],
    ['C:\\flows\\a.yaml', 'file:///C:/flows/a.yaml'],
  ])('the file %s is %s', (file, uri) => {
    expect(logOf([checked('name: x', file)]).runs[0].artifacts).toEqual([{ location: { uri } }]);
  });

  test('a file that cannot be read makes the run an unsuccessful one', () => {
    expect(logOf([]).runs[0].invocations).toEqual([{ executionSuccessful: true, toolExecutionNotifications: [] }]);
    expect(logOf([], ['x cannot be read']).runs[0].invocations).toEqual([
      {
        executionSuccessful: false,
        toolExecutionNotifications: [{ level: 'error', message: { text: 'x cannot be read' } }],
      },
    ]);
  });
});
