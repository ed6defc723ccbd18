import { expect, test } from '@jest/globals';
import { fleetLimits, type ShardOperation } from '../../src/fleet/index.ts';
import { createBotTasks } from '../../src/swarms/bot-tasks.ts';
import type { Entities, ShardEntity } from '../../src/swarms/entities.ts';

/** What goes out to entities, where nobody answers. */
function sending() {
  const sent: ShardOperation[] = [];
  const shard: Pick<ShardEntity, 'apply'> = {
    apply: async (operation) => {
      sent.push(operation);
      return null;
    },
  };
  return { sent, tasks: createBotTasks({ shard: () => shard } as unknown as Entities) };
}

test('a result that no shard takes is not sent to one', async () => {
  const { sent, tasks } = sending();
  // Short in a request, long as JSON.
  const result = Array.from({ length: 2_000 }, () => 1e20);
  const asked = tasks.complete('bot-a-1', 'task-a-0-00000001', { result });
  await expect(asked).rejects.toMatchObject({ code: 'task-data-too-large' });
  expect(sent).toEqual([]);
});

test('of an error no more is sent than is kept', async () => {
  const { sent, tasks } = sending();
  const asked = tasks.fail('bot-a-1', 'task-a-0-00000001', { error: 'x'.repeat(100_000) });
  await expect(asked).rejects.toMatchObject({ code: 'bot-not-found' });
  expect(sent).toMatchObject([{ error: 'x'.repeat(fleetLimits.errorLength) }]);
});
