import type {
  BackfillScheduleAnswer,
  GetScheduleAnswer,
  ListedSchedule,
  ListSchedulesAnswer,
  PauseScheduleAnswer,
  Schedule,
  ScheduleWorkflowAnswer,
  ScheduleWorkflowAsked,
  TriggerScheduleAnswer,
  UpdateScheduleAnswer,
  UpdateScheduleAsked,
} from './api-types.ts';
import { pages } from './pages.ts';
import { get, post } from './requests.ts';
import type { CallOptions, Transport } from './transport.ts';

/** What a change may name; null takes away. */
export type ScheduleChange = Omit<UpdateScheduleAsked, 'schedule_id'>;

export interface CreateOptions extends CallOptions {
  /** Of a text. */
  readonly format?: 'yaml' | 'json';
}

export interface NoteOptions extends CallOptions {
  readonly note?: string;
}

export interface OverlapOptions extends CallOptions {
  readonly overlap?: Schedule['overlap'];
}

/** Jobs that are due at their times. */
export interface Schedules {
  /** A job, or the text of one as YAML or JSON. The same job again changes nothing. */
  create(job: ScheduleWorkflowAsked | string | Uint8Array, options?: CreateOptions): Promise<ScheduleWorkflowAnswer>;
  get(scheduleId: string, options?: CallOptions): Promise<Schedule>;
  /** All of them, page by page. */
  list(options?: CallOptions): AsyncGenerator<ListedSchedule, void, undefined>;
  pause(scheduleId: string, options?: NoteOptions): Promise<PauseScheduleAnswer>;
  resume(scheduleId: string, options?: NoteOptions): Promise<PauseScheduleAnswer>;
  /** Starts an execution now. */
  trigger(scheduleId: string, options?: OverlapOptions): Promise<TriggerScheduleAnswer>;
  /** Starts what would have been started between two times that have passed. */
  backfill(
    scheduleId: string,
    span: { readonly from: string; readonly to: string },
    options?: OverlapOptions,
  ): Promise<BackfillScheduleAnswer>;
  update(scheduleId: string, change: ScheduleChange, options?: CallOptions): Promise<UpdateScheduleAnswer>;
  delete(scheduleId: string, options?: CallOptions): Promise<PauseScheduleAnswer>;
}

export function createSchedules(transport: Transport): Schedules {
  const said = (method: string, scheduleId: string, fields: object, isSafe: boolean, options: CallOptions) =>
    post(`/orchestrator/${method}_schedule`, { schedule_id: scheduleId, ...fields }, isSafe, options);
  return {
    create: async (job, options = {}) => {
      const path = '/orchestrator/schedule_workflow';
      if (typeof job !== 'string' && !(job instanceof Uint8Array)) {
        return await transport.call(post(path, job, true, options));
      }
      const contentType = `application/${options.format ?? 'yaml'}`;
      return await transport.call({ ...post(path, {}, true, options), contentType, body: job });
    },
    get: async (scheduleId, options = {}) => {
      const call = get('/orchestrator/get_schedule', { schedule_id: scheduleId }, options);
      return (await transport.call<GetScheduleAnswer>(call)).schedule;
    },
    list: (options = {}) =>
      pages(
        transport,
        (cursor) => get('/orchestrator/list_schedules', { cursor }, options),
        ({ schedules }: ListSchedulesAnswer) => schedules,
      ),
    pause: async (id, { note, ...options } = {}) => await transport.call(said('pause', id, { note }, true, options)),
    resume: async (id, { note, ...options } = {}) => await transport.call(said('resume', id, { note }, true, options)),
    // Sent again, it would start another one.
    trigger: async (id, { overlap, ...options } = {}) =>
      await transport.call(said('trigger', id, { overlap }, false, options)),
    backfill: async (id, { from, to }, { overlap, ...options } = {}) =>
      await transport.call(said('backfill', id, { from, to, overlap }, false, options)),
    update: async (id, change, options = {}) => await transport.call(said('update', id, change, true, options)),
    delete: async (id, options = {}) => await transport.call(said('delete', id, {}, false, options)),
  };
}
