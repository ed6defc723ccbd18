export { BatonError, BatonUnreachable } from './baton-error.ts';
export { createClient } from './create-client.ts';
export type { Client } from './create-client.ts';
export { resultOf } from './executions.ts';
export type {
  Decision,
  EventsAsked,
  EventToAll,
  EventToSend,
  ExecutionFilter,
  ExecutionSummary,
  ExecutionEvent,
  ExplainOptions,
  Explanation,
  Executions,
  ReplayAsked,
  StartOptions,
} from './executions.ts';
export type { FollowOptions } from './follow.ts';
export type { CreateOptions, NoteOptions, OverlapOptions, ScheduleChange, Schedules } from './schedules.ts';
export type { Service, Services } from './services.ts';
export type { CallOptions, ClientOptions } from './transport.ts';
export type { AnyWorkflows, EndedExecution, Starter, WorkflowTypes } from './workflow-types.ts';
export { hasEnded } from './workflow-types.ts';
export type { RegisterOptions, ValidateOptions, WorkflowCatalog } from './workflows.ts';
export type {
  CancelExecutionsAnswer,
  CancelExecutionsAsked,
  DecideExecutionAnswer,
  ExecuteWorkflowAnswer,
  Execution,
  InfrastructureEventsReplayAnswer,
  Json,
  Problem,
  ProblemDetail,
  ListedSchedule,
  RegisterWorkflowAnswer,
  RegistryRegisterAnswer,
  RegistryRegisterAsked,
  RetryExecutionAnswer,
  RetryExecutionsAnswer,
  RetryExecutionsAsked,
  Schedule,
  ScheduleWorkflowAnswer,
  ScheduleWorkflowAsked,
  StepResult,
  TriggerScheduleAnswer,
  ValidateWorkflowAnswer,
  Workflow,
} from './api-types.ts';
