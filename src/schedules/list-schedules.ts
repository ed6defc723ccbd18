import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import { callTemporal } from '../config/index.ts';
import { checkedToken, readChecked } from '../executions/index.ts';
import { diagnostic, Refusal } from '../problems/index.ts';
import { scheduleLimits } from './limits.ts';
import { isOurs, nextTimesOf, statusOf } from './read-schedule.ts';
import type { ListedSchedule, SchedulePage } from './schedules.ts';
import type { ScheduleMemo } from './temporal-schedule.ts';

type Entry = temporal.api.schedule.v1.IScheduleListEntry;

/** A page by Temporal's own list, which follows changes with a short delay. */
export async function listSchedules(
  client: Client,
  { limit = scheduleLimits.atATime, cursor }: { readonly limit?: number; readonly cursor?: string },
): Promise<SchedulePage> {
  const { namespace } = client.options;
  const token = cursor === undefined ? undefined : readChecked(cursor);
  if (token === null) throw noCursor();
  const { schedules, nextPageToken } = await callTemporal(client, () =>
    client.workflowService.listSchedules({
      namespace,
      maximumPageSize: limit,
      ...(token !== undefined && { nextPageToken: token }),
    }),
  );
  const more = nextPageToken !== undefined && nextPageToken !== null && nextPageToken.length > 0;
  return {
    // Others may be in the namespace.
    schedules: schedules.flatMap((entry) => listed(entry) ?? []),
    nextCursor: more ? checkedToken(nextPageToken) : null,
  };
}

function noCursor(): Refusal {
  const message = 'a cursor is what an answer gave as next_cursor';
  return new Refusal('request-rejected', message, {
    diagnostics: [diagnostic('unfit-field', message, { path: 'cursor' })],
  });
}

function listed({ scheduleId, memo, info }: Entry): ListedSchedule | null {
  const marked = memoOf(memo);
  if (marked === null) return null;
  const nextTimes = nextTimesOf((info?.futureActionTimes ?? []).map(dateOf));
  const last = info?.recentActions?.at(-1);
  const hasStarted = last !== undefined;
  const lastId = last?.startWorkflowResult?.workflowId;
  return {
    scheduleId: scheduleId ?? '',
    title: marked.title,
    workflowName: info?.workflowType?.name ?? '',
    recurrenceRule: ruleOf(info?.spec),
    timezone: info?.spec?.timezoneName || 'UTC',
    status: statusOf(info?.paused === true, nextTimes, hasStarted),
    nextTimes,
    ...(typeof lastId === 'string' && {
      lastRun: { executionId: lastId, scheduledAt: dateOf(last?.scheduleTime ?? {}).getTime() },
    }),
  };
}

function memoOf(memo: Entry['memo']): ScheduleMemo | null {
  const { baton, title } = memo?.fields ?? {};
  if (baton === undefined || title === undefined) return null;
  const read = { baton: defaultPayloadConverter.fromPayload(baton), title: defaultPayloadConverter.fromPayload(title) };
  return isOurs(read) ? read : null;
}

/** The rule stands in the comment of its calendars; an interval has none. */
function ruleOf(spec: temporal.api.schedule.v1.IScheduleSpec | null | undefined): string | null {
  const [interval] = spec?.interval ?? [];
  if (interval !== undefined) return `@every ${shortDuration(Number(interval.interval?.seconds ?? 0))}`;
  return spec?.structuredCalendar?.[0]?.comment || null;
}

function shortDuration(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const;
  return parts.flatMap(([value, unit]) => (value === 0 ? [] : [`${value}${unit}`])).join('');
}

function dateOf({ seconds, nanos }: { seconds?: unknown; nanos?: number | null }): Date {
  return new Date(Number(seconds ?? 0) * 1000 + Math.floor((nanos ?? 0) / 1_000_000));
}
