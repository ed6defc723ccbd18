import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import {
  checkInputs,
  convertToYaml,
  prepare,
  type Prepared,
  type PrepareOptions,
  renderDiagnostics,
} from '../../../src/language/index.ts';
import { outcomeOf, simulate } from '../../../src/simulation/index.ts';
import type { World } from '../../../src/simulation/world.ts';
import type { Json } from '../../../src/std/index.ts';
import { randomActions } from './random-actions.ts';

type Right = Extract<Prepared, { ok: true }>;

function accepted(text: string, options: PrepareOptions = {}): Right {
  const prepared = prepare(text, options);
  if (!prepared.ok) throw new Error(renderDiagnostics(prepared.diagnostics, text, 'actions'));
  return prepared;
}

/** Without a warning. */
function right(text: string, options: PrepareOptions = {}): Right {
  const prepared = accepted(text, options);
  expect(renderDiagnostics(prepared.diagnostics, text, 'actions')).toBe('');
  return prepared;
}

const seed = (name: string): string => readFileSync(new URL(`seed-actions/${name}.txt`, import.meta.url), 'utf8');

/** One action, and parameters that it reads. */
function stepOf(action: string, parameters = '[{name: url, type: string, required: true}]'): unknown {
  const text = `name: One\nparameters: ${parameters}\nactions:\n  - ${action}\n`;
  const prepared = prepare(text);
  if (!prepared.ok) throw new Error(renderDiagnostics(prepared.diagnostics, text, 'actions'));
  return prepared.definition.steps[0];
}

describe('a workflow of actions comes to a definition', () => {
  test('the first one of its documentation, with a notification', () => {
    expect(right(seed('hello-world-workflow'))).toMatchObject({
      notation: 'actions',
      definition: {
        name: 'hello-world-workflow',
        description: 'A simple notification workflow',
        inputs: { message: { type: 'string', description: 'Message to display', required: true } },
        additional_inputs: true,
        steps: [
          {
            id: 'notify',
            display: 'Send Notification',
            description: 'Send completion notification',
            service: 'baton-notifications',
            method: 'send',
            parameters: { channel: '{{item}}', message: '{{inputs.message}}' },
            for_each: ['log'],
          },
        ],
      },
    });
  });

  test('the one that its quick start posts: the log is told where nobody is named', () => {
    const { definition } = right(seed('quick-start'), { name: 'hello-world-abc123' });
    expect(definition).toMatchObject({
      name: 'hello-world-abc123',
      steps: [{ id: 'greet', for_each: ['log'], parameters: { channel: '{{item}}', message: '{{inputs.message}}' } }],
    });
  });

  test('the one that is created', () => {
    expect(right(seed('create-workflow')).definition.steps).toEqual([
      {
        id: 'analyze',
        display: 'Analyze Document',
        service: 'analysis_service',
        endpoint: '/analyze',
        verb: 'POST',
        parameters: { url: '{{inputs.document_url}}' },
      },
    ]);
  });

  test('in YAML as in JSON', () => {
    const text = seed('create-workflow');
    expect(right(stringify(JSON.parse(text))).definition).toEqual(right(text).definition);
  });

  test.each([
    ['Document Quality Analysis', 'document-quality-analysis'],
    ['  Été à la plage! ', 'ete-a-la-plage'],
    ['2024: a report', 'a-report'],
    ['分析', 'workflow'],
    ['x'.repeat(200), 'x'.repeat(100)],
  ])('whose name is made of the title: %s', (title, name) => {
    const actions = [{ action_id: 'a', action_type: 'notification', config: { message: 'm' } }];
    expect(right(JSON.stringify({ name: title, actions })).plan.name).toBe(name);
  });

  test.each([
    ['string', 'string'],
    ['integer', 'integer'],
    ['number', 'number'],
    ['float', 'number'],
    ['boolean', 'boolean'],
    ['object', 'object'],
    ['array', 'array'],
    ['list', 'array'],
    ['datetime', 'datetime'],
    ['any', 'any'],
  ])('whose parameter of type %s is an input of type %s', (type, ours) => {
    const text = `name: T\nparameters: [{name: p, type: ${type}, default: null}]\nactions: [{action_id: a, action_type: notification, config: {message: "{{p}}"}}]`;
    expect(right(text).definition.inputs).toEqual({ p: { type: ours } });
  });

  test('what bounds an action', () => {
    const written =
      '{action_id: a, action_type: service_call, name: A, description: D, config: {service: s, endpoint: /e, parameters: {u: "{{url}}"}}, timeout_seconds: 1.5, retry_count: 2, retry_delay_seconds: 0.25, continue_on_failure: true, condition: "{{url != null}}"}';
    expect(stepOf(written)).toEqual({
      id: 'a',
      display: 'A',
      description: 'D',
      service: 's',
      endpoint: '/e',
      parameters: { u: '{{inputs.url}}' },
      when: '{{inputs.url != null}}',
      timeout_ms: 1500,
      retry_count: 2,
      retry_delay_ms: 250,
      continue_on_failure: true,
    });
  });

  test('a notification that leaves the process is tried again, unless it says otherwise', () => {
    const notify = (more: string): unknown =>
      stepOf(
        `{action_id: a, action_type: notification, config: {message: "{{url}}", channels: [log, webhook]}${more}}`,
      );
    expect(notify('')).toMatchObject({ for_each: ['log', 'webhook'], retry_count: 4, retry_backoff: 2 });
    expect(notify(', retry_count: 0')).not.toHaveProperty('retry_backoff');
    expect(notify(', retry_count: 0')).toMatchObject({ retry_count: 0 });
  });

  test('a text with steps is a definition, whatever else it has', () => {
    const prepared = prepare('name: x\nactions: []\nsteps: [{id: a, service: s, method: m}]');
    expect(prepared.diagnostics.map(({ message }) => message)).toEqual([
      expect.stringContaining('a definition has no key'),
    ]);
  });

  test('the notation can be said', () => {
    const prepared = prepare('name: x\nsteps: [{id: a, service: s, method: m}]', { notation: 'actions' });
    expect(prepared.diagnostics.map(({ code, hint }) => [code, hint])).toEqual([['unknown-key', 'actions']]);
    expect(prepare('[]', { notation: 'actions' }).diagnostics.map(({ message }) => message)).toEqual([
      'a workflow is a map with a name and actions, not a list',
    ]);
  });
});

