export { BatonError, BatonUnreachable } from './baton-error.ts';
export type { BotFilter, Bots, FleetStatistics, LeaseOptions, TaskToGive } from './bots.ts';
export type { KeyOptions } from './requests.ts';
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
export type { EventOfAll, FollowAllOptions } from './follow-all.ts';
export type { CreateOptions, NoteOptions, OverlapOptions, ScheduleChange, Schedules } from './schedules.ts';
export type { RequestFilter, Requests, RequestSummary, Sequence, Sequences, SequenceSummary } from './sequences.ts';
export type { Service, Services } from './services.ts';
export type { Swarms } from './swarms.ts';
export type { OrchestrateOptions, Task, Tasks, TaskToDo } from './tasks.ts';
export type { CallOptions, ClientOptions } from './transport.ts';
export type { AnyWorkflows, EndedExecution, Starter, WorkflowTypes } from './workflow-types.ts';
export { hasEnded } from './workflow-types.ts';
export type { RegisterOptions, TextRegisterOptions, ValidateOptions, WorkflowCatalog } from './workflows.ts';
export type {
  AssignedTask,
  Bot,
  BotOutcome,
  BotTask,
  CancelExecutionsAnswer,
  CancelExecutionsAsked,
  CancelTaskAnswer,
  CreatedBot,
  CreatedSwarm,
  DecideExecutionAnswer,
  DistributedTask,
  ExecuteWorkflowAnswer,
  Execution,
  InfrastructureEventsReplayAnswer,
  GivenTask,
  Json,
  Lease,
  MassTask,
  OrchestrateAnswer,
  PostRequestAnswer,
  Problem,
  ProblemDetail,
  PutSequenceAnswer,
  Request,
  ListedSchedule,
  ListWorkflowsAnswer,
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
  Swarm,
  TriggerScheduleAnswer,
  ValidateWorkflowAnswer,
  Workflow,
} from './api-types.ts';
