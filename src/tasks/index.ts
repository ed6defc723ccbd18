export { createTasks } from './create-tasks.ts';
export { createLaneKeeping } from './lane-keeping.ts';
export type { LaneKeeping } from './lane-keeping.ts';
export { priorities, taskLimits } from './tasks.ts';
export type {
  OrchestratedTaskView,
  OrchestrationAsked,
  OrchestrationView,
  Priority,
  TaskAsked,
  Tasks,
} from './tasks.ts';