describe('templates', () => {
  const parameters = '[{name: url, type: string}, {name: the-url, type: string}, {name: steps, type: any}]';
  test.each([
    ['{{url}}', '{{inputs.url}}'],
    ['{{ url }} and {{url}}', '{{ inputs.url }} and {{inputs.url}}'],
    ['{{parameters.url}}', '{{inputs.url}}'],
    ["{{parameters['the-url']}}", "{{inputs['the-url']}}"],
    ['{{parameters.steps}}', '{{inputs.steps}}'],
    ['{{context.execution_id}}', '{{context.execution_id}}'],
    ['{{before.response}}', '{{steps.before.result}}'],
    ['{{before.response.response}}', '{{steps.before.result.response}}'],
    ["{{before['response'].a}}", "{{steps.before['result'].a}}"],
    ['{{before.status}} {{before.error}}', '{{steps.before.status}} {{steps.before.error}}'],
    ["{{actions['be-fore'].response.x}}", "{{steps['be-fore'].result.x}}"],
    ['{{actions.before.response}}', '{{steps.before.result}}'],
    ['{{before.response[url]}}', '{{steps.before.result[inputs.url]}}'],
    [
      "{{upper(default(before.response.a, url)) + 'url'}}",
      "{{upper(default(steps.before.result.a, inputs.url)) + 'url'}}",
    ],
    ['{{[url, {url: url}]}}', '{{[inputs.url, {url: inputs.url}]}}'],
    ['{{secrets.token}}', '{{secrets.token}}'],
    ["{{ '{{' }}url}}", "{{ '{{' }}url}}"],
    ['url', 'url'],
  ])('%s', (written, ours) => {
    const text = JSON.stringify({
      name: 'Templates',
      actions: [
        { action_id: 'before', action_type: 'service_call', config: { service: 's', endpoint: '/b' } },
        { action_id: 'be-fore', action_type: 'service_call', config: { service: 's', endpoint: '/b' } },
        {
          action_id: 'a',
          action_type: 'service_call',
          config: { service: 's', endpoint: '/e', parameters: { list: [{ content: written }] } },
        },
      ],
    });
    const whole = text.replace('"actions"', `"parameters": ${JSON.stringify(parsed(parameters))}, "actions"`);
    const prepared = prepare(whole);
    if (!prepared.ok) throw new Error(renderDiagnostics(prepared.diagnostics, whole, 'templates'));
    expect(prepared.definition.steps[2]?.parameters).toEqual({ list: [{ content: ours }] });
  });

  const parsed = (yaml: string): Json =>
    [...yaml.matchAll(/name: ([\w-]+), type: (\w+)/g)].map(([, name = '', type = '']) => ({ name, type }));

  test('a parameter called as a word of the context wins, and one that is not declared is no name', () => {
    const action = (template: string): string =>
      `{action_id: a, action_type: service_call, config: {service: s, endpoint: /e, parameters: {x: "${template}"}}}`;
    expect(stepOf(action('{{context.execution_id}}{{url}}'))).toMatchObject({
      parameters: { x: '{{context.execution_id}}{{inputs.url}}' },
    });
    expect(() => stepOf(action('{{analysis_type}}'))).toThrow('no such parameter');
  });
});

