export { createExecutions } from './create-executions.ts';
export { payloadSoFar } from './payload-so-far.ts';
export { findExecution } from './find-execution.ts';
export { findWorkflow } from './find-workflow.ts';
export { createPreparedWorkflows } from './prepared-workflow.ts';
export type { PreparedWorkflows } from './prepared-workflow.ts';
export type {
  ActionView,
  CompensationView,
  ExecutionOutcome,
  ExecutionStatus,
  ExecutionView,
  StepResultStatus,
  StepResultView,
} from './execution-view.ts';
export { explanationOf } from './explanation-of.ts';
export type { Explanation, ExplainRequest, StepExplanation } from './explanation.ts';
export type {
  Broadcast,
  EventToSend,
  Executions,
  ExecutionStatistics,
  Followed,
  FollowedOfAll,
  HeldWord,
  Retried,
  Started,
  StartRequest,
} from './executions.ts';
export { bulkLimits } from './bulk.ts';
export type { BulkAction, BulkAnswer, BulkRequest, BulkResult, BulkTarget, DryRun } from './bulk.ts';
export { dryRun, tellMany } from './bulk-executions.ts';
export { listLimits } from './listing.ts';
export type { ExecutionFilter, ListedExecution, ListPage, ListRequest } from './listing.ts';
export { eventsOf } from './told-history.ts';
export { checkedToken, readChecked } from './opaque-token.ts';
export { observe } from './observe.ts';
export type { Observed } from './observe.ts';
export { createMoving } from './moving.ts';
export type { Moving } from './moving.ts';
export { createOutcomeAttribute, withAttributes } from './outcome-attribute.ts';
export type { OutcomeAttribute } from './outcome-attribute.ts';
export { severalAtATime } from './several-at-a-time.ts';
export { readTemporalFacts } from './temporal-facts.ts';
export type { TemporalFacts } from './temporal-facts.ts';
export { endedStatus } from './temporal-status.ts';
export { createResolve } from './resolve.ts';
