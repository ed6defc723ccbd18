import type { Execution } from '../../client/index.ts';
import { printable } from '../terminal.ts';
import { type Paint, shortTime } from './step-line.ts';

export function headline(
  execution: Pick<Execution, 'workflow_name' | 'version' | 'execution_id'>,
  paint: Paint,
): string {
  const { workflow_name: name, version, execution_id: id } = execution;
  return `${paint('bold', `${printable(name)} ${printable(version)}`)}  ${printable(id)}`;
}

/** The last line: how it ended, or how it stands. */
export function summaryLine(execution: Execution, paint: Paint): string {
  const { status, phase, duration_ms: duration, error, step_results: steps } = execution;
  const word = (phase ?? status).toLowerCase();
  const style = status === 'COMPLETED' ? 'green' : status === 'FAILED' ? 'red' : 'yellow';
  const counts = (['COMPLETED', 'FAILED', 'SKIPPED', 'RUNNING', 'COMPENSATING', 'PENDING'] as const)
    .map((each) => ({ each, count: steps.filter((step) => step.status === each).length }))
    .filter(({ count }) => count > 0)
    .map(({ each, count }) => `${count} ${each.toLowerCase()}`);
  const undone = steps.filter((step) => step.compensation?.status === 'done').length;
  if (undone > 0) counts.push(`${undone} undone`);
  const standing = steps.filter((step) => step.compensation?.status === 'failed').length;
  if (standing > 0) counts.push(`${standing} could not be undone`);
  const took = duration === undefined ? '' : ` in ${shortTime(duration)}`;
  const why = error === undefined ? '' : `\n${printable(error.message)} [${error.code}]`;
  return `${paint(style, word)}${took}: ${counts.join(', ') || 'no steps yet'}${why}`;
}
