export { createExecutions } from './create-executions.ts';
export type { ExecutionStatus, ExecutionView, StepResultStatus, StepResultView } from './execution-view.ts';
export type { Executions, Started, StartRequest } from './executions.ts';
export { observe } from './observe.ts';
export type { Observed } from './observe.ts';
export { createResolve } from './resolve.ts';
