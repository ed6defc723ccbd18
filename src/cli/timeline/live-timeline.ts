import type { Execution, StepResult } from '../../client/index.ts';
import type { Terminal } from '../terminal.ts';
import { adviceLines } from './advice.ts';
import type { Calls } from './calls.ts';
import { headline, summaryLine } from './headline.ts';
import { columnsOf, type Paint, stepLine } from './step-line.ts';

export interface LiveTimeline {
  readonly show: (execution: Execution) => void;
}

/** The last frame may scroll, but nobody reads ten thousand lines. */
const LAST_ROWS = 120;

/** Draws the whole of an execution again in its own place, as often as it is shown. */
export function liveTimeline(terminal: Terminal, calls: Calls, now: () => number): LiveTimeline {
  let drawn = 0;
  return {
    show: (execution) => {
      const isLast = execution.completed_at !== undefined;
      const { rows } = terminal.size();
      const view = { rows: isLast ? Math.max(rows, LAST_ROWS) : rows, now: now() };
      const lines = frame(execution, calls, terminal.style, view);
      const up = drawn === 0 ? '' : `\u001b[${drawn}A\r\u001b[0J`;
      const text = `${lines.join('\n')}\n`;
      // Without wrapping, a line of the frame is a line of the screen, however wide its letters are. The last frame is
      // drawn over by none, and shows its messages whole.
      terminal.draw(isLast ? `${up}${text}` : `${up}\u001b[?7l${text}\u001b[?7h`);
      drawn = lines.length;
    },
  };
}

/** No taller than the screen: what has scrolled out of it could not be drawn over. */
export function frame(
  execution: Execution,
  calls: Calls,
  paint: Paint,
  view: { readonly rows: number; readonly now: number },
): readonly string[] {
  const { step_results: steps } = execution;
  const ending = [...summaryLine(execution, paint).split('\n'), ...adviceLines(execution, paint)];
  const room = Math.max(1, view.rows - ending.length - 3);
  const shown = steps.length <= room ? steps : mostTelling(steps, room);
  const columns = columnsOf(shown, calls);
  const hidden = steps.length - shown.length;
  return [
    headline(execution, paint),
    ...shown.map((step) => `  ${stepLine(step, calls, columns, paint, view.now)}`),
    ...(hidden === 0 ? [] : [paint('dim', `  … and ${hidden} more steps`)]),
    ...ending,
  ];
}

/** What is under way and what failed first, then what ended last; shown in the order of the definition. */
function mostTelling(steps: readonly StepResult[], room: number): readonly StepResult[] {
  const rank = (step: StepResult): number =>
    step.status === 'RUNNING' || step.status === 'COMPENSATING'
      ? 0
      : step.status === 'FAILED'
        ? 1
        : step.status === 'PENDING'
          ? 3
          : 2;
  const ranked = steps.toSorted(
    (a, b) => rank(a) - rank(b) || ((a.completed_at ?? '') > (b.completed_at ?? '') ? -1 : 1),
  );
  const kept = new Set(ranked.slice(0, room));
  return steps.filter((step) => kept.has(step));
}
