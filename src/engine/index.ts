export { advance } from './advance.ts';
export type { Advanced } from './advance.ts';
export { callId, childId, parseCallId, parseChildId, parseUnitId, unitId } from './call-ref.ts';
export type { CallPart, CallRef, UnitRef } from './call-ref.ts';
export type { Change, ExecutionChange, StepChange } from './change.ts';
export type {
  Command,
  Outcome,
  PollScope,
  ServiceUndo,
  StartCall,
  StartChild,
  StartForeignActivity,
  StartForeignWorkflow,
  StartNotify,
  StartPoll,
  UndoCall,
} from './command.ts';
export type { ArrivedEvent, CallAborted, CallCompleted, CallFailed, Observation } from './observation.ts';
export { outcomeWord, phaseOf } from './outcome-word.ts';
export type { EndWord, OutcomeWord, StandingWord } from './outcome-word.ts';
export { isApart } from './joinable.ts';
export { engineLimits } from './limits.ts';
export { mayBeginMore, whatFills } from './may-begin.ts';
export { mergedPayload } from './payload.ts';
export { planIndex } from './plan-index.ts';
export type { PlanIndex } from './plan-index.ts';
export { runningUnits } from './running-units.ts';
export { newState } from './state.ts';
export type {
  ActionState,
  Begin,
  Carried,
  Cause,
  ElementsState,
  Phase,
  State,
  StepState,
  StepStatus,
  UndoState,
  UnitState,
} from './state.ts';
export { unitScope } from './step-scope.ts';
