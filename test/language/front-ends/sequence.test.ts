import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type PrepareOptions, locating, prepare, renderDiagnostics } from '../../../src/language/index.ts';

const batmobile = readFileSync(
  new URL('../../../workflows-dsl/deploy-batmobile/workflow.json', import.meta.url),
  'utf8',
);

function definitionOf(text: string, options: PrepareOptions): unknown {
  const prepared = prepare(text, options);
  if (!prepared.ok) throw new Error(renderDiagnostics(prepared.diagnostics, text, 'sequence'));
  return { notation: prepared.notation, ...prepared.definition };
}

/** As an author is told: where, what, which code. */
function told(text: string, options: PrepareOptions = { name: 'deploy' }): readonly string[] {
  const { diagnostics } = prepare(text, options);
  const locate = locating(text);
  return diagnostics.map((each) => {
    const { line, column } = locate(each);
    return `${line}:${column} ${each.path ?? ''} ${each.message} [${each.code}]`;
  });
}

describe('a sequence comes to a definition', () => {
  test('the five tasks of the Batmobile', () => {
    const step = (id: string, display: string, service: string, endpoint: string, verb: string, fields: string[]) => ({
      id,
      display,
      service,
      endpoint,
      verb,
      parameters: Object.fromEntries(fields.map((field) => [field, `{{payload.${field}}}`])),
    });
    const after = (id: string) => ({ depends_on: [id] });
    expect(definitionOf(batmobile, { name: 'deploy-batmobile' })).toEqual({
      notation: 'sequence',
      name: 'deploy-batmobile',
      input_schema: { type: 'object', required: ['FuelLevel', 'SystemCheck'], additionalProperties: true },
      outputs: { payload: '{{payload}}' },
      steps: [
        step(
          'batmobile-check-systems',
          'Running Batmobile diagnostics',
          'batcode-ms-batcave',
          '/api/v1/Batmobile/Diagnostics',
          'GET',
          ['FuelLevel', 'SystemCheck'],
        ),
        {
          ...step(
            'batmobile-open-exit',
            'Opening Batcave exit',
            'batcode-ms-security',
            '/api/v1/Batcave/Exit',
            'POST',
            ['ExitCode'],
          ),
          ...after('batmobile-check-systems'),
        },
        {
          ...step(
            'batmobile-engage-stealth',
            'Engaging stealth mode',
            'batcode-ms-batmobile',
            '/api/v1/Stealth/Activate',
            'POST',
            ['StealthMode'],
          ),
          ...after('batmobile-open-exit'),
        },
        {
          ...step(
            'batmobile-navigate',
            'Deploying Batmobile to location',
            'batcode-ms-batmobile',
            '/api/v1/Navigate',
            'POST',
            ['Destination'],
          ),
          ...after('batmobile-engage-stealth'),
        },
        {
          ...step(
            'batmobile-arrival-check',
            'Confirming Batmobile arrival',
            'batcode-ms-intel',
            '/api/v1/Tracking/Confirm',
            'GET',
            ['VehicleID'],
          ),
          ...after('batmobile-navigate'),
        },
      ],
    });
  });

  test('with a polling, retries and fields of any name, in YAML', () => {
    const text = `
- Action: scan
  Microservice: {Service: intel, Endpoint: /scan, RequestBody: [Villain Name, Villain Name]}
  Poll: {Endpoint: /scan/status, RequestBody: [ScanId], Until: response.Done == true, IntervalMs: 50, TimeoutMs: 900}
  TimeoutMs: 500
  RetryCount: 2
  RetryDelayMs: 200
`;
    expect(definitionOf(text, { name: 'scan-gotham' })).toMatchObject({
      steps: [
        {
          id: 'scan',
          parameters: { 'Villain Name': '{{payload["Villain Name"]}}' },
          poll: {
            endpoint: '/scan/status',
            verb: 'GET',
            parameters: { ScanId: '{{payload.ScanId}}' },
            until: '{{response.Done == true}}',
            interval_ms: 50,
            timeout_ms: 900,
          },
          timeout_ms: 500,
          retry_count: 2,
          retry_delay_ms: 200,
        },
      ],
    });
  });

  test('every list but one of steps is one without being said to be', () => {
    expect(prepare(batmobile, { name: 'x' })).toMatchObject({ ok: true, notation: 'sequence' });
    expect(told('[{"id": "a", "service": "s"}]')).toEqual([
      '1:1  a definition is a map with a name and steps, not a list [invalid-definition]',
    ]);
    expect(told('[]')).toEqual(['1:1  a sequence is empty: it needs at least one entry [missing-key]']);
    expect(told('[{"action": "a", "Microservise": {}}]').slice(0, 2)).toEqual([
      '1:3 [0].action a task has no key `action`; did you mean `Action`? [unknown-key]',
      '1:18 [0].Microservise a task has no key `Microservise`; did you mean `Microservice`? [unknown-key]',
    ]);
    expect(prepare(JSON.stringify({ tasks: JSON.parse(batmobile) as unknown }), { name: 'x' })).toMatchObject({
      diagnostics: [
        {
          message: 'a sequence is a list of tasks, not a map',
          hint: 'it is the list itself, without `tasks` around it',
        },
      ],
    });
  });

  test('a thousand tasks come to a plan of their own length', () => {
    const tasks = (count: number): string =>
      JSON.stringify(
        Array.from({ length: count }, (_, i) => ({
          Action: `task-${i}`,
          Microservice: { Service: 'svc', Endpoint: '/do', RequestBody: ['A', `F${i}`] },
        })),
      );
    const length = (count: number): number => {
      const prepared = prepare(tasks(count), { name: 'long' });
      return prepared.ok ? JSON.stringify(prepared.plan).length : Number.NaN;
    };
    expect(length(1000) / length(100)).toBeLessThan(11);
  });
});

