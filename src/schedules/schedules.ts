import type { JsonObject } from '../std/index.ts';

/** What becomes of a time at which an earlier execution of the schedule still runs. */
export const overlaps = ['skip', 'buffer_one', 'buffer_all', 'cancel_other', 'terminate_other', 'allow_all'] as const;
export type Overlap = (typeof overlaps)[number];

/** What is to be done when, as it was asked for. */
export interface JobAsked {
  /** Made from the title, where there is none. */
  readonly scheduleId?: string | undefined;
  readonly title: string;
  readonly service: string;
  readonly method: string;
  readonly parameters?: JsonObject | undefined;
  /** Alone: once, at this time. With a rule: not before it. */
  readonly scheduledTime?: string | undefined;
  readonly recurrenceRule?: string | undefined;
  /** A name of the IANA database; UTC without it. */
  readonly timezone?: string | undefined;
  readonly overlap?: Overlap | undefined;
  readonly catchupWindowMs?: number | undefined;
  readonly jitterMs?: number | undefined;
  readonly pauseOnFailure?: boolean | undefined;
}

export interface ScheduleRequest extends JobAsked {
  readonly paused?: boolean | undefined;
  readonly note?: string | undefined;
}

/** A job with its defaults filled. */
export interface Job {
  readonly title: string;
  readonly service: string;
  readonly method: string;
  readonly parameters: JsonObject;
  /** In whole seconds, as milliseconds. */
  readonly scheduledTime?: number;
  readonly recurrenceRule?: string;
  readonly timezone: string;
  readonly overlap: Overlap;
  readonly catchupWindowMs: number;
  readonly jitterMs: number;
  readonly pauseOnFailure: boolean;
}

/** A change: what is not named stays, null takes away. */
export interface JobChange {
  readonly service?: string | undefined;
  readonly method?: string | undefined;
  readonly parameters?: JsonObject | undefined;
  readonly scheduledTime?: string | null | undefined;
  readonly recurrenceRule?: string | null | undefined;
  readonly timezone?: string | null | undefined;
  readonly overlap?: Overlap | undefined;
  readonly catchupWindowMs?: number | undefined;
  readonly jitterMs?: number | undefined;
  readonly pauseOnFailure?: boolean | undefined;
}

/** `completed`: no time is left. `missed`: none is left either, and nothing was ever started. */
export type ScheduleStatus = 'active' | 'paused' | 'completed' | 'missed';

export interface ScheduledRun {
  readonly executionId: string;
  /** The time that it was for. */
  readonly scheduledAt: number;
  readonly startedAt: number;
  /** Null where the execution is past retention. */
  readonly status: 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED' | null;
}

export interface ScheduleView {
  readonly scheduleId: string;
  readonly job: Job;
  readonly status: ScheduleStatus;
  readonly note?: string;
  readonly nextTimes: readonly number[];
  /** The last ones, the newest first. */
  readonly recentRuns: readonly ScheduledRun[];
  readonly counts: ScheduleCounts;
  readonly createdAt: number;
  readonly updatedAt?: number;
}

export interface ScheduleCounts {
  readonly started: number;
  /** Temporal was away for longer than the catch-up window. */
  readonly missed: number;
  /** An earlier execution was still running. */
  readonly skipped: number;
  /** They wait for an earlier execution to end. */
  readonly waiting: number;
}

export interface ListedSchedule {
  readonly scheduleId: string;
  readonly title: string;
  readonly workflowName: string;
  /** Null for one time only. */
  readonly recurrenceRule: string | null;
  readonly timezone: string;
  readonly status: ScheduleStatus;
  readonly nextTimes: readonly number[];
  readonly lastRun?: Pick<ScheduledRun, 'executionId' | 'scheduledAt'>;
}

export interface SchedulePage {
  readonly schedules: readonly ListedSchedule[];
  readonly nextCursor: string | null;
}

export interface Created {
  readonly schedule: ScheduleView;
  /** False where the same job was there already. */
  readonly isNew: boolean;
}

/** The port that the API calls. Every method throws a Refusal for what the caller did wrong and `temporal-unavailable`
 * where Temporal does not answer in time; `schedule-not-found` where there is none of that id. */
export interface Schedules {
  /** The same job again changes nothing; another one of the same id is refused (`schedule-exists`). */
  readonly create: (request: ScheduleRequest) => Promise<Created>;
  readonly describe: (scheduleId: string) => Promise<ScheduleView>;
  readonly list: (asked: { readonly limit?: number; readonly cursor?: string }) => Promise<SchedulePage>;
  readonly pause: (scheduleId: string, note?: string) => Promise<void>;
  readonly resume: (scheduleId: string, note?: string) => Promise<void>;
  /** Starts an execution now; null where nothing was started, since an earlier one still runs. */
  readonly trigger: (scheduleId: string, overlap?: Overlap) => Promise<string | null>;
  /** Starts what would have been started in a time that has passed; gives how many. */
  readonly backfill: (scheduleId: string, span: BackfillSpan) => Promise<number>;
  readonly update: (scheduleId: string, change: JobChange) => Promise<ScheduleView>;
  /** What it has started goes on. */
  readonly delete: (scheduleId: string) => Promise<void>;
}

export interface BackfillSpan {
  readonly from: number;
  readonly to: number;
  readonly overlap?: Overlap | undefined;
}
