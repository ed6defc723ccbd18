import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { convertToYaml, prepare } from '../../src/language/index.ts';
import type { Json, JsonObject } from '../../src/std/index.ts';
import { randomActions } from '../language/front-ends/random-actions.ts';
import { type ExecutionAnswer, orchestratorClient, type OrchestratorClient } from '../support/orchestrator-client.ts';
import { type RecordedCall, type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { type Stack, startStack } from '../support/stack.ts';

/** Workflows of actions on the real thing, and the definitions that they come to beside them: services that answer by what
 * they are sent see the same of both. */

let services: RecordingService;
let stack: Stack;
let baton: OrchestratorClient;

beforeAll(async () => {
  const echo = (body: Json, { verb, path }: RecordedCall): { readonly result: Json } => ({
    result: { n: path.length + JSON.stringify(body).length, deep: { er: [verb, body] } },
  });
  services = await startRecordingService({ 'one.a': echo, 'one.b/c': echo, 'two.a': echo, 'two.b/c': echo });
  stack = await startStack({
    services: { one: services.baseUrl('one'), two: services.baseUrl('two') },
    env: {
      BATON_NOTIFY_URL: `${services.url}/hooks/in?token=1`,
      NOTIFICATION_URL: `${services.url}/people`,
      BATON_IN_FLIGHT: 'off',
    },
  });
  baton = orchestratorClient(stack.url);
});

afterAll(async () => {
  await stack?.close();
  await services?.close();
});

interface Seen {
  readonly status: string;
  readonly steps: Json;
  /** What services were sent, in no order: what does not wait runs at the same time. */
  readonly calls: readonly string[];
}

async function started(name: string, parameters: JsonObject): Promise<ExecutionAnswer> {
  return await baton.ended(await baton.start(name, parameters));
}

function seenOf(execution: ExecutionAnswer, name: string): Seen {
  const { execution_id: id, status, step_results: steps } = execution;
  const inGeneral = (text: string): string => text.replaceAll(id, 'EXECUTION').replaceAll(name, 'NAME');
  const calls = services.calls
    .filter(({ key }) => key.startsWith(`${id}_`))
    .map(({ verb, path, key, body }) => inGeneral(JSON.stringify([verb, path, key, body])));
  return {
    status,
    steps: steps.map(({ step_id: step, status: how, result }) => [step, how, inGeneral(result ?? '')]),
    calls: calls.toSorted(),
  };
}

/** As it is written, and converted. */
async function bothWays(document: JsonObject, parameters: JsonObject): Promise<readonly [Seen, Seen]> {
  const created = await baton.post('/workflows', document);
  if (created.status !== 201) throw new Error(JSON.stringify(created.body));
  const { workflow_id: id } = created.body as { readonly workflow_id: string };
  const prepared = prepare(JSON.stringify(document), { name: `${id}-converted` });
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.diagnostics));
  const registered = await baton.register(convertToYaml('actions', prepared.definition));
  if (registered.status !== 201) throw new Error(JSON.stringify(registered.body));
  const [written, converted] = await Promise.all([started(id, parameters), started(`${id}-converted`, parameters)]);
  return [seenOf(written, id), seenOf(converted, `${id}-converted`)];
}

describe('a workflow of actions and its definition behave the same', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('random workflow %i', async (seed) => {
    const { document, parameters } = randomActions(seed);
    const [written, converted] = await bothWays(document, parameters);
    expect(converted).toEqual(written);
    expect(written.status).toBe('COMPLETED');
  });

  test('parameters go into the query or the body, answers into what follows, messages to every channel', async () => {
    const call = (id: string, config: JsonObject, more: JsonObject = {}): JsonObject => ({
      action_id: id,
      action_type: 'service_call',
      config,
      ...more,
    });
    const document: JsonObject = {
      name: 'All there is',
      tags: ['test'],
      parameters: [
        { name: 'number', type: 'integer', required: true },
        { name: 'greeting', type: 'string', default: 'hello' },
      ],
      actions: [
        call('ask', { service: 'one', endpoint: '/a', method: 'GET', parameters: { number: '{{number}}' } }),
        call('send', {
          service: 'two',
          endpoint: '/b/c',
          parameters: { all: '{{ask.response}}', text: 'it is {{ask.response.n}}' },
        }),
        call('never', { service: 'two', endpoint: '/a' }, { condition: '{{number > 100}}' }),
        {
          action_id: 'tell',
          action_type: 'notification',
          config: {
            message: '{{greeting}}: {{send.status}}, {{never.status}}',
            channels: ['log', 'webhook', 'notification_service'],
          },
        },
      ],
    };
    services.answer('hooks.in', [{ status: 503 }, { html: 'ok' }, { html: 'ok' }, { html: 'ok' }]);
    const [written, converted] = await bothWays(document, { number: 7, undeclared: [1] });
    expect(converted.steps).toEqual(written.steps);
    expect(written).toMatchObject({ status: 'COMPLETED' });
    const answer = { n: '/one/a?number=7'.length + 'null'.length, deep: { er: ['GET', null] } };
    expect(new Set(written.calls)).toEqual(
      new Set(
        [
          ['GET', '/one/a?number=7', 'EXECUTION_ask', null],
          ['POST', '/two/b/c', 'EXECUTION_send', { all: answer, text: `it is ${answer.n}` }],
          [
            'POST',
            '/hooks/in?token=1',
            'EXECUTION_tell:1',
            { execution: 'EXECUTION', step: 'tell', text: 'hello: completed, skipped' },
          ],
          [
            'POST',
            '/people/notify',
            'EXECUTION_tell:2',
            { message: 'hello: completed, skipped', execution_id: 'EXECUTION', step: 'tell' },
          ],
        ].map((each) => JSON.stringify(each)),
      ),
    );
    // The channel that was away was asked again, and the other was told once.
    const told = (name: string): number =>
      services.callsOf(name).filter(({ body }) => JSON.stringify(body).includes('hello: completed')).length;
    expect([told('hooks.in'), told('people.notify')]).toEqual([3, 2]);
    await stack.written('"text":"hello: completed, skipped"');
  });
});

test('as any definition it is registered and run under the name that its title makes', async () => {
  const text = readFileSync(new URL('../language/front-ends/seed-actions/quick-start.txt', import.meta.url), 'utf8');
  const { status, body } = await baton.register(text);
  expect([status, body]).toEqual([201, expect.objectContaining({ name: 'hello-world', version: '1' })]);
  const execution = await started('hello-world', { message: 'Hello, Orchestrator!', undeclared: true });
  expect([execution.status, JSON.parse(execution.inputs)]).toEqual([
    'COMPLETED',
    { message: 'Hello, Orchestrator!', undeclared: true },
  ]);
  await stack.written(`"execution":"${execution.execution_id}","step":"greet","text":"Hello, Orchestrator!"`);
});
