import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { unpacked } from '../../src/codec/index.ts';
import { orchestratorClient, type OrchestratorClient } from '../support/orchestrator-client.ts';
import { type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { type Stack, startStack } from '../support/stack.ts';

/** A canary, on the real thing: the services get it, and nothing that anybody else can read has it. */

const canary = 'Canary-7f3a9 +/é';
const undoKey = 'undo-key-0815';
let services: RecordingService;
let stack: Stack;
let baton: OrchestratorClient;

beforeAll(async () => {
  services = await startRecordingService();
  stack = await startStack({
    services: { svc: services.baseUrl('svc'), other: services.baseUrl('other') },
    env: {
      BATON_SECRET_CANARY: canary,
      BATON_SECRET_UNDO_KEY: undoKey,
      BATON_SECRET_SERVICES_UNDO_KEY: 'svc',
    },
  });
  baton = orchestratorClient(stack.url);
});

afterAll(async () => {
  await stack?.close();
  await services?.close();
});

/** All that Temporal keeps of an execution: every text in its history, and every payload as it reads. */
async function historyOf(id: string): Promise<string> {
  const texts: string[] = [];
  let payloads = 0;
  const look = (value: unknown): void => {
    if (typeof value === 'string') texts.push(value);
    if (typeof value !== 'object' || value === null) return;
    if (value instanceof Uint8Array) {
      texts.push(Buffer.from(value).toString('utf8'));
      return;
    }
    if ('data' in value && 'metadata' in value) {
      payloads++;
      texts.push(Buffer.from(unpacked(value as never).data ?? []).toString('utf8'));
    }
    for (const each of Object.values(value)) look(each);
  };
  look(await stack.client.workflow.getHandle(id).fetchHistory());
  expect(payloads).toBeGreaterThan(10);
  return texts.join('\n');
}

function formsOf(secret: string): readonly string[] {
  const base64 = Buffer.from(secret).toString('base64');
  return [
    secret,
    base64.replace(/=+$/, '').slice(0, -1),
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
  ];
}

function expectNone(text: string): void {
  for (const form of [canary, undoKey].flatMap(formsOf)) expect(text.split(form).length - 1).toBe(0);
}

test('a secret reaches the services, and no history, status or log', async () => {
  services.answer('svc.login', (body) => ({
    result: {
      echo: body,
      basic: Buffer.from(`user:${canary}`).toString('base64'),
      url: `/x?key=${encodeURIComponent(canary)}`,
      looks: '{{secrets.CANARY}}',
    },
  }));
  services.answer('svc.state', (body) => ({ result: { done: true, echo: body } }));
  services.answer('svc.quick', (body) => ({ result: body }));
  services.answer('svc.fail', (body) => ({ status: 400, result: { why: 'no', echo: body } }));
  const registered = await baton.register(`
name: canary
version: "1"
steps:
  - id: login
    service: svc
    method: login
    parameters: {auth: "Bearer {{secrets.canary}}", given: "{{inputs.text}}"}
    poll: {method: state, parameters: {key: "{{secrets.CANARY}}"}, until: "{{response.done}}", interval_ms: 100}
    compensate_method: logout
    compensate_parameters: {key: "{{secrets.UNDO_KEY}}", was: "{{result.echo.key}}"}
    on_success: {service: svc, method: log, parameters: {key: "{{secrets.CANARY}}"}}
  - {id: quick, service: svc, method: quick, fast: true, depends_on: [login], parameters: {key: "{{secrets.CANARY}}"}}
  - id: data
    service: svc
    method: take
    depends_on: [quick]
    parameters: {looks: "{{steps.login.result.looks}}", given: "{{inputs.text}}"}
  - {id: fail, service: svc, method: fail, depends_on: [data], parameters: {key: "{{secrets.CANARY}}"}, retry_count: 1}
`);
  expect([registered.status, registered.body]).toMatchObject([201, {}]);
  const id = await baton.start('canary', { text: '{{secrets.CANARY}}' });
  const ended = await baton.ended(id);
  expect(ended.error).toMatchObject({ code: 'service-error', step: 'fail' });

  // The services got it.
  const sent = (method: string) => services.callsOf(`svc.${method}`).at(-1)?.body;
  expect(sent('login')).toEqual({ auth: `Bearer ${canary}`, given: '{{secrets.CANARY}}' });
  expect(sent('state')).toEqual({ key: canary });
  expect(sent('log')).toEqual({ key: canary });
  expect(sent('quick')).toEqual({ key: canary });
  expect(sent('fail')).toEqual({ key: canary });
  expect(sent('logout')).toEqual({ key: undoKey, was: '***' });
  // What only looks like one is data.
  expect(sent('take')).toMatchObject({ given: '{{secrets.CANARY}}' });

  // Nobody else did.
  const history = await historyOf(id);
  expect(history).toContain('{{secrets.canary}}');
  expectNone(history);
  expectNone(JSON.stringify(ended));
  expectNone(JSON.stringify((await baton.get('/orchestrator/list_workflows')).body));
  expectNone(stack.output());
});

test('a secret that is missing, or may not go there, fails the call once, by its name alone', async () => {
  const before = services.calls.length;
  for (const [name, secret, service] of [
    ['missing', 'NOBODY', 'svc'],
    ['elsewhere', 'UNDO_KEY', 'other'],
  ] as const) {
    await baton.register(`
name: ${name}
version: "1"
steps: [{id: a, service: ${service}, method: m, retry_count: 3, parameters: {key: "{{secrets.${secret}}}"}}]
`);
  }
  const missing = await baton.ended(await baton.start('missing'));
  expect(missing.error).toMatchObject({ code: 'unknown-secret', step: 'a' });
  expect(missing.error?.message).toContain('BATON_SECRET_NOBODY');
  const elsewhere = await baton.ended(await baton.start('elsewhere'));
  expect(elsewhere.error).toMatchObject({ code: 'secret-refused', step: 'a' });
  expect(services.calls.length).toBe(before);
  expectNone(JSON.stringify([missing, elsewhere]) + stack.output());
});
