import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { orchestratorClient } from '../support/orchestrator-client.ts';
import { type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { type Stack, startStack } from '../support/stack.ts';

let services: RecordingService;
let stack: Stack;

beforeAll(async () => {
  services = await startRecordingService({ 'chain.work': (body) => ({ result: body, delayMs: 150 }) });
  stack = await startStack({ services: { chain: services.baseUrl('chain') } });
});

afterAll(async () => {
  await stack?.close();
  await services?.close();
});

describe('a worker killed in the middle of thirty fast steps', () => {
  test('costs those of its last task, which are made again under the same keys', async () => {
    const baton = orchestratorClient(stack.url);
    const steps = Array.from({ length: 30 }, (_, at) => ({
      id: `s${at}`,
      service: 'chain',
      method: 'work',
      parameters: { n: at },
      fast: true,
      ...(at > 0 && { depends_on: [`s${at - 1}`] }),
    }));
    expect(await baton.register({ name: 'thirty', version: '1', steps })).toMatchObject({ status: 201 });
    const id = await baton.start('thirty');

    // Past the first ordinary call, in the midst of a later run of fast ones.
    await services.until((calls) => calls.length >= 13);
    await stack.killWorker();
    const before = services.calls.map(({ key }) => key);
    await stack.startWorker();
    const execution = await baton.ended(id);

    expect(execution.status).toBe('COMPLETED');
    expect(execution.step_results.map(({ step_id, result, attempt }) => ({ step_id, result, attempt }))).toEqual(
      steps.map((step, n) => ({ step_id: step.id, result: JSON.stringify({ n }), attempt: 1 })),
    );
    const keys = services.calls.map(({ key }) => key);
    expect([...new Set(keys)]).toEqual(steps.map((step) => `${id}_${step.id}`));
    // What was recorded before its death is not made again: a run takes about a second, and its steps 150 ms each.
    const again = keys.slice(before.length).filter((key) => before.includes(key));
    expect(again.length).toBeGreaterThan(0);
    expect(again).not.toContain(`${id}_s0`);
    expect(new Set(again).size).toBe(again.length);
  });
});
