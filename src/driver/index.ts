export { beginState } from './begin-state.ts';
export { callCompleted, callFailed, fastFailed } from './call-ended.ts';
export { childCompleted, childFailed } from './child-ended.ts';
export { asEnvelope, envelopeMark, isCalled, isEnvelope, readCalledResult } from './envelope.ts';
export {
  foreignActivityCompleted,
  foreignActivityFailed,
  foreignWorkflowCompleted,
  foreignWorkflowFailed,
} from './foreign-ended.ts';
export { inOrder } from './observation-order.ts';
export { payloadConverter } from './payload-converter.ts';
export {
  engineNumber,
  eventBounds,
  mostSteps,
  recordQueue,
  signalNames,
  taskQueue,
  timeoutSummary,
  typeNames,
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
  NotifyRequest,
  PollRequest,
  ResolveRequest,
} from './protocol.ts';
export { newsOfSignal } from './signals.ts';
export type { News } from './signals.ts';
export { watchedCode } from './watched.ts';
