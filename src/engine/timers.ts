import type { UnitRef } from './call-ref.ts';
import { type Turn, unitAt } from './turn.ts';

export function startTimer(turn: Turn, unit: UnitRef, meaning: 'end' | 'time-out', ms: number): void {
  unitAt(turn, unit).timer = meaning;
  turn.commands.push({ kind: 'start-timer', unit, ms });
}

export function stopTimer(turn: Turn, unit: UnitRef): void {
  const record = unitAt(turn, unit);
  if (record.timer === undefined) return;
  delete record.timer;
  turn.commands.push({ kind: 'stop-timer', unit });
}
