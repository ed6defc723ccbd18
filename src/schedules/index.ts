export { checkJob, refuseWithoutTimes } from './check-job.ts';
export { changed, createSchedules, taken } from './create-schedules.ts';
export { scheduleLimits } from './limits.ts';
export { checkedId, idFromTitle } from './schedule-id.ts';
export { overlaps } from './schedules.ts';
export type {
  Job,
  JobAsked,
  JobChange,
  ListedSchedule,
  Overlap,
  ScheduleRequest,
  Schedules,
  ScheduleStatus,
  ScheduleView,
} from './schedules.ts';
