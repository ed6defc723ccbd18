import type { Entities } from './entities.ts';
import { createBotOperations } from './bot-operations.ts';
import { createBotTasks } from './bot-tasks.ts';
import { createDeadLetters } from './dead-letters.ts';
import { createThroughput, statisticsOf } from './fleet-statistics.ts';
import { createMassTasks } from './mass-tasks.ts';
import { createSwarmOperations } from './swarm-operations.ts';
import type { Swarms } from './swarms.ts';

/** The port, wherever fleet and shards are. */
export function createSwarms(entities: Entities): Swarms {
  const throughput = createThroughput();
  return {
    ...createBotOperations(entities),
    ...createSwarmOperations(entities),
    ...createBotTasks(entities),
    ...createMassTasks(entities),
    ...createDeadLetters(entities),
    statistics: async () => statisticsOf(await entities.fleet.memo(), entities.now(), throughput),
  };
}
