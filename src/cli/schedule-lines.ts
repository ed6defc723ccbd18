import type { ListedSchedule, Schedule } from '../client/index.ts';
import { tableLines } from './table.ts';
import { printable } from './terminal.ts';

const plain = (padded: string): string => padded;

export function listedLines(schedules: readonly ListedSchedule[]): readonly string[] {
  if (schedules.length === 0) return [];
  const rows = schedules.map((each) =>
    [
      each.schedule_id,
      each.status,
      each.recurrence_rule ?? 'once',
      each.timezone,
      each.next_times[0] ?? '',
      each.workflow_name,
    ].map(printable),
  );
  return tableLines(['schedule', 'status', 'rule', 'zone', 'next', 'workflow'], rows, plain);
}

export function scheduleLines(schedule: Schedule): readonly string[] {
  const { counts } = schedule;
  const when = schedule.recurrence_rule ?? 'once';
  const facts = [
    ['schedule', `${schedule.schedule_id} (${schedule.title})`],
    ['status', schedule.note === undefined ? schedule.status : `${schedule.status}: ${schedule.note}`],
    ['calls', `${schedule.service}.${schedule.method} ${JSON.stringify(schedule.parameters)}`],
    ['when', `${when}, ${schedule.timezone}`],
    ...(schedule.scheduled_time === undefined ? [] : [['from', schedule.scheduled_time]]),
    [
      'so far',
      `${counts.started} started, ${counts.missed} missed, ${counts.skipped} skipped, ${counts.waiting} waiting`,
    ],
    ...schedule.next_times.map((time, i) => [i === 0 ? 'next' : '', time]),
  ];
  const width = Math.max(...facts.map(([name = '']) => name.length));
  const lines = facts.map(([name = '', value = '']) => printable(`${name.padEnd(width)}  ${value}`));
  if (schedule.recent_runs.length === 0) return lines;
  const runs = schedule.recent_runs.map((run) =>
    [run.execution_id, run.status ?? 'gone', run.started_at].map(printable),
  );
  return [...lines, '', ...tableLines(['execution', 'status', 'started'], runs, plain)];
}
