export { readBotCapacity } from './bot-capacity.ts';
export { createEntities } from './create-entities.ts';
export { createSwarms } from './create-swarms.ts';
export type { Entities, FleetEntity, PageOf, ShardEntity } from './entities.ts';
export type {
  Asked,
  BotFilter,
  BotOutcome,
  BotStatus,
  BotView,
  FleetStatistics,
  GivenTask,
  Lease,
  MassView,
  NewBot,
  NewSwarm,
  Page,
  PageAsked,
  Renewed,
  Swarms,
  SwarmView,
  TaskCounts,
  TaskToGive,
  TaskView,
  TierStatistics,
} from './swarms.ts';
