import type { DelayStep, UntilStep } from '../../plan/index.ts';
import { isoTime, readInstant } from '../../std/index.ts';
import type { UnitRef } from '../call-ref.ts';
import { historyCost, historyFull, pays } from '../history-budget.ts';
import { engineLimits } from '../limits.ts';
import { fill, unitScope } from '../step-scope.ts';
import { startTimer } from '../timers.ts';
import type { Turn } from '../turn.ts';
import { type Begun, failedWith, waiting } from './begun.ts';

/** Waits so many milliseconds. */
export function beginDelay(turn: Turn, unit: UnitRef, step: DelayStep): Begun {
  const filled = fill('delay_ms', step.ms, unitScope(turn.index, turn.state, unit));
  if (!filled.ok) return failedWith(filled);
  const ms = filled.value;
  if (typeof ms !== 'number' || ms < 0) {
    const message = `delay_ms: a delay is a number of milliseconds, 0 or more, not ${JSON.stringify(ms)}`;
    return failedWith({ code: 'unfit-argument', message });
  }
  return waitFor(turn, unit, Math.ceil(ms), step.timeoutMs);
}

/** Waits until a time. */
export function beginUntil(turn: Turn, unit: UnitRef, step: UntilStep): Begun {
  const filled = fill('until', step.time, unitScope(turn.index, turn.state, unit));
  if (!filled.ok) return failedWith(filled);
  const time = typeof filled.value === 'string' ? readInstant(filled.value) : filled.value;
  if (typeof time !== 'number') {
    return failedWith({ code: 'invalid-time', message: `until: ${JSON.stringify(filled.value)} is no time` });
  }
  return waitFor(turn, unit, Math.ceil(time - turn.now), step.timeoutMs);
}

function waitFor(turn: Turn, unit: UnitRef, ms: number, timeoutMs: number | undefined): Begun {
  if (ms <= 0) return { kind: 'completed', result: null };
  if (ms > engineLimits.delayMs) {
    const end = isoTime(turn.now + engineLimits.delayMs);
    return failedWith({ code: 'unfit-argument', message: `it would wait past ${end}; a year is the longest wait` });
  }
  if (!pays(turn.state, historyCost.timer)) return failedWith(historyFull);
  if (timeoutMs !== undefined && timeoutMs < ms) startTimer(turn, unit, 'time-out', timeoutMs);
  else startTimer(turn, unit, 'end', ms);
  return waiting;
}
