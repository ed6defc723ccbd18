import type { ExecutionAnswer } from '../../api/index.ts';
import type { Calls } from './calls.ts';
import { changedSteps, momentOf } from './changes.ts';
import { headline, summaryLine } from './headline.ts';
import { columnsOf, type Paint, shortTime, stepLine } from './step-line.ts';

/** What to print when `after` has followed `before`: for each change a line of its own, nothing ever redrawn. */
export function timelineLines(
  before: ExecutionAnswer | null,
  after: ExecutionAnswer,
  calls: Calls,
  paint: Paint,
): readonly string[] {
  const columns = columnsOf(after.step_results, calls);
  const changes = changedSteps(before, after).map((step) => {
    const moment = momentOf(step);
    const since = moment === '' ? '' : `+${shortTime(Math.max(0, Date.parse(moment) - Date.parse(after.started_at)))}`;
    return `${since.padStart(9)}  ${stepLine(step, calls, columns, paint)}`;
  });
  const isEnd = after.completed_at !== undefined && before?.completed_at === undefined;
  return [
    ...(before === null ? [headline(after, paint)] : []),
    ...changes,
    ...(after.status === 'PAUSED' && before?.status !== 'PAUSED' ? [pausedLine(after, paint)] : []),
    ...(after.status === 'RUNNING' && before?.status === 'PAUSED' ? [paint('cyan', 'goes on')] : []),
    ...(isEnd ? [summaryLine(after, paint)] : []),
  ];
}

function pausedLine({ phase }: ExecutionAnswer, paint: Paint): string {
  return paint('yellow', phase === 'held' ? 'held: a failure waits for an operator' : 'paused: nothing new begins');
}
