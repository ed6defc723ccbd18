import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { realisticDefinition } from '../../scripts/bench/realistic-definition.ts';
import { orchestratorClient, type OrchestratorClient } from '../support/orchestrator-client.ts';
import { type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { type Stack, startStack } from '../support/stack.ts';

let services: RecordingService;
let stack: Stack;
let baton: OrchestratorClient;

beforeAll(async () => {
  services = await startRecordingService();
  stack = await startStack({ services: { svc: services.baseUrl('svc') } });
  baton = orchestratorClient(stack.url);
});

afterAll(async () => {
  await stack?.close();
  await services?.close();
});

describe('a definition of 2,000 steps and more than a mebibyte', () => {
  // Forty chains side by side.
  const text = realisticDefinition(2_000, 'svc', (at) =>
    [40, 80, 120, 160].map((back) => at - back).filter((before) => before >= 0),
  );

  test('is registered, and runs to its end', async () => {
    expect(text.length).toBeGreaterThan(1024 * 1024);
    expect(await baton.register(text)).toMatchObject({ status: 201, body: { name: 'long', version: '1' } });
    expect(await baton.register(text)).toMatchObject({ status: 200, body: { unchanged: true } });
    const id = await baton.start('long', { vehicle: 'V-7' });
    const ended = await baton.ended(id);
    expect(ended.status).toBe('COMPLETED');
    expect(ended.step_results).toHaveLength(2_000);
    expect(new Set(services.callsOf('svc.w').map(({ key }) => key)).size).toBe(2_000);
    expect(services.callsOf('svc.w').at(-1)?.body).toMatchObject({ vehicle_id: 'V-7', previous: 'completed' });
    const { body } = await baton.get('/orchestrator/get_workflow?workflow_name=long');
    expect((body['workflow'] as { readonly steps: readonly unknown[] }).steps).toHaveLength(2_000);
  });

  test('is refused with all that is wrong with it, at its places', async () => {
    const lines = text.split('\n').length;
    const answer = await baton.register(`${text}    retry_cuont: 1\n`);
    expect(answer).toMatchObject({
      status: 422,
      body: {
        error: {
          code: 'definition-rejected',
          details: [
            { code: 'unknown-key', path: 'steps[1999].retry_cuont', line: lines },
            { code: 'more-diagnostics' },
          ],
        },
      },
    });
  });
});

describe('a definition that is too much', () => {
  test('is refused by its length, however it is sent', async () => {
    const sent = async (bytes: number) => (await baton.register(`#${' '.repeat(bytes - 1)}`)).body['error'];
    const limit = 8 * 1024 * 1024;
    expect(await sent(limit)).toMatchObject({ details: [{ code: 'empty-definition' }] });
    expect(await sent(limit + 1)).toMatchObject({ details: [{ code: 'definition-too-long' }] });
    expect(await sent(limit + 65 * 1024)).toMatchObject({ code: 'body-too-large' });
  });
});
