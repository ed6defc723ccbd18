export { beginState } from './begin-state.ts';
export { callCompleted, callFailed, fastFailed } from './call-ended.ts';
export { asEnvelope, envelopeMark, envelopeOf, isCalled, isEnvelope, readCalledResult } from './envelope.ts';
export { executionCompleted, executionFailed, executionJoined } from './execution-ended.ts';
export { foreignActivityCompleted, foreignActivityFailed } from './foreign-ended.ts';
export { watchHistory } from './history-watch.ts';
export type { HistoryLength } from './history-watch.ts';
export { inOrder } from './observation-order.ts';
export { payloadConverter } from './payload-converter.ts';
export {
  earlyEvents,
  engineNumber,
  eventBounds,
  historyBudget,
  outcomeAttribute,
  ownTypes,
  recordQueue,
  signalNames,
  taskQueue,
  timeoutSummary,
  typeNames,
  unitOfJoin,
  workflowTaskTimeout,
} from './protocol.ts';
export type {
  CallAnswer,
  CalledInput,
  CalledResult,
  CallFailureDetail,
  CallRequest,
  EventSinks,
  ExecutionFailureDetail,
  ExecutionInput,
  ExecutionMemo,
  JoinAnswer,
  JoinRequest,
  NotifyRequest,
  PollRequest,
  ResolveRequest,
} from './protocol.ts';
export { newsOfSignal } from './signals.ts';
export type { News } from './signals.ts';
export { lanesId } from './swarms/lane-protocol.ts';
export type { LanesCheck, LanesChecked, LanesInput } from './swarms/lane-protocol.ts';
export { orchestratedExecution } from './swarms/orchestration-protocol.ts';
export type { OrchestrationInput, OrchestrationMemo } from './swarms/orchestration-protocol.ts';
export { resultOfCall, taskCallName } from './swarms/task-protocol.ts';
export type { CallTask, LookAnswer, LookRequest } from './swarms/task-protocol.ts';
export { readFleetMemo } from './swarms/fleet-memo.ts';
export { fleetMemoKey, fleetWorkflowId, swarmQueries, swarmTypes, swarmUpdates } from './swarms/protocol.ts';
export type {
  FleetApplied,
  FleetApply,
  FleetInput,
  FleetQuestion,
  FleetSwarm,
  Pace,
  ShardApplied,
  ShardApply,
  ShardQuestion,
} from './swarms/protocol.ts';
export { watchedCode } from './watched.ts';
