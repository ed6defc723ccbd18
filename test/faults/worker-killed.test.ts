import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { orchestratorClient } from '../support/orchestrator-client.ts';
import { type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { type Stack, startStack } from '../support/stack.ts';

let services: RecordingService;
let stack: Stack;

beforeAll(async () => {
  services = await startRecordingService({ 'chain.work': (body) => ({ result: body, delayMs: 80 }) });
  stack = await startStack({ services: { chain: services.baseUrl('chain') } });
});

afterAll(async () => {
  await stack?.close();
  await services?.close();
});

describe('a worker killed in the middle of twenty steps', () => {
  test('costs nothing: another one goes on, each key is seen once or repeated unchanged', async () => {
    const baton = orchestratorClient(stack.url);
    const steps = Array.from({ length: 20 }, (_, at) => ({
      id: `s${at}`,
      service: 'chain',
      method: 'work',
      parameters: { n: at },
      ...(at > 0 && { depends_on: [`s${at - 1}`] }),
    }));
    expect(await baton.register({ name: 'twenty', version: '1', steps })).toMatchObject({ status: 201 });
    const id = await baton.start('twenty');

    // In the middle of a call, not between two.
    await services.until((calls) => calls.length >= 8);
    await stack.killWorker();
    await stack.startWorker();
    const execution = await baton.ended(id);

    expect(execution.status).toBe('COMPLETED');
    expect(
      execution.step_results.map(({ step_id, status, result, attempt }) => ({ step_id, status, result, attempt })),
    ).toEqual(
      steps.map((step, n) => ({ step_id: step.id, status: 'COMPLETED', result: JSON.stringify({ n }), attempt: 1 })),
    );
    const keys = services.calls.map(({ key }) => key);
    expect([...new Set(keys)]).toEqual(steps.map((step) => `${id}_${step.id}`));
    // The call that the dead worker held is made again; no other.
    expect(keys.length).toBeLessThanOrEqual(21);
    const bodies = new Map<string, string>();
    for (const { key, body } of services.calls) {
      expect(bodies.get(key) ?? JSON.stringify(body)).toBe(JSON.stringify(body));
      bodies.set(key, JSON.stringify(body));
    }
  });
});
