import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { orchestratorClient } from '../support/orchestrator-client.ts';
import { type RecordingService, startRecordingService } from '../support/recording-service.ts';
import { quietRuntime, replay } from '../support/replays.ts';
import { type Stack, startStack } from '../support/stack.ts';

/** Each ending's history, replayed by the bundle that made it: the same commands in the same order, or an execution
 * could not move from one worker to another. */

let services: RecordingService;
let stack: Stack;

const saga = `
name: saga
version: "1"
steps:
  - {id: hotel, service: trip, method: hotel, compensate_method: unbook}
  - {id: flight, service: trip, method: flight, compensate_method: unbook, retry_count: 1, retry_delay_ms: 100}
  - id: seat
    service: trip
    method: seat
    when: "{{inputs.seat == true}}"
    parameters: {flight: "{{steps.flight.result}}", at: "{{now()}}"}
  - {id: pay, service: trip, method: pay, depends_on: [hotel, seat], timeout_ms: 60000}
`;

beforeAll(async () => {
  // What the altered histories are refused with is said by the core as well, as a warning.
  quietRuntime();
  services = await startRecordingService({ 'trip.flight': [{ status: 503 }, { result: { seat: 12 } }] });
  stack = await startStack({ services: { trip: services.baseUrl('trip') } });
  await orchestratorClient(stack.url).register(saga);
});

afterAll(async () => {
  await stack?.close();
  await services?.close();
});

describe('a history replays', () => {
  test.each(['COMPLETED', 'FAILED', 'CANCELLED'])('of an execution that ended %s', async (ending) => {
    const baton = orchestratorClient(stack.url);
    services.answer(
      'trip.pay',
      { COMPLETED: { result: 1 }, FAILED: { status: 402 }, CANCELLED: { noAnswer: true } }[ending] ?? {},
    );
    const before = services.callsOf('trip.pay').length;
    const id = await baton.start('saga', { seat: ending !== 'FAILED' });
    if (ending === 'CANCELLED') {
      await services.until(() => services.callsOf('trip.pay').length > before);
      await baton.post('/orchestrator/cancel_execution', { execution_id: id });
    }
    expect((await baton.ended(id)).status).toBe(ending);

    const history = await stack.client.workflow.getHandle(id).fetchHistory();
    await replay(history, id);

    // And the replay would notice: had the first call gone elsewhere, it is refused.
    const first = history.events?.find(
      (event) => event.activityTaskScheduledEventAttributes,
    )?.activityTaskScheduledEventAttributes;
    if (!first) throw new Error('no call was made');
    first.activityType = { name: 'trip.elsewhere' };
    await expect(replay(history, id)).rejects.toThrow(/[Nn]ondeterminism/);
  });
});
