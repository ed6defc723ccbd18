import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { orchestratorClient } from '../support/orchestrator-client.ts';
import { type Answer, type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { type Stack, startStack } from '../support/stack.ts';

/** Services that misbehave, on the real thing: the step fails with a code that says how, and the execution ends. */

const cases: readonly {
  readonly method: string;
  readonly answer: Answer;
  readonly code: string;
  readonly says: string;
  readonly timeoutMs?: number;
}[] = [
  { method: 'html', answer: { html: '<h1>Welcome</h1>' }, code: 'response-not-json', says: 'text/html' },
  { method: 'large', answer: { bytes: 10_000_000 }, code: 'response-too-large', says: '262144' },
  { method: 'elsewhere', answer: { redirect: 'http://127.0.0.1:1/inside' }, code: 'redirect-refused', says: '302' },
  { method: 'silent', answer: { noAnswer: true }, code: 'call-timed-out', says: '400 ms', timeoutMs: 400 },
  { method: 'hangs_up', answer: { drop: 'before' }, code: 'connection-lost', says: 'bad.hangs_up' },
  {
    method: 'refuses',
    answer: { status: 404, result: { why: 'no such seat' } },
    code: 'service-error',
    says: 'no such seat',
  },
];

let services: RecordingService;
let stack: Stack;

beforeAll(async () => {
  services = await startRecordingService(
    Object.fromEntries(cases.map(({ method, answer }) => [`bad.${method}`, answer])),
  );
  // Port 1 has no listener.
  stack = await startStack({ services: { bad: services.baseUrl('bad'), gone: 'http://127.0.0.1:1' } });
});

afterAll(async () => {
  await stack?.close();
  await services?.close();
});

async function run(service: string, method: string, timeoutMs = 30_000): Promise<object> {
  const baton = orchestratorClient(stack.url);
  const name = `${service}_${method}`;
  await baton.register({ name, version: '1', steps: [{ id: 'a', service, method, timeout_ms: timeoutMs }] });
  return await baton.ended(await baton.start(name));
}

describe('a step whose service', () => {
  test.each(cases)('answers with $method fails as $code', async ({ method, code, says, timeoutMs }) => {
    const error = { code, step: 'a', message: expect.stringContaining(says) as unknown };
    expect(await run('bad', method, timeoutMs)).toMatchObject({
      status: 'FAILED',
      error,
      step_results: [{ status: 'FAILED', error }],
    });
  });

  test('cannot be reached fails as service-unreachable', async () => {
    expect(await run('gone', 'ask')).toMatchObject({
      status: 'FAILED',
      error: { code: 'service-unreachable', step: 'a' },
    });
  });

  test('nobody registered fails as unknown-service', async () => {
    expect(await run('nobody', 'ask')).toMatchObject({
      status: 'FAILED',
      error: { code: 'unknown-service', step: 'a' },
    });
  });
});
