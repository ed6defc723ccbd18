import type { UnitRef } from './call-ref.ts';
import { settle } from './elements.ts';
import { failUnit } from './end-unit.ts';
import { stopWaiting } from './steps/wait.ts';
import { stopTimer } from './timers.ts';
import { stepAt, type Turn } from './turn.ts';

/** Nothing begins any more: waits and delays end at once, calls and sub-workflows go on to their end. */
export function stopOpen(turn: Turn): void {
  const { state } = turn;
  for (const [at, record] of state.steps.entries()) {
    if (record.status !== 'running') continue;
    if (record.elements === undefined) {
      stopUnit(turn, { step: at });
      continue;
    }
    for (const [element, unit] of Object.entries(record.elements.units)) {
      if (unit.status === 'running') stopUnit(turn, { step: at, element: Number(element) });
    }
    settle(turn, at);
  }
}

function stopUnit(turn: Turn, unit: UnitRef): void {
  const { kind } = stepAt(turn, unit.step);
  if (kind === 'wait') stopWaiting(turn, unit);
  else if (kind === 'delay' || kind === 'until') stopTimer(turn, unit);
  else return;
  failUnit(turn, unit, 'cancelled', 'stopped, because the execution was');
}
