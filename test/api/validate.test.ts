import { afterAll, expect, test } from '@jest/globals';
import { allRoutes } from '../../src/api/index.ts';
import { startApi } from '../support/api-on-loopback.ts';
import { type ReceivedAnswer, sendRequest } from '../support/send-request.ts';

const api = await startApi();
afterAll(api.close);

const path = '/orchestrator/validate_workflow';

async function validate(body: string, type = 'application/json'): Promise<ReceivedAnswer> {
  const answer = await sendRequest(api.port, { method: 'POST', path, headers: { 'content-type': type }, body });
  if (answer.status === 200) allRoutes.find((route) => route.path === path)?.gives[200]?.parse(answer.json);
  return answer;
}

const steps = '"steps": [{"id": "a", "service": "svc", "method": "{{x}}"}]';

test('a definition with mistakes is answered with all of them and their places, and is not registered', async () => {
  const { status, json } = await validate(
    'name: broken\nsteps:\n  - {id: a, servce: svc}\n  - {id: a, delay_ms: 1}\n',
    'application/yaml',
  );
  expect([status, json]).toMatchObject([
    200,
    {
      success: true,
      valid: false,
      errors: expect.arrayContaining([expect.objectContaining({ line: 3, hint: 'service' })]),
    },
  ]);
  expect(json).not.toHaveProperty('plan');
  expect(api.ports.registered).toEqual([]);
});

test('text that cannot be read is no valid definition either', async () => {
  expect((await validate('{"workflow": ')).json).toMatchObject({ valid: false });
  expect((await validate('', 'application/yaml')).json).toMatchObject({ valid: false });
});

test.each([
  ['before', `{"inputs": {"n": "x"},\n "workflow": {"name": "w", ${steps}}}`],
  ['behind', `{"workflow":\n {"name": "w", ${steps}} , "inputs":\n {"n": [1, {"a": "b"}]}}`],
])('inputs %s the definition leave its places as they are', async (_where, text) => {
  const { json } = await validate(text);
  const { errors } = json as { readonly errors: readonly { readonly line: number; readonly column: number }[] };
  expect(errors).toHaveLength(1);
  const { line = 0, column = 0 } = errors[0] ?? {};
  expect(text.split('\n')[line - 1]?.slice(column - 1)).toMatch(/^(?:"\{\{x|\{\{x)/);
});

test('inputs are held to what is declared, as JSON and as JSON text', async () => {
  const workflow = { name: 'w', inputs: { n: 'integer' }, steps: [{ id: 'a', delay_ms: 1 }] };
  const answers = [{ n: 1 }, '{"n": 1}', { n: 'x' }, '{"n": ', [], { m: 1 }].map(
    async (inputs) => (await validate(JSON.stringify({ workflow, inputs }))).json,
  );
  expect(await Promise.all(answers)).toMatchObject([
    { valid: true, errors: [] },
    { valid: true },
    { valid: false, errors: [{ path: 'inputs.n' }], plan: { name: 'w' } },
    { valid: false, errors: [{ path: 'inputs' }] },
    { valid: false, errors: [{ code: 'inputs-not-object' }] },
    { valid: false, errors: [{ path: 'inputs.m' }] },
  ]);
});

test('says what the definition is about, and what registering it would come to', async () => {
  const text = (delay: number): string => `
name: about
version: "1"
input_schema: {type: object, properties: {n: {type: number, default: 3}}, required: [n]}
outputs: {x: "{{steps.a.result}}"}
steps:
  - {id: a, service: svc, endpoint: /x, verb: GET, on_failure: [{service: pager, method: page}]}
  - {id: b, workflow: other, inputs: {}, depends_on: [a]}
  - {id: c, task_queue: ml, activity: rate, depends_on: [a, b]}
  - {id: d, wait_for: {event: done}, depends_on: [c]}
  - {id: e, delay_ms: ${delay}}
`;
  const asked = async (delay: number): Promise<unknown> => (await validate(text(delay), 'application/yaml')).json;
  expect(await asked(1)).toMatchObject({
    valid: true,
    registration: 'new',
    plan: {
      name: 'about',
      version: '1',
      step_count: 5,
      steps: [
        { id: 'a', kind: 'call', does: 'svc.GET /x', depends_on: [] },
        { id: 'b', kind: 'workflow', does: 'other', depends_on: ['a'] },
        { id: 'c', kind: 'foreign-activity', does: 'ml/rate', depends_on: ['a', 'b'] },
        { id: 'd', kind: 'wait', does: 'done' },
        { id: 'e', kind: 'delay', does: null },
      ],
      inputs: [{ name: 'n', type: 'number', required: true, default: 3 }],
      outputs: ['x'],
      services: ['pager', 'svc'],
      workflows: ['other'],
      events: ['done'],
      task_queues: ['ml'],
    },
  });
});
