export { answerOf, applyFleet } from './apply-fleet.ts';
export { applyShard } from './apply-shard.ts';
export { beginShard } from './begin-shard.ts';
export { beginFleet } from './fleet.ts';
export type { Fleet } from './fleet.ts';
export { openFleet, saveFleet } from './fleet-state.ts';
export type { FleetState } from './fleet-state.ts';
export { isStray, shardGone, shardReported, shardStarted, shardTold } from './hear-shards.ts';
export { hasMoreEffects, outstandingEffects, takeFleetEffects } from './send-orders.ts';
export type {
  FleetEffect,
  FleetMemo,
  FleetOperation,
  FleetResult,
  FleetValue,
  MassRecord,
  ShardStart,
  SwarmStatus,
  SwarmView,
} from './fleet-operations.ts';
export {
  botId,
  isSlug,
  massId,
  massShareId,
  orchestratedId,
  poolSlug,
  readBotId,
  readMassId,
  readSwarmId,
  readTaskId,
  shardOf,
  shardWorkflowId,
  swarmId,
  taskId,
} from './ids.ts';
export type { BotRef, ShardRef, TaskRef } from './ids.ts';
export { nextShardDeadline, shardTimeCame } from './leases.ts';
export {
  giveTurns,
  hearClaim,
  isIdle,
  leaveLanes,
  packLanes,
  quietRequesters,
  stillThere,
  unpackLanes,
  usualLaneLimits,
} from './lanes.ts';
export type { Grant, LaneLimits, LanesState, PackedLanes, TurnNumbers } from './lanes.ts';
export { fleetLimits } from './limits.ts';
export { openShard } from './open-shard.ts';
export { closeShard, orderShard } from './order-shard.ts';
export { type Refused, refusalOf } from './refused.ts';
export { noTask } from './task-refusals.ts';
export { joinReports, reportOf, takeReport, takeShardEffects } from './report-shard.ts';
export {
  addCounters,
  type MassProgress,
  noCounters,
  plainFigures,
  type ShardCounters,
  type ShardReport,
  type TierCounters,
  tierFigures,
} from './reports.ts';
export { grantTurns, runningTasks, taskRan, taskRuns, taskRunsAs, type TaskThatRuns } from './run-tasks.ts';
export { cutState, joinState, type StatePiece, weighState } from './cut-state.ts';
export { saveShard } from './save-shard.ts';
export type { Shard } from './shard.ts';
export type {
  BotSpec,
  IndexRange,
  LeasedTask,
  MassShare,
  NewTask,
  NumberedOrder,
  RunOutcome,
  ShardEffect,
  ShardOperation,
  ShardOrder,
  ShardResult,
  ShardValue,
  TaskRun,
  TaskToRun,
  ToldFleet,
} from './shard-operations.ts';
export type { ShardState } from './shard-state.ts';
export type {
  BotStatus,
  BotView,
  MassShareView,
  MassView,
  Page,
  PageAsked,
  TaskStatus,
  TaskView,
} from './shard-views.ts';
export { readTier, tiers } from './tiers.ts';
export type { Tier } from './tiers.ts';
export { botsPage, botView } from './view-bots.ts';
export { deadLetters, massView, tasksOfBot, taskView } from './view-tasks.ts';
export { lightenShard, type WeighedState } from './weigh-shard.ts';
export { fleetMemo, massesPage, massRecord, swarmsPage, swarmView } from './view-fleet.ts';
