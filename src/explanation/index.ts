export { explainStepAt, explainTask, explainWhole, isUnfinished } from './explain.ts';
export type { ExplainedStep } from './explain.ts';
export { executionReasons, stepReasons } from './explained.ts';
export type { Because, ExecutionReason, Explained, StepReason, Unblock } from './explained.ts';
export { explainedExecution } from './say.ts';
export type { PendingCall, PendingTask, Subject, WrittenStep } from './subject.ts';
