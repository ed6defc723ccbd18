import type { UnitRef } from './call-ref.ts';
import { type Turn, unitAt } from './turn.ts';

export function startTimer(turn: Turn, { step, element }: UnitRef, meaning: 'end' | 'time-out', ms: number): void {
  const unit = { step, ...(element !== undefined && { element }) };
  unitAt(turn, unit).timer = meaning;
  turn.commands.push({ kind: 'start-timer', unit, ms });
}

export function stopTimer(turn: Turn, { step, element }: UnitRef): void {
  const unit = { step, ...(element !== undefined && { element }) };
  const record = unitAt(turn, unit);
  if (record.timer === undefined) return;
  delete record.timer;
  turn.commands.push({ kind: 'stop-timer', unit });
}