test('parameters that are not declared are taken and kept', () => {
  const { definition } = right(seed('create-workflow'));
  const given = { document_url: 'https://example.com/doc.pdf', analysis_type: 'comprehensive' };
  expect(checkInputs(definition, given)).toEqual({ ok: true, inputs: given });
  expect(checkInputs(definition, { analysis_type: 1 })).toMatchObject({
    ok: false,
    diagnostics: [{ code: 'input-missing' }],
  });
});

describe('random workflows of actions', () => {
  const seeds = Array.from({ length: 100 }, (_, i) => i + 1);

  test('go as the plainest interpreter says', () => {
    for (const each of seeds) {
      const { document, parameters, answers, expected } = randomActions(each);
      const { plan } = accepted(JSON.stringify(document));
      const world: World = {
        inputs: parameters,
        answer: ({ id }) => {
          const answer = answers.get(id.replace(/\[\d+\]$/, '')) ?? null;
          return answer === null
            ? { kind: 'failure', status: 400, body: null, afterMs: 1 }
            : { kind: 'result', result: answer, afterMs: 1 };
        },
        child: () => ({ kind: 'result', result: null, undo: [] }),
        events: [],
        commands: [],
      } as World;
      const outcome = outcomeOf(simulate(plan, world));
      const seen = {
        seed: each,
        status: outcome.status,
        sent: sorted(outcome.calls.map(({ id, parameters: sent }) => [id, sent] as const)),
        statuses: sorted([...expected.statuses.keys()].map((id) => [id, outcome.unit(id)?.status ?? ''] as const)),
      };
      const { sent, statuses } = expected;
      expect(seen).toEqual({
        seed: each,
        status: 'COMPLETED',
        sent: sorted([...sent]),
        statuses: sorted([...statuses]),
      });
    }
  });

  test('come to the same plan when they are converted', () => {
    for (const each of seeds) {
      const { definition, plan } = accepted(JSON.stringify(randomActions(each).document));
      const again = accepted(convertToYaml('actions', definition));
      expect([again.notation, again.definition, again.plan]).toEqual(['definition', definition, plan]);
    }
  });
});

function sorted<Value>(entries: readonly (readonly [string, Value])[]): readonly (readonly [string, Value])[] {
  return entries.toSorted(([a], [b]) => (a < b ? -1 : 1));
}
