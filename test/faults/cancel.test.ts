import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { orchestratorClient } from '../support/orchestrator-client.ts';
import { type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { type Stack, startStack } from '../support/stack.ts';

let services: RecordingService;
let stack: Stack;

beforeAll(async () => {
  services = await startRecordingService({ 'hotel.book': { result: { room: 7 } }, 'flight.book': { noAnswer: true } });
  stack = await startStack({ services: { hotel: services.baseUrl('hotel'), flight: services.baseUrl('flight') } });
});

afterAll(async () => {
  await stack?.close();
  await services?.close();
});

describe('cancel', () => {
  test('reaches the socket of a call in flight, undoes what was done or may have been, and ends CANCELLED', async () => {
    const baton = orchestratorClient(stack.url);
    await baton.register(`
name: trip
version: "1"
steps:
  - {id: hotel, service: hotel, method: book, compensate_method: unbook}
  - {id: flight, service: flight, method: book, depends_on: [hotel], compensate_method: unbook}
  - {id: taxi, service: hotel, method: call_taxi, depends_on: [flight]}
`);
    const id = await baton.start('trip');
    await services.until((calls) => calls.some(({ name }) => name === 'flight.book'));
    expect(await baton.post('/orchestrator/cancel_execution', { execution_id: id })).toMatchObject({
      status: 200,
      body: { success: true },
    });
    const execution = await baton.ended(id);

    expect(execution.status).toBe('CANCELLED');
    await services.until(() => services.callsOf('flight.book')[0]?.aborted === true);
    expect(services.calls.map(({ name, key, body }) => [name, key.slice(id.length), body])).toEqual([
      ['hotel.book', '_hotel', {}],
      ['flight.book', '_flight', {}],
      ['flight.unbook', '_flight:undo', { result: null }],
      ['hotel.unbook', '_hotel:undo', { result: { room: 7 } }],
    ]);
    expect(execution.step_results.map(({ step_id, status }) => [step_id, status])).toEqual([
      ['hotel', 'COMPLETED'],
      ['flight', 'FAILED'],
      ['taxi', 'PENDING'],
    ]);
    expect(execution.step_results.map(({ compensation }) => compensation?.status)).toEqual(['done', 'done', undefined]);

    // Cancelling twice is cancelling once.
    expect(await baton.post('/orchestrator/cancel_execution', { execution_id: id })).toMatchObject({ status: 200 });
    expect(services.calls).toHaveLength(4);
  });

  test('of what has ended otherwise is refused, not ignored', async () => {
    const baton = orchestratorClient(stack.url);
    await baton.register({ name: 'quick', version: '1', steps: [{ id: 'a', service: 'hotel', method: 'look' }] });
    const id = await baton.start('quick');
    await baton.ended(id);
    expect(await baton.post('/orchestrator/cancel_execution', { execution_id: id })).toMatchObject({
      status: 409,
      body: { success: false, error: { code: 'execution-ended' } },
    });
  });
});
