import type { StepResult } from '../../client/index.ts';
import { printable, type Style } from '../terminal.ts';
import type { Calls } from './calls.ts';

export type Paint = (style: Style, text: string) => string;

interface Look {
  readonly symbol: string;
  readonly style: Style;
  readonly word: string;
}

const looks: Readonly<Record<StepResult['status'], Look>> = {
  PENDING: { symbol: '·', style: 'dim', word: 'pending' },
  RUNNING: { symbol: '▸', style: 'cyan', word: 'running' },
  COMPLETED: { symbol: '✓', style: 'green', word: 'completed' },
  FAILED: { symbol: '✗', style: 'red', word: 'failed' },
  SKIPPED: { symbol: '○', style: 'dim', word: 'skipped' },
  COMPENSATING: { symbol: '↺', style: 'yellow', word: 'compensating' },
};

/** How wide the columns are, so that they stand under each other. */
export interface Columns {
  readonly id: number;
  readonly call: number;
}

const WIDEST = 40;

export function columnsOf(steps: readonly StepResult[], calls: Calls): Columns {
  const widest = (texts: Iterable<string>): number => {
    let width = 0;
    for (const text of texts) width = Math.max(width, Math.min(WIDEST, text.length));
    return width;
  };
  return { id: widest(steps.map((step) => step.step_id)), call: widest(calls.values()) };
}

/** `✓ weather  weather.get_conditions  completed  in 150 ms`. `now` dates what still runs. */
export function stepLine(step: StepResult, calls: Calls, columns: Columns, paint: Paint, now?: number): string {
  const look = looks[step.status];
  const call = printable(calls.get(step.step_id) ?? '');
  const parts = [
    paint(look.style, look.symbol),
    printable(step.step_id).padEnd(columns.id),
    ...(columns.call > 0 ? [paint('dim', call.padEnd(columns.call))] : []),
    paint(look.style, step.status === 'RUNNING' && step.display !== undefined ? printable(step.display) : look.word),
    ...remarks(step, now),
  ];
  return parts.join('  ').trimEnd();
}

function remarks(step: StepResult, now: number | undefined): readonly string[] {
  const { status, error, duration_ms: duration, attempt = 1, compensation, started_at: startedAt, elements } = step;
  const said: string[] = [];
  if (elements !== undefined) said.push(elementsSaid(elements));
  if (status === 'COMPLETED' || status === 'FAILED') {
    if (duration !== undefined) said.push(`in ${shortTime(duration)}`);
    if (attempt > 1) said.push(`${attempt} attempts`);
  } else if (status === 'RUNNING' && now !== undefined && startedAt !== undefined) {
    said.push(shortTime(Math.max(0, now - Date.parse(startedAt))));
  }
  if (error !== undefined) said.push(`${printable(error.message)} [${error.code}]`);
  if (compensation?.status === 'done') said.push('undone');
  if (compensation?.status === 'failed') {
    said.push(`could not be undone: ${printable(compensation.error?.message ?? 'no reason is known')}`);
  }
  for (const action of step.actions ?? []) {
    if (action.status === 'failed') said.push(`${action.on} failed: ${printable(action.error?.message ?? '')}`);
  }
  return said;
}

function elementsSaid({ total, completed, running, failed }: NonNullable<StepResult['elements']>): string {
  const others = [...(running > 0 ? [`${running} running`] : []), ...(failed > 0 ? [`${failed} failed`] : [])];
  return [`${completed} of ${total}`, ...others].join(', ');
}

export function shortTime(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const minutes = Math.floor(ms / 60_000);
  const seconds = Math.floor(ms / 1000) % 60;
  return minutes < 60 ? `${minutes} min ${seconds} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
