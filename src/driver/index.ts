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
  engineNumber,
  eventBounds,
  historyBudget,
  outcomeAttribute,
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
export { watchedCode } from './watched.ts';
