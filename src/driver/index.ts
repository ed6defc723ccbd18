export { callCompleted, callFailed } from './call-ended.ts';
export { isEnvelope } from './envelope.ts';
export { inOrder } from './observation-order.ts';
export { engineNumber, mostSteps, recordQueue, taskQueue, typeNames } from './protocol.ts';
export type {
  CallAnswer,
  CallFailureDetail,
  CallRequest,
  ExecutionFailureDetail,
  ExecutionInput,
  ExecutionMemo,
  ResolveRequest,
} from './protocol.ts';
