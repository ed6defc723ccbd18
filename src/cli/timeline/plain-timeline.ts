import type { Execution } from '../../client/index.ts';
import type { Calls } from './calls.ts';
import { changedSteps, momentOf } from './changes.ts';
import { headline, summaryLine } from './headline.ts';
import { columnsOf, type Paint, shortTime, stepLine } from './step-line.ts';

/** What to print when `after` has followed `before`: for each change a line of its own, nothing ever redrawn. */
export function timelineLines(
  before: Execution | null,
  after: Execution,
  calls: Calls,
  paint: Paint,
  advice: (execution: Execution, paint: Paint) => readonly string[] = () => [],
): readonly string[] {
  const columns = columnsOf(after.step_results, calls);
  const changes = changedSteps(before, after).map((step) => {
    const moment = momentOf(step);
    const since = moment === '' ? '' : `+${shortTime(Math.max(0, Date.parse(moment) - Date.parse(after.started_at)))}`;
    return `${since.padStart(9)}  ${stepLine(step, calls, columns, paint)}`;
  });
  const isEnd = after.completed_at !== undefined && before?.completed_at === undefined;
  const failedAgain = after.phase === 'held' && changes.length > 0;
  const hasStopped = after.status === 'PAUSED' && (standsOtherwise(before, after) || failedAgain);
  return [
    ...(before === null ? [headline(after, paint)] : []),
    ...(after.status !== 'PAUSED' && before?.status === 'PAUSED' && !isEnd ? [paint('cyan', 'goes on')] : []),
    ...changes,
    ...(hasStopped ? [pausedLine(after, paint), ...advice(after, paint)] : []),
    ...(isEnd ? [summaryLine(after, paint)] : []),
  ];
}

/** A pause may become a hold: when what was in flight has failed. */
function standsOtherwise(before: Execution | null, after: Execution): boolean {
  return before?.status !== after.status || before.phase !== after.phase;
}

function pausedLine({ phase }: Execution, paint: Paint): string {
  return paint('yellow', phase === 'held' ? 'held: a failure waits for an operator' : 'paused: nothing new begins');
}