describe('what is wrong with a sequence is said once, in its own words and place', () => {
  const task = (more = '', service = '{Service: svc, Endpoint: /do}'): string =>
    `- Action: one\n  Microservice: ${service}\n${more}`;
  test.each([
    ['a map', '{"Action": "x"}', ['1:1  a sequence is a list of tasks, not a map [invalid-definition]']],
    ['nothing in it', '[]', ['1:1  a sequence is empty: it needs at least one entry [missing-key]']],
    ['no Microservice', '- Action: one\n', ['1:3 [0].Microservice task `one` has no `Microservice` [missing-key]']],
    [
      'no Action',
      '- Microservice: {Service: svc, Endpoint: /do}\n',
      ['1:3 [0].Action a task has no `Action` [missing-key]'],
    ],
    [
      'a service without an endpoint',
      task('', '{Service: svc}'),
      ['2:18 [0].Microservice.Endpoint `Microservice` has no `Endpoint` [missing-key]'],
    ],
    [
      'a misspelt key',
      task('', '{Service: svc, EndPont: /do}'),
      ['2:32 [0].Microservice.EndPont `Microservice` has no key `EndPont`; did you mean `Endpoint`? [unknown-key]'],
    ],
    [
      'a key in the wrong place',
      task('  RequestBody: [A]\n'),
      ['3:3 [0].RequestBody `RequestBody` has no place in task `one`; it belongs to `Microservice` [unknown-key]'],
    ],
    [
      'an endpoint that is none',
      task('', '{Service: svc, Endpoint: do}'),
      [
        '2:42 [0].Microservice.Endpoint `Microservice.Endpoint` must be a path such as /v1/slots, without a host, a query and `..`, not "do" [invalid-endpoint]',
      ],
    ],
    [
      'a method that is none',
      task('', '{Service: svc, Endpoint: /do, Method: FETCH}'),
      [
        '2:55 [0].Microservice.Method `Microservice.Method` must be one of GET, POST, PUT, PATCH, DELETE, not "FETCH" [not-allowed-value]',
      ],
    ],
    [
      'an action that is no id',
      '- Action: open the exit\n  Microservice: {Service: svc, Endpoint: /do}\n',
      [
        '1:11 [0].Action `Action` must be letters, digits, `_` and `-`, not beginning with `-`, not "open the exit" [invalid-id]',
      ],
    ],
    ['an action twice', task() + task(), ['3:11 [1].Action two tasks have the Action `one` [duplicate-id]']],
    [
      'a body that is no list',
      task('', '{Service: svc, Endpoint: /do, RequestBody: FuelLevel}'),
      [
        '2:60 [0].Microservice.RequestBody `Microservice.RequestBody` must be a list of the names of fields, not "FuelLevel" [wrong-type]',
      ],
    ],
    [
      'a field with an expression in it',
      task('', '{Service: svc, Endpoint: /do, RequestBody: ["{{x}}"]}'),
      [
        '2:61 [0].Microservice.RequestBody[0] `Microservice.RequestBody[0]` is literal text: no expression is evaluated in it [expression-not-allowed]',
      ],
    ],
    [
      'a polling without an end',
      task('  Poll: {Endpoint: /status}\n'),
      ['3:10 [0].Poll.Until `Poll` has no `Until` [missing-key]'],
    ],
    [
      'an end that is no expression',
      task('  Poll: {Endpoint: /status, Until: response.Done ==}\n'),
      ['3:51 [0].Poll.Until the expression ends where a value is expected [expression-syntax]'],
    ],
    [
      'an end that reads what there is not',
      task('  Poll: {Endpoint: /status, Until: Respose.Done == 1}\n'),
      ['3:36 [0].Poll.Until `Respose`: no such name; did you mean `response`? [unknown-name]'],
    ],
    ...['constructor', 'prototype'].map((field): [string, string, string[]] => [
      `${field} as a field`,
      task('', `{Service: svc, Endpoint: /do, RequestBody: [${field}]}`),
      [
        `2:61 [0].Microservice.RequestBody[0] \`Microservice.RequestBody[0]\` must be the name of a field of the payload, without braces, and none of \`__proto__\`, \`constructor\` and \`prototype\`, not "${field}" [invalid-name]`,
      ],
    ]),
    [
      'a status line of nothing',
      task('  Display: ""\n'),
      ['3:12 [0].Display `Display` must be text that can be seen, not "" [wrong-type]'],
    ],
    ...['secrets.X', 'steps.b', 'result', 'inputs'].map((name): [string, string, string[]] => [
      `${name} in an end`,
      task(`  Poll: {Endpoint: /status, Until: response.A == 1 and ${name} == payload.B}\n`),
      [`3:56 [0].Poll.Until \`${name}\`: no such name [unknown-name]`],
    ]),
    [
      'milliseconds with a unit',
      task('  TimeoutMs: 30s\n'),
      ['3:14 [0].TimeoutMs `TimeoutMs` must be a whole number from 1 to 4294967295, not "30s" [wrong-type]'],
    ],
  ])('%s', (_, text, wanted) => {
    expect(told(text, { name: 'deploy', notation: 'sequence' })).toEqual(wanted);
  });

  test('an empty text is that, and asked for nothing of a definition', () => {
    const { diagnostics } = prepare('', { name: 'deploy', notation: 'sequence' });
    expect(diagnostics).toEqual([{ code: 'empty-definition', severity: 'error', message: 'the text is empty' }]);
  });

  test('a name that is none, and none at all', () => {
    expect(told(task(), {})).toEqual(['1:1  a sequence has no name here [missing-key]']);
    expect(told(task(), { name: 'deploy batmobile' })).toEqual([
      '1:1  the name of a sequence, which is that of its file or address, must be letters, digits, `_` and `-`, beginning with a letter, not "deploy batmobile" [invalid-name]',
    ]);
  });

  test('all at once', () => {
    const text = `- Action: one\n  Microservise: {Service: svc}\n- Action: 2\n  Microservice: {Service: a b, Endpoint: /x}\n`;
    expect(told(text).map((each) => each.slice(0, 3))).toEqual(['2:3', '3:1', '4:2']);
  });
});
